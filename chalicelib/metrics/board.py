"""What the dashboard shows: every number with what it was before, its trend, how values spread, and the top lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from chalicelib import charts
from chalicelib.care.backlog import AGES, OLDER
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent
from chalicelib.metrics.answers import MetricAnswer, Row, check_period, of_days, summary
from chalicelib.metrics.definitions import Definition, definition
from chalicelib.metrics.kinds import READ, latest
from chalicelib.metrics.late_now import LateNow, late_now
from chalicelib.metrics.reading import Days, add, every_day, words
from chalicelib.metrics.tallies import COUNT, PER_DOUBLING
from chalicelib.metrics.tops import LISTS, Line, TopList, Written, asked_for
from chalicelib.store.port import Store

# Of fewer than so many, a difference may well be chance: it is not judged.
FEW = 20
# A longer period is drawn by week, one of more weeks by month: what is drawn is also a table, and the page stays light.
DRAWN = 31
LINES = 10
# Whose values are shown as they spread, and up to where each part reaches (seconds).
SPREAD = ("first_response_time", "resolution_time")
MINUTE, HOUR, DAY = 60, 3600, 86400
BOUNDS = (15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 4 * DAY)
COUNTED = ("count", "reading", "money")
# A difference of what is given in points, or a hundred to a share, is one of points, too.
POINTS = {"share": 100, "points": 1}


class Move(StrEnum):
    """How a number stands to what it was in as many days before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    FEW = "few"  # too few to say
    NONE = "none"  # nothing to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`size`: `points` (of a share, a score), else percent of before; `good`: is that wanted, None: neither."""

    move: Move
    size: float = 0.0
    points: bool = False
    good: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number. `points`: the same by day or week."""

    meant: Definition
    row: Row
    change: Change
    points: tuple[Row, ...]
    trend: charts.Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How many values lie up to `upto` seconds (None: beyond all bounds). `width`: of its bar, in percent."""

    upto: int | None
    count: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of a top list. `name`: an agent's, else "" and what the line says itself."""

    line: Line
    name: str
    width: float


