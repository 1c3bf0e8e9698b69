"""How the command speaks: tables for people, JSON for scripts, failures in one sentence."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NoReturn

import msgspec
from rich.console import Console
from rich.table import Table

WHOLE = frozenset({"Receipt", "Agent", "Macro", "Entry", "Same as receipt"})
screen = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def fail(why: str, code: int = 1) -> NoReturn:
    """Say why on standard error, and end."""
    errors.print(f"[red]aftercare:[/red] {plain(why)}", soft_wrap=True)
    sys.exit(code)


def as_json(value: object) -> None:
    """One JSON document on standard output."""
    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=1))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """A table, or a word if there is nothing in it."""
    drawn = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        # An id that is cut or wrapped cannot be pasted into the next command.
        drawn.add_column(name, overflow="fold", no_wrap=name in WHOLE)
    for row in rows:
        drawn.add_row(*(plain(cell) for cell in row))
    if drawn.row_count:
        screen.print(drawn)
    else:
        screen.print(f"[dim]{plain(empty)}[/dim]")


def when(at: datetime) -> str:
    """An instant as people read it, UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


def plain(text: str) -> str:
    """Text that rich must not read as its own markup, and a terminal not as commands."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() or c in "\n\t" else "�" for c in text))
