"""Answers to managers, from tallies alone. The cost grows with the days asked for, never with the shop's past.

A period without data has no value: that is not zero. It has data if anything was counted in it, or if the night's run
looked at what is open (READ): then nothing to count is a true 0.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.care.rules import Policy
from chalicelib.metrics.definitions import PERIODS, Definition, definition, definitions
from chalicelib.metrics.reading import Days, add, days, every_day, words
from chalicelib.metrics.tallies import COUNT, SUM, Columns, percentile
from chalicelib.store.port import Store

LONGEST = 366
# Written every night, whatever there is: that a day has it says that the shop was watched on that day.
READ = "backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One number. `key`: the day, ISO week or month, the dimension's word, or "" for all of it.

    Seconds for durations, minor units of `currency` for money. `value` None: there is no data.
    """

    key: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    median: float | None = None
    p90: float | None = None
    currency: str = ""

    @property
    def no_data(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricAnswer:
    """What was asked for, with the definition that makes it true. Days are local days of `zone`, both included."""

    definition: Definition
    shop: str
    zone: str
    first: date
    last: date
    by: str
    rows: tuple[Row, ...]

    @property
    def no_data(self) -> bool:
        return all(row.no_data for row in self.rows)


def answer(
    store: Store, shop: str, policy: Policy, name: str, first: date, last: date, by: str = ""
) -> MetricAnswer:  # fmt: skip
    """One metric for some local days. `by`: "" for one number, a period, or a dimension that the definition allows.

    ValueError says what to change.
    """
    meant = definition(name)
    check_period(first, last)
    if by and by not in meant.by:
        raise ValueError(f"`by` of {name} is one of {', '.join(meant.by)}, not {by[:20]!r}")
    if by in PERIODS or not by:
        found = days(store, shop, (*meant.facts, READ), first, last)
        rows = [row for key, each in _parts(found, first, last, by) for row in _rows(meant, key, each)]
    else:
        found_words = words(store, shop, meant.facts, by, first, last)
        rows = [row for word, facts in found_words.items() for row in _rows(meant, word, {last: facts})]
        rows.sort(key=lambda row: (-(row.denominator or row.numerator or 0), row.key))
    return _answer(meant, shop, policy, first, last, by, rows)


def summary(store: Store, shop: str, policy: Policy, first: date, last: date) -> tuple[MetricAnswer, ...]:
    """Every metric for some local days, each as one number."""
    check_period(first, last)
    found = every_day(store, shop, first, last)
    return tuple(
        _answer(meant, shop, policy, first, last, "", _rows(meant, "", found)) for meant in definitions().values()
    )


def check_period(first: date, last: date) -> None:
    """ValueError says what is wrong with it."""
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"`from` must not be after `to`, and a period has at most {LONGEST} days")


def _answer(
    meant: Definition, shop: str, policy: Policy, first: date, last: date, by: str, rows: Iterable[Row]
) -> MetricAnswer:
    return MetricAnswer(
        definition=meant, shop=shop, zone=policy.shop.zone, first=first, last=last, by=by, rows=tuple(rows)
    )


def _parts(found: Days, first: date, last: date, by: str) -> Iterable[tuple[str, Days]]:
    """The days by the period they belong to; one without data is there, too."""
    parts: dict[str, dict[date, Mapping[str, Columns]]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        part = parts.setdefault(_key(day, by), {})
        if day in found:
            part[day] = found[day]
    return parts.items()


def _key(day: date, by: str) -> str:
    return {"day": f"{day:%Y-%m-%d}", "week": f"{day:%G-W%V}", "month": f"{day:%Y-%m}"}.get(by, "")


def _rows(meant: Definition, key: str, found: Days) -> list[Row]:
    """The metric's rows under a key: one, but for money one of each currency."""
    total: dict[str, dict[str, float]] = {}
    for facts in found.values():
        for fact in facts.keys() & {*meant.facts, READ}:
            add(total.setdefault(fact, {}), facts[fact])
    return _KINDS[meant.kind](meant, key, total, found)


def _number(meant_by: str, total: Mapping[str, Columns]) -> float:
    """What `fact` or `fact/column` comes to."""
    fact, _, column = meant_by.partition("/")
    return total.get(fact, {}).get(column or COUNT, 0.0)


def _count(meant: Definition, key: str, total: Mapping[str, Columns], _: Days) -> list[Row]:
    if not total:
        return [Row(key=key)]
    number = _whole(_number(meant.of, total))
    return [Row(key=key, value=number, numerator=number)]


def _share(meant: Definition, key: str, total: Mapping[str, Columns], _: Days) -> list[Row]:
    top, bottom = _number(meant.of, total), _number(meant.per, total)
    value = round(meant.times * top / bottom, 4) if bottom > 0 else None
    return [Row(key=key, value=value, numerator=_whole(top), denominator=_whole(bottom))]


def _duration(meant: Definition, key: str, total: Mapping[str, Columns], _: Days) -> list[Row]:
    columns = total.get(meant.of, {})
    count = columns.get(COUNT, 0.0)
    if not count:
        return [Row(key=key)]
    median, p90 = (percentile(columns, share) for share in (0.5, 0.9))
    return [Row(
        key=key, value=round(columns[SUM] / count, 1), numerator=round(columns[SUM], 1), denominator=int(count),
        median=_rounded(median), p90=_rounded(p90),
    )]  # fmt: skip


def _score(meant: Definition, key: str, total: Mapping[str, Columns], _: Days) -> list[Row]:
    columns = total.get(meant.of, {})
    count = columns.get(COUNT, 0.0)
    value = round(columns.get(SUM, 0.0) / count, 2) if count else None
    return [Row(key=key, value=value, numerator=_whole(columns.get(SUM, 0.0)), denominator=int(count))]


def _money(meant: Definition, key: str, total: Mapping[str, Columns], _: Days) -> list[Row]:
    columns = total.get(meant.of, {})
    amounts = {name.partition(".")[2]: number for name, number in columns.items() if name.startswith("minor.")}
    return [
        Row(key=key, value=int(minor), numerator=int(minor), currency=currency)
        for currency, minor in sorted(amounts.items())
    ] or [Row(key=key)]  # fmt: skip


def _reading(meant: Definition, key: str, _: Mapping[str, Columns], found: Days) -> list[Row]:
    """The period's latest."""
    read = [day for day, facts in found.items() if meant.of.partition("/")[0] in facts]
    if not read:
        return [Row(key=key)]
    number = _whole(_number(meant.of, found[max(read)]))
    return [Row(key=key, value=number, numerator=number)]


def _whole(number: float) -> float:
    """Counts are whole numbers, and look like it."""
    return int(number) if number == int(number) else round(number, 4)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


_KINDS: Mapping[str, Callable[[Definition, str, Mapping[str, Columns], Days], list[Row]]] = {
    "count": _count, "share": _share, "rate": _share, "duration": _duration, "score": _score, "money": _money,
    "reading": _reading,
}  # fmt: skip