class Bar(NamedTuple):
    """How many have a word. `width`: of its bar, in percent."""

    word: str
    number: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """The longest lines of a list, and of which days it is."""

    asked: TopList
    first: date
    last: date
    lines: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything. `groups`: tiles by the heading they stand under; `spreads` with what they are of; `ages`: the
    backlog by how long it has waited, as it was read last, the shortest first; `late`: now, whatever the days are, and
    `late_by` by its dimensions."""

    first: date
    last: date
    by: str
    no_data: bool
    groups: Mapping[str, tuple[Tile, ...]]
    spreads: tuple[tuple[Definition, tuple[Part, ...]], ...]
    ages: tuple[Bar, ...]
    lists: tuple[ShownList, ...]
    late: LateNow
    late_by: Mapping[str, tuple[Bar, ...]]


def board(
    store: Store, shop: str, policy: Policy, first: date, last: date, usual: bool = False, today: date | None = None
) -> Board:  # fmt: skip
    """The numbers of some local days. Its cost grows with the days. `usual`: nobody named them, and the top lists are
    those of last night (tops.asked_for). `today`: the shop's; what is not settled by then is neither compared nor
    drawn. None: all is settled. ValueError says what is wrong with the period.
    """
    check_period(first, last)
    by = _drawn_by((last - first).days + 1)
    span = timedelta(days=(last - first).days + 1)
    found = every_day(store, shop, first, last)
    now, drawn = (of_days(found, shop, policy, first, last, each, today) for each in ("", by))
    before = {one.definition.name: one for one in summary(store, shop, policy, first - span, last - span)}
    groups: dict[str, tuple[Tile, ...]] = {}
    for one, points in zip(now, drawn, strict=True):
        group = one.definition.group
        groups[group] = (*groups.get(group, ()), *_tiles(one, before[one.definition.name], points))
    late = late_now(store, shop)
    names = {agent.id: agent.name for agent in store.every(shop, "agent").world.every(Agent)}
    return Board(
        first=first, last=last, by=by, no_data=all(one.no_data for one in now), groups=groups,
        spreads=tuple(_spread(definition(name), found) for name in SPREAD), ages=_ages(store, shop, found),
        lists=tuple(_listed(asked, asked_for(store, shop, name, first, last, usual), names)
                    for name, asked in LISTS.items()),
        late=late, late_by={name: _bars(words) for name, words in late.by.items()},
    )  # fmt: skip


def _drawn_by(days: int) -> str:
    return "day" if days <= DRAWN else "week" if days <= 7 * (DRAWN - 1) else "month"


def _tiles(one: MetricAnswer, before: MetricAnswer, drawn: MetricAnswer) -> Iterable[Tile]:
    """One, but for money one of each currency."""
    for row in one.rows:
        # Some numbers mean nothing by a day: how many channels a customer used is counted by the month.
        means = drawn.by in one.definition.by
        points = tuple(
            point for point in drawn.rows if means and point.currency in (row.currency, "") and point.settled
        )
        earlier = next((each for each in before.rows if each.currency == row.currency), Row())
        trend = charts.trend([point.value for point in points])
        yield Tile(
            meant=one.definition, row=row, change=change(one.definition, row, earlier), points=points, trend=trend
        )


def change(meant: Definition, now: Row, before: Row) -> Change:
    """What became of a number, with the caution that small numbers need."""
    if now.value is None or before.value is None or not now.settled:
        return Change(move=Move.NONE)
    if min(_many(meant, now), _many(meant, before)) < FEW:
        return Change(move=Move.FEW)
    times = POINTS.get(meant.unit, 0)
    size = (now.value - before.value) * (times or (100 / abs(before.value) if before.value else 100))
    if abs(size) < 1:
        return Change(move=Move.SAME)
    move = Move.UP if size > 0 else Move.DOWN
    good = move == meant.better if meant.better else None
    return Change(move=move, size=round(abs(size), 1), points=times > 0, good=good)


def _many(meant: Definition, row: Row) -> float:
    """Of how many things a number is made."""
    if row.denominator is not None:
        return row.denominator
    return abs(row.numerator or 0) if meant.kind in COUNTED else 0


def _spread(meant: Definition, found: Days) -> tuple[Definition, tuple[Part, ...]]:
    """How the values of a duration lie; each bucket counts where its middle lies, so a bound is off by 9 % at most."""
    total: dict[str, float] = {}
    for facts in found.values():
        add(total, facts.get(meant.of, {}))
    counts = dict.fromkeys((*BOUNDS, None), 0.0)
    for column, number in total.items():
        if column[:1] == "b" and column[1:].isdigit():
            middle = 2 ** ((int(column[1:]) - 0.5) / PER_DOUBLING)
            counts[next((bound for bound in BOUNDS if middle <= bound), None)] += number
    bars = charts.widths([max(number, 0.0) for number in counts.values()])
    parts = (Part(upto=bound, count=int(n), width=bar) for (bound, n), bar in zip(counts.items(), bars, strict=True))
    return meant, tuple(parts) if total.get(COUNT, 0) > 0 else ()


def _ages(store: Store, shop: str, found: Days) -> tuple[Bar, ...]:
    """Nothing, if the backlog was read on none of the days."""
    meant = definition(READ)
    if (day := latest(meant, found)) is None:
        return ()
    read = words(store, shop, meant.facts, "age", day, day)
    return _bars({age: int(read[age][READ][COUNT]) for age in (*dict(AGES), OLDER) if age in read})


def _bars(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    bars = charts.widths(list(counts.values()))
    return tuple(Bar(word, count, width) for (word, count), width in zip(counts.items(), bars, strict=True))


def _listed(asked: TopList, found: Written, names: Mapping[str, str]) -> ShownList:
    lines = found.lines[:LINES]
    bars = charts.widths([line.count for line in lines])
    known = names if asked.dimension == "agent" else {}
    listed = (Listed(line=line, name=known.get(line.key, ""), width=bar) for line, bar in zip(lines, bars, strict=True))
    return ShownList(asked=asked, first=found.first, last=found.last, lines=tuple(listed))
