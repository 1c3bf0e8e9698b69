"""Counts a day's facts once more, and compares with its tallies. They must agree to the last column.

The journal (written in the transaction that counts) says which facts were counted on a day. It is read before the
tallies and after them: if it grew meanwhile, the day is read again, so that nothing counted just then looks wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from chalicelib.metrics.tallies import Columns, Key, counted, day_of, journal_of, partition, partitions, place_of
from chalicelib.store.port import Fact, Store

TRIES = 4
# Sums of decimals and of floats: what is nearer than that is the same.
SAME = 1e-6
# Rows that one transaction mends.
TOGETHER = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A column that is not what the facts add up to."""

    row: str
    column: str
    counted: float
    kept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day recounted. `twice`: facts that the journal has more than once. `moving`: it changed all the time."""

    day: date
    facts: int
    rows: int
    differences: tuple[Difference, ...] = ()
    twice: tuple[str, ...] = ()
    moving: bool = False

    @property
    def agrees(self) -> bool:
        return not (self.differences or self.twice or self.moving)


def recount(store: Store, shop: str, first: date, last: date) -> Iterator[Day]:
    """Each day from `first` to `last`, by months. Reads the journal of these days, and the tallies of their months."""
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    for _, days in groupby(every, key=lambda day: partition(shop, day)):
        waiting = list(days)
        for attempt in range(TRIES):
            before = {day: _facts(store, shop, day) for day in waiting}
            kept = _kept(store, shop, before)
            moved = [day for day in waiting if _facts(store, shop, day) != before[day]]
            still = [day for day in waiting if day not in moved or attempt == TRIES - 1]
            yield from (_compared(day, before[day], kept.get(day, {}), moving=day in moved) for day in still)
            waiting = [day for day in waiting if day not in still]
            if not waiting:
                break


def mend(store: Store, shop: str, found: Day) -> None:
    """Add to the tallies what is missing, take off what is too much: so what is being counted just now is kept.

    Nothing if the day was moving.
    """
    if found.moving:
        return
    missing: dict[Key, dict[str, float]] = {}
    for one in found.differences:
        columns = missing.setdefault((place_of(shop, found.day, one.row), one.row), {})
        columns[one.column] = round(one.counted - one.kept, 6)
    rows = sorted(missing)
    for start in range(0, len(rows), TOGETHER):
        store.fold([], {row: missing[row] for row in rows[start : start + TOGETHER]})


def _facts(store: Store, shop: str, day: date) -> list[Fact]:
    return sorted(store.journal(journal_of(shop, day)), key=lambda fact: fact.id)


def _kept(store: Store, shop: str, facts: Mapping[date, list[Fact]]) -> dict[date, dict[str, Columns]]:
    """The tallies of a month by day: of all facts that are known, and of these."""
    places = {place for day in facts for place in partitions(shop, day)}
    places |= {place for day, some in facts.items() for place, _ in counted((fact, day) for fact in some)}
    found: dict[date, dict[str, Columns]] = {}
    for place in places:
        for row, columns in store.tallies(place).items():
            day, _, _ = day_of(place, row)
            if place_of(shop, day, row) == place:  # where it is read: an old version had all of a month in one place
                found.setdefault(day, {})[row] = columns
    return found


def _compared(day: date, facts: list[Fact], kept: Mapping[str, Columns], *, moving: bool) -> Day:
    once = {fact.id: fact for fact in facts}
    wanted = {row: columns for (_, row), columns in counted((fact, day) for fact in once.values()).items()}
    differences = tuple(
        Difference(
            row=row, column=column, counted=wanted.get(row, {}).get(column, 0), kept=kept.get(row, {}).get(column, 0)
        )
        for row in sorted(wanted.keys() | kept.keys())
        for column in sorted(wanted.get(row, {}).keys() | kept.get(row, {}).keys())
        if abs(wanted.get(row, {}).get(column, 0) - kept.get(row, {}).get(column, 0)) > SAME
    )
    ids = [fact.id for fact in facts]
    twice = tuple(sorted({id_ for id_, after in pairwise(ids) if id_ == after}))
    return Day(day=day, facts=len(facts), rows=len(wanted), differences=differences, twice=twice, moving=moving)
