"""Answers to managers, from tallies alone. The cost grows with the days asked for, never with the shop's past.

A period without data has no value: that is not zero. It has data if anything was counted in it, or if the night's run
looked at what is open (kinds.READ): then nothing to count is a true 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.care.rules import Policy
from chalicelib.metrics.definitions import PERIODS, Definition, definition, definitions
from chalicelib.metrics.kinds import READ as READ
from chalicelib.metrics.kinds import Part, latest
from chalicelib.metrics.kinds import Row as Row
from chalicelib.metrics.kinds import rows as rows_of
from chalicelib.metrics.reading import Days, days, every_day, words
from chalicelib.metrics.tallies import Columns
from chalicelib.store.port import Store

LONGEST = 366


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
    store: Store, shop: str, policy: Policy, name: str, first: date, last: date, by: str = "",
    today: date | None = None,
) -> MetricAnswer:  # fmt: skip
    """One metric for some local days. `by`: "" for one number, a period, or a dimension that the definition allows.
    `today`: the shop's, so that rows say whether they are settled; None: all are.

    ValueError says what to change.
    """
    meant = definition(name)
    check_period(first, last)
    if by and by not in meant.by:
        raise ValueError(f"`by` of {name} is one of {', '.join(meant.by)}, not {by[:20]!r}")
    if by in PERIODS or not by:
        parts = _by_period(days(store, shop, (*meant.facts, READ), first, last), first, last, by)
    else:
        parts = _by_word(store, shop, meant, by, first, last)
    rows = [row for part in parts for row in rows_of(meant, part, policy, today)]
    if by and by not in PERIODS:
        rows.sort(key=lambda row: (row.no_data, -(row.denominator or row.numerator or 0), row.key, row.currency))
    return _answer(meant, shop, policy, first, last, by, rows)


def summary(
    store: Store, shop: str, policy: Policy, first: date, last: date, by: str = "", today: date | None = None
) -> tuple[MetricAnswer, ...]:  # fmt: skip
    """Every metric for some local days, each as one number, or `by` a period as one for each of its parts. `today`: as
    above."""
    check_period(first, last)
    return of_days(every_day(store, shop, first, last), shop, policy, first, last, by, today)


def of_days(
    found: Days, shop: str, policy: Policy, first: date, last: date, by: str = "", today: date | None = None
) -> tuple[MetricAnswer, ...]:  # fmt: skip
    """The same of days that are read already."""
    parts = _by_period(found, first, last, by)
    every = ((meant, [row for part in parts for row in rows_of(meant, part, policy, today)])
             for meant in definitions().values())  # fmt: skip
    return tuple(_answer(meant, shop, policy, first, last, by, rows) for meant, rows in every)


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


# How a period is called, by what it is asked by.
NAMED = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


def _by_period(found: Days, first: date, last: date, by: str) -> list[Part]:
    """The days by the period they belong to; one without data is there, too."""
    parts: dict[str, dict[date, Mapping[str, Columns]]] = {}
    lengths: dict[str, int] = {}
    ends: dict[str, date] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        key = f"{day:{NAMED[by]}}" if by else ""
        part, lengths[key], ends[key] = parts.setdefault(key, {}), lengths.get(key, 0) + 1, day
        if day in found:
            part[day] = found[day]
    return [Part(key, lengths[key], ends[key], part) for key, part in parts.items()]


def _by_word(store: Store, shop: str, meant: Definition, by: str, first: date, last: date) -> list[Part]:
    """By a dimension's words; what is read at a time counts as it was read last."""
    if meant.kind == "reading":
        day = latest(meant, days(store, shop, meant.facts, first, last))
        if day is None:
            return []
        first = last = day
    found = words(store, shop, meant.facts, by, first, last)
    return [Part(word, (last - first).days + 1, last, {last: facts}) for word, facts in found.items()]
