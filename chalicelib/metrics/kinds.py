"""How a number comes about from the columns of tallies: one function for each kind of metric."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from chalicelib.care.rules import Policy
from chalicelib.metrics.definitions import Definition, terms
from chalicelib.metrics.reading import Days, add
from chalicelib.metrics.tallies import COUNT, SUM, Columns, percentile

# Written every night, whatever there is: that a day has it says that the shop was watched on that day.
READ = "backlog"
HOUR = 3600.0
# What a month's bill comes to for a day.
MONTHS_PER_DAY = 12 / 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One number. `key`: the day, ISO week or month, the dimension's word, or "" for all of it.

    Seconds for durations, minor units of `currency` for money. `value` None: there is no data. `settled`: False while
    it may still change by its definition (Definition.settles).
    """

    key: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    median: float | None = None
    p90: float | None = None
    currency: str = ""
    settled: bool = True

    @property
    def no_data(self) -> bool:
        return self.value is None


class Part(NamedTuple):
    """What one row is made of: the tallies found, by day, of so many days asked for, the last of them `last`."""

    key: str
    days: int
    last: date
    found: Days

    def total(self, facts: frozenset[str]) -> dict[str, Columns]:
        """Those of these facts, over all days."""
        total: dict[str, dict[str, float]] = {}
        for each in self.found.values():
            for fact in each.keys() & facts:
                add(total.setdefault(fact, {}), each[fact])
        return dict(total)


def rows(meant: Definition, part: Part, policy: Policy, today: date | None = None) -> list[Row]:
    """The metric's rows of a part: one, but for money one of each currency. `today`: the shop's, None long after."""
    found = _KINDS[meant.kind](meant, part, part.total(frozenset((*meant.facts, READ))), policy)
    if today is None or not meant.settles or (today - part.last).days > meant.settles:
        return found
    return [replace(row, settled=False) for row in found]


def _number(source: str, total: Mapping[str, Columns]) -> float:
    """What a definition's `of` or `per` comes to."""
    number = 0.0
    for sign, fact, wanted in terms(source):
        columns = total.get(fact, {})
        several = wanted.endswith(".")
        number += sign * sum(
            value for column, value in columns.items() if column == wanted or (several and column.startswith(wanted))
        )
    return number


def _count(meant: Definition, part: Part, total: Mapping[str, Columns], _: Policy) -> list[Row]:
    if not total:
        return [Row(key=part.key)]
    number = _whole(_number(meant.of, total))
    return [Row(key=part.key, value=number, numerator=number)]


def _share(meant: Definition, part: Part, total: Mapping[str, Columns], _: Policy) -> list[Row]:
    top, bottom = _number(meant.of, total), _number(meant.per, total)
    value = round(meant.times * top / bottom, 4) if bottom > 0 else None
    return [Row(key=part.key, value=value, numerator=_whole(top), denominator=_whole(bottom))]


def _duration(meant: Definition, part: Part, total: Mapping[str, Columns], _: Policy) -> list[Row]:
    columns = total.get(meant.of, {})
    count = columns.get(COUNT, 0.0)
    if not count:
        return [Row(key=part.key)]
    median, p90 = (percentile(columns, share) for share in (0.5, 0.9))
    return [Row(
        key=part.key, value=round(columns[SUM] / count, 1), numerator=round(columns[SUM], 1), denominator=int(count),
        median=_rounded(median), p90=_rounded(p90),
    )]  # fmt: skip


def _score(meant: Definition, part: Part, total: Mapping[str, Columns], _: Policy) -> list[Row]:
    """The mean of points: how often each was given has a column."""
    columns = total.get(meant.of, {})
    named = ((name.partition(".")[2], number) for name, number in columns.items() if name.startswith("score."))
    given = {int(score): number for score, number in named if score.isdecimal()}
    points, times = sum(score * number for score, number in given.items()), sum(given.values())
    value = round(points / times, 2) if times > 0 else None
    return [Row(key=part.key, value=value, numerator=_whole(points), denominator=_whole(times))]


def _money(meant: Definition, part: Part, total: Mapping[str, Columns], _: Policy) -> list[Row]:
    return [
        Row(key=part.key, value=int(minor), numerator=int(minor), currency=currency)
        for currency, minor in sorted(_amounts(total.get(meant.of, {})).items())
    ] or [Row(key=part.key)]  # fmt: skip


def _cost(meant: Definition, part: Part, total: Mapping[str, Columns], policy: Policy) -> list[Row]:
    """Work and the stack in the policy's currency, goodwill in each its own."""
    costs, cases = policy.costs, _number(meant.per, total)
    hours = total.get("handling", {}).get(SUM, 0.0) / HOUR
    amounts = _amounts(total.get("goodwill_given", {}))
    own = hours * costs.hour / costs.at_once + costs.stack_month * MONTHS_PER_DAY * part.days
    if own:
        amounts[policy.shop.currency] = amounts.get(policy.shop.currency, 0.0) + own
    if cases <= 0 or not amounts:
        return [Row(key=part.key)]
    return [
        Row(key=part.key, value=round(minor / cases, 1), numerator=round(minor, 1), denominator=int(cases),
            currency=currency)
        for currency, minor in sorted(amounts.items())
    ]  # fmt: skip


def _reading(meant: Definition, part: Part, _: Mapping[str, Columns], __: Policy) -> list[Row]:
    """The period's latest."""
    if (day := latest(meant, part.found)) is None:
        return [Row(key=part.key)]
    number = _whole(_number(meant.of, part.found[day]))
    return [Row(key=part.key, value=number, numerator=number)]


def latest(meant: Definition, found: Days) -> date | None:
    """The last day on which this was read; None if it was on none."""
    return max((day for day, facts in found.items() if set(meant.facts) <= facts.keys()), default=None)


def _amounts(columns: Columns) -> dict[str, float]:
    """Minor units by currency."""
    return {name.partition(".")[2]: number for name, number in columns.items() if name.startswith("minor.")}


def _whole(number: float) -> float:
    """Counts are whole numbers, and look like it."""
    return int(number) if number == int(number) else round(number, 4)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


_KINDS: Mapping[str, Callable[[Definition, Part, Mapping[str, Columns], Policy], list[Row]]] = {
    "count": _count, "share": _share, "rate": _share, "duration": _duration, "score": _score, "money": _money,
    "cost": _cost, "reading": _reading,
}  # fmt: skip
KINDS = frozenset(_KINDS)
