"""Top lists: what there is most of, over the last days of a period. Read from tallies by dimension; no case, no scan.

A list has MOST lines. What a row is worth is a count; beside it stand what it divides by and what lies behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from chalicelib.care import toml
from chalicelib.metrics.reading import words
from chalicelib.metrics.tallies import COUNT, Columns, name_in
from chalicelib.store.port import Store

MOST = 50
# How many words stand behind a line (topics of a product, reasons of a return).
BEHIND = 3
# Whole days that the lists of a night are of.
DAYS = 30
BY = "nightly"
FILE = Path(__file__).with_name("lists.toml")
_SETTING = "top:"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopList:
    """A list, as lists.toml has it and says what each of these is. "": it has none."""

    name: str
    title: str
    version: int
    unit: str
    fact: str
    dimension: str
    of: str = ""
    share: str = ""
    behind: str = ""
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `title`: what people call the `key`, where it was told with the numbers (products). `before`: as many
    in as many days before the period. `beside`: the share or rate next to it, None if nothing is known. `behind`:
    word -> how many of the count, the most first."""

    key: str
    title: str = ""
    count: float
    before: float
    beside: float | None = None
    behind: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A list with its MOST longest lines, and of which days it is."""

    first: date
    last: date
    lines: tuple[Line, ...]


LISTS: Mapping[str, TopList] = {name: TopList(name=name, **given) for name, given in toml.read(FILE).items()}


def top(store: Store, shop: str, name: str, first: date, last: date, limit: int = 10) -> tuple[Line, ...]:
    """The `limit` (at most MOST) longest lines of a list over some local days. ValueError names the lists."""
    asked = _known(name)
    found = words(store, shop, dict.fromkeys(filter(None, (asked.fact, asked.of))), asked.dimension, first, last)
    span = timedelta(days=(last - first).days + 1)
    earlier = words(store, shop, [asked.fact], asked.dimension, first - span, last - span)
    lines = [
        _line(asked, word, facts, earlier.get(word, {}).get(asked.fact, {}))
        for word, facts in found.items()
        if facts.get(asked.fact, {}).get(COUNT, 0) > 0
    ]
    lines.sort(key=lambda line: (-line.count, line.key))
    return tuple(lines[: min(limit, MOST)])


def write(store: Store, shop: str, today: date, now: datetime) -> None:
    """Keep every list of the last DAYS whole days, as they are this night."""
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    for name in LISTS:
        lines = top(store, shop, name, first, last, MOST)
        value = {
            "from": first.isoformat(), "to": last.isoformat(), "lines": msgspec.json.encode(lines).decode(),
        }  # fmt: skip
        # Every night: a history of it would grow for good, and the tallies can tell any day's again.
        store.put_setting(shop, _SETTING + name, value, BY, now, history=False)


def written(store: Store, shop: str, name: str) -> Written | None:
    """A list as the last night wrote it: one read, however much the shop has. None before the first night."""
    _known(name)
    value = store.setting(shop, _SETTING + name)
    if not value:
        return None
    lines = msgspec.json.decode(value["lines"], type=tuple[Line, ...])
    return Written(first=date.fromisoformat(value["from"]), last=date.fromisoformat(value["to"]), lines=lines)


def asked_for(store: Store, shop: str, name: str, first: date, last: date, usual: bool) -> Written:
    """A list of some local days, counted now. `usual`: nobody named them, and it is the last night's, if there is one:
    counting reads a row for each word and day, so it costs more the more products and customers a shop has.
    """
    kept = written(store, shop, name) if usual else None
    return kept or Written(first=first, last=last, lines=top(store, shop, name, first, last, MOST))


def _known(name: str) -> TopList:
    if name not in LISTS:
        raise ValueError(f"there is no list {name[:40]!r}; there are {', '.join(LISTS)}")
    return LISTS[name]


def _line(asked: TopList, word: str, facts: Mapping[str, Columns], before: Columns) -> Line:
    columns, of = facts[asked.fact], facts.get(asked.of, {})
    behind = {
        column.partition(".")[2]: number
        for column, number in sorted(columns.items(), key=lambda item: (-item[1], item[0]))
        if asked.behind and column.startswith(f"{asked.behind}.") and number > 0
    }
    return Line(
        key=word, title=name_in(of) or name_in(columns), count=columns[COUNT], before=before.get(COUNT, 0),
        beside=_beside(asked, columns[COUNT], of), behind=dict(list(behind.items())[:BEHIND]),
    )  # fmt: skip


def _beside(asked: TopList, count: float, of: Columns) -> float | None:
    """The share of `of` with the list's column, or how many there are for each hundred of it."""
    if not asked.share:
        return round(100 * count / of[COUNT], 2) if of.get(COUNT, 0) > 0 else None
    dimension = asked.share.partition(".")[0] + "."
    all_ = sum(number for column, number in of.items() if column.startswith(dimension))
    return round(of.get(asked.share, 0) / all_, 4) if all_ > 0 else None
