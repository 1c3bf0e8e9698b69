"""Our answers beside the second computation: where they differ, and by how much."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from chalicelib.care.rules import Policy
from chalicelib.metrics.answers import Row, answer
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.tops import BEHIND, LISTS, MOST, Line, top
from chalicelib.store.port import Store
from ops.clockwork import SHOP
from ops.year.again import Again, Number

# A percentile comes from a bucket: its middle is at most so far off (metrics/tallies.py).
PERCENTILE = 0.092
# What we answer is rounded: a duration to a tenth of a second, a share to four digits, a score to two.
ROUNDED = {"duration": 0.051, "cost": 0.051, "share": 0.000_051, "rate": 0.000_051, "score": 0.005_1}


class Difference(NamedTuple):
    """Where the two do not agree."""

    metric: str
    by: str
    key: str
    ours: object
    again: object


def compared(
    store: Store, policy: Policy, again: Again, first: date, last: date
) -> Iterator[tuple[str, str, int, list[Difference]]]:
    """Each metric by all it can be asked by: how many numbers were compared, and the differences."""
    for name, meant in definitions().items():
        if name not in again.metrics:
            continue
        for by in ("", *meant.by):
            rows = answer(store, SHOP, policy, name, first, last, by).rows
            ours = {
                f"{row.key}|{row.currency}" if row.currency else row.key: row for row in rows if row.value is not None
            }
            # Where nothing happened there is nothing to tell: a true 0 and no data are the same here.
            theirs = {key: n for key, n in again.answer(name, first, last, by).items() if n.value is not None}
            yield name, by, len(theirs), list(_differences(name, by, meant.kind, ours, theirs))


def lists_compared(
    store: Store, again: Again, names: Mapping[str, str], first: date, last: date
) -> Iterator[tuple[str, str, int, list[Difference]]]:
    """Each top list: how many lines were compared, and the differences. `names`: customers as we call them."""
    for name in LISTS:
        lines = top(store, SHOP, name, first, last, MOST)
        theirs = {names.get(key, key) if name == "customers" else key: each
                  for key, each in again.listed(name, first, last).items()}  # fmt: skip
        counts = sorted((count for count, _ in theirs.values()), reverse=True)[:MOST]
        found = [
            Difference(name, "list", line.key, line, theirs.get(line.key)) for line in lines
            if _line(line) != _first(*theirs.get(line.key, (0.0, {})))
        ]  # fmt: skip
        if [line.count for line in lines] != counts:
            found.append(Difference(name, "list", "", [line.count for line in lines], counts))
        yield name, "list", len(lines), found


def _line(line: Line) -> tuple[float, dict[str, float]]:
    return line.count, dict(line.behind)


def _first(count: float, behind: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """With as many words behind it as a list shows."""
    return count, dict(sorted(behind.items(), key=lambda item: (-item[1], item[0]))[:BEHIND])


def _differences(
    name: str, by: str, kind: str, ours: Mapping[str, Row], theirs: Mapping[str, Number]
) -> Iterator[Difference]:
    for key in sorted(ours.keys() | theirs.keys()):
        row, number = ours.get(key), theirs.get(key)
        if row is None or number is None:
            if not (row is not None and row.value == 0) and not (number is not None and number.value == 0):
                yield Difference(name, by, key, row, number)
        elif not _same(kind, row, number):
            yield Difference(name, by, key, row, number)


def _same(kind: str, row: Row, number: Number) -> bool:
    off = ROUNDED.get(kind, 0.0)
    pairs = (row.value, number.value, off), (row.numerator, number.numerator, off), (
        row.denominator, number.denominator, 0.0
    )  # fmt: skip
    exact = all((a or 0) == (b or 0) or abs((a or 0) - (b or 0)) <= allowed for a, b, allowed in pairs)
    percentiles = ((row.median, number.median), (row.p90, number.p90))
    # Everything up to a second is in the first bucket.
    return exact and all(
        b is None or (a is not None and abs(a - max(b, 1.0)) <= PERCENTILE * max(b, 1.0) + 0.05) for a, b in percentiles
    )
