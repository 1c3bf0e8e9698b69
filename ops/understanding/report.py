"""The figures as tables: on a screen, and in docs/benchmarks.md."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ops.understanding.measuring import QUESTIONS, UNSORTED, Counted

DOCS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN = "<!-- understanding: written by python -m ops.understanding --update -->"
END = "<!-- end of understanding -->"
HEADS = (
    "texts",
    "language",
    "n",
    "language right",
    "topic right",
    "of those with one, sorted",
    "tone",
    "urgency",
    "kind",
)
# What stands at the end of a table's rows and columns: it is no answer like the others.
LAST = (UNSORTED, "unknown")
Measured = dict[str, dict[str, Counted]]
Rows = list[tuple[str, ...]]


def show(measured: Measured, console: Console) -> None:
    """Print how much is right by language, then what is taken for what."""
    for title, heads, rows in _tables(measured):
        table = Table(*heads, title=title)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def write(measured: Measured) -> None:
    """Put the tables into the docs, in place of those that are there."""
    text = DOCS.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    tables = "\n\n".join(f"**{title}**\n\n{_markdown(heads, rows)}" for title, heads, rows in _tables(measured))
    DOCS.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def _tables(measured: Measured) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    yield "Understood as labelled, of a hundred", HEADS, list(_figures(measured))
    for name, counted in measured.items():
        for question in QUESTIONS:
            heads, rows = _confusion(counted["all"].pairs[question])
            yield f"{question.capitalize()}, {name}: rows as labelled, columns as understood", heads, rows


def _figures(measured: Measured) -> Iterator[tuple[str, ...]]:
    for name, by_language in measured.items():
        for language, counted in by_language.items():
            shares = (f"{share:.1f}" for share in counted.figures.values())
            yield name, language, str(counted.sentences), *shares


def _confusion(pairs: Counter[tuple[str, str]]) -> tuple[tuple[str, ...], Rows]:
    names = sorted({str(name) for pair in pairs for name in pair}, key=lambda name: (name in LAST, name))
    rows = [(label, *(_number(pairs[label, answer]) for answer in names)) for label in names]
    return ("", *names), rows


def _number(n: int) -> str:
    return str(n) if n else "·"


def _markdown(heads: tuple[str, ...], rows: Rows) -> str:
    lines = [heads, ("---", *("---:" for _ in heads[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
