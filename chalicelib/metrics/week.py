"""What a week came to beside the week before: what changed, what to do about it, and what went well.

A change is named only where it is more than chance makes of itself: two counts must differ by more than twice what two
random counts of that size would (Poisson), two shares by more than twice their standard error. A few cases more or
less are no news. Read from tallies alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from chalicelib.care.rules import Policy
from chalicelib.metrics.answers import summary
from chalicelib.metrics.definitions import Definition, definitions
from chalicelib.metrics.kinds import Row
from chalicelib.metrics.reading import words
from chalicelib.metrics.tallies import COUNT, UNKNOWN
from chalicelib.metrics.tops import Line, top
from chalicelib.store.port import Store

WEEK = timedelta(days=7)
# The numbers that a week is told by, in the order in which they are read; those that there are. Who was helped at the
# first contact is not settled for another week: beside a settled week each new one would look better.
HEADLINES = (
    "cases", "contact_rate", "first_response_time", "first_response_kept", "resolution_time", "solved_yes_rate",
    "reopen_rate", "csat", "nps", "late_parcels", "told_before_asked", "on_time_rate",
    "backlog", "goodwill_given",
)  # fmt: skip
# How many standard errors apart two numbers are before it is said that they differ.
APART = 2.0
# A share or a mean of fewer is shown, but never called better or worse.
FEW = 20
# To be named as what costs most, something must have been written about so often.
OFTEN = 5
MOST_TO_DO, PRAISED = 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A metric's number in the week and in the week before. `went`: better, worse, more, less, or "" where the two are
    as good as the same, or too few to tell."""

    definition: Definition
    now: Row
    before: Row
    went: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something that costs more than it should. `what`: product, topic, carrier or entry; `key`: which, and `title`
    what people call it ("" if that is not known).

    `count`: how often; `beside`: per 100 sold, the share on time or of Yes; `before`: how often in the week before;
    `behind`: the words that lie behind it.
    """

    what: str
    key: str
    title: str = ""
    count: float
    before: float = 0
    beside: float | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReport:
    """Local days `first` to `last`. `praised`: agents by what they solved, with the share of Yes beside it."""

    first: date
    last: date
    numbers: tuple[Compared, ...] = ()
    to_do: tuple[ToDo, ...] = ()
    praised: tuple[Line, ...] = ()

    @property
    def empty(self) -> bool:
        """Was nothing counted at all?"""
        return all(each.now.no_data or not each.now.value for each in self.numbers)


def report(store: Store, shop: str, policy: Policy, first: date) -> WeekReport:
    """The seven days from `first` on."""
    last = first + WEEK - timedelta(days=1)
    now, before = (
        {each.definition.name: {row.currency: row for row in each.rows} for each in summary(store, shop, policy, *days)}
        for days in ((first, last), (first - WEEK, last - WEEK))
    )
    numbers = [
        compared(definitions()[name], now[name].get(currency, Row()), before[name].get(currency, Row()))
        for name in HEADLINES if name in now
        for currency in sorted({*now[name], *before[name]})
    ]  # fmt: skip
    numbers = [each for each in numbers if not (each.now.no_data and each.before.no_data)]
    return WeekReport(
        first=first, last=last, numbers=tuple(numbers), to_do=tuple(_to_do(store, shop, now, first, last))[:MOST_TO_DO],
        praised=top(store, shop, "agents", first, last, PRAISED),
    )  # fmt: skip


def compared(meant: Definition, now: Row, before: Row) -> Compared:
    """Both, and whether they differ by more than chance."""
    differ = _DIFFER.get(meant.kind, _never)
    if now.value is None or before.value is None or not differ(now, before):
        return Compared(definition=meant, now=now, before=before)
    up = now.value > before.value
    went = ("more" if up else "less") if not meant.better else "better" if up == (meant.better == "up") else "worse"
    return Compared(definition=meant, now=now, before=before, went=went)


def _counts_differ(now: Row, before: Row) -> bool:
    a, b = now.value or 0.0, before.value or 0.0
    return abs(a - b) > APART * sqrt(a + b)


def _shares_differ(now: Row, before: Row) -> bool:
    n, m = now.denominator or 0.0, before.denominator or 0.0
    if min(n, m) < FEW:
        return False
    pooled = ((now.numerator or 0.0) + (before.numerator or 0.0)) / (n + m)
    error = sqrt(max(pooled * (1 - pooled), 0.0) * (1 / n + 1 / m))
    return abs((now.value or 0.0) - (before.value or 0.0)) > APART * error > 0


def _times_differ(now: Row, before: Row) -> bool:
    """By the median, and by more than what a bucket hides on both sides (metrics/tallies.py)."""
    if min(now.denominator or 0, before.denominator or 0) < FEW or not now.median or not before.median:
        return False
    return max(now.median, before.median) > 1.25 * min(now.median, before.median)


def _never(now: Row, before: Row) -> bool:  # noqa: ARG001
    """What has no scatter that could be told from a number alone."""
    return False


_DIFFER = {"count": _counts_differ, "share": _shares_differ, "duration": _times_differ}


def _to_do(store: Store, shop: str, now: Mapping[str, Mapping[str, Row]], first: date, last: date) -> Iterator[ToDo]:
    """What costs most contacts: a product far above the others, a topic that grew, a carrier, an answer."""
    usual = now["contact_rate"][""].value if "contact_rate" in now else None
    for line in top(store, shop, "products", first, last):
        if line.count >= OFTEN and usual and line.beside and line.beside > APART * usual:
            yield ToDo(what="product", key=line.key, title=line.title, count=line.count, before=line.before,
                       beside=line.beside, behind=tuple(line.behind))  # fmt: skip
            break
    for line in top(store, shop, "topics", first, last):
        if line.count >= OFTEN and line.count - line.before > APART * sqrt(line.count + line.before):
            yield ToDo(what="topic", key=line.key, count=line.count, before=line.before)
            break
    on_time = {line.key: line.beside for line in top(store, shop, "carriers", first, last)}
    for line in top(store, shop, "late_carriers", first, last):
        # Of an order that nothing was sent of yet, no carrier is known: nobody to talk to.
        if line.count >= OFTEN and line.key != UNKNOWN:
            yield ToDo(what="carrier", key=line.key, count=line.count, before=line.before, beside=on_time.get(line.key))
            break
    yield from _answers(store, shop, first, last)


def _answers(store: Store, shop: str, first: date, last: date) -> Iterator[ToDo]:
    """The answer of the book after which fewest customers say Yes, if it is fewer than half."""
    found = []
    for entry, facts in words(store, shop, ["entry_answer"], "entry", first, last).items():
        columns = facts["entry_answer"]
        given = columns.get(COUNT, 0.0)
        if given >= OFTEN and columns.get("answer.yes", 0.0) < given / 2:
            found.append(ToDo(what="entry", key=entry, count=given, beside=columns.get("answer.yes", 0.0) / given))
    yield from sorted(found, key=lambda each: each.beside or 0.0)[:1]
