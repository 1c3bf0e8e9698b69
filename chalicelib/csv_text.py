"""Tables as CSV (RFC 4180), which spreadsheets open: no cell of ours is a formula to them.

Where a comma is the decimal sign (sk, pl, ro, ru) they part cells by ";", and take our quotes in the middle of a line
for letters: so a formula may begin within a text, too, after whatever may part cells or lines there.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

# What a spreadsheet takes for the beginning of a formula; a tab or a line's end may stand before one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WITHIN = re.compile(r"""(?<=[;\t\r\n])(?=[\s"]*[=+\-@])""")


def as_csv(columns: Sequence[str], lines: Iterable[Mapping[str, object]]) -> str:
    """A table with its names on the first line. Numbers are plain, None is empty, what could be a formula in a text
    has an apostrophe before it."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(line.get(name)) for name in columns] for line in lines)
    return written.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    written = _WITHIN.sub("'", value)
    return f"'{written}" if written.startswith(FORMULA) else written
