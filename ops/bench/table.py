"""The figures as a table: on a screen, and in docs/benchmarks.md."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ops.bench.bill import always_free
from ops.bench.figures import Figures, Limits, median_transaction

DOCS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: written by make bench UPDATE=1 -->", "<!-- end of figures -->"
EVENT_HEADS = (
    "event or page",
    "gate writes",
    "gate reads",
    "transaction units",
    "facts",
    "all write units",
    "read units",
    "calls",
)
HEADS = ("figure", "is", "at most")


def show(figures: Figures, console: Console) -> None:
    """Print both tables."""
    for heads, rows in ((EVENT_HEADS, _events(figures)), (HEADS, _others(figures))):
        table = Table(*heads)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def write(figures: Figures) -> None:
    """Put the tables into the docs, in place of those that are there."""
    text = DOCS.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    both = "\n\n".join(
        _markdown(heads, rows) for heads, rows in ((HEADS, _others(figures)), (EVENT_HEADS, _events(figures)))
    )
    DOCS.write_text(f"{before}{BEGIN}\n\n{both}\n\n{END}{after}", encoding="utf-8")


def _markdown(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [heads, ("---", *("---:" for _ in heads[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _events(figures: Figures) -> Iterator[tuple[str, ...]]:
    names = ("gate_writes", "gate_reads", "transaction_units", "facts", "all", "read_units", "calls")
    for kind, event in sorted(figures.events.items()):
        counted = event["facts"] * figures.counting["write_units"]
        yield kind, *(f"{({**event, 'all': round(event['write_units'] + counted, 1)})[name]:g}" for name in names)


def _others(figures: Figures) -> Iterator[tuple[str, str, str]]:
    limits = Limits()
    yield (
        "write units of a transaction, median over the kinds",
        f"{median_transaction(figures.events):g}",
        (f"{limits.median_transaction_units:g}"),
    )
    at_once = f"{figures.counting['at_once']:g}"
    yield f"write units to count a fact, {at_once} at once", f"{figures.counting['write_units']:g}", ""
    for function, times in sorted(figures.starts.items()):
        most = limits.start_api_handler if function == "api_handler" else limits.start
        if function != "bare":
            yield f"start of {function}, in bare handlers", f"{times:.2f}", f"{most:g}"
    yield "CPU of a webhook, in bare handlers", f"{figures.webhook_cpu:.2f}", ""
    yield "zip, MB", f"{figures.zip_mb:.1f}", f"{limits.zip_mb:g}"
    for line, dollars in figures.bill.items():
        yield f"a month: {line}, USD", f"{dollars:.2f}", ""
    if figures.bill:
        whole, free = sum(figures.bill.values()), always_free(figures.bill)
        yield "a month by the price list, USD", f"{whole:.2f}", ""
        yield "of that AWS gives every account for good, USD", f"{free:.2f}", ""
        yield "a month as AWS charges it, USD", f"{whole - free:.2f}", f"{limits.bill:g}"
