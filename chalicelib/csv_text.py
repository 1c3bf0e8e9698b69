"""Tables as CSV (RFC 4180), which spreadsheets open: no cell of ours is a formula to them."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

# What a spreadsheet takes for the beginning of a formula; a tab or a line's end may stand before one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(columns: Sequence[str], lines: Iterable[Mapping[str, object]]) -> str:
    """A table with its names on the first line. Numbers are plain, None is empty, texts that could be formulas are
    quoted with an apostrophe."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(line.get(name)) for name in columns] for line in lines)
    return written.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
