"""A year of a shop, drawn by a seed: what customers, carriers and agents do, and when. Nothing of ours is asked here.

Every list is a table of what happened, to be played (ops/year/playing.py) and to be counted (ops/year/again.sql).
Instants are UTC; days are local days of ZONE. All invented.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Bratislava")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
COUNTRIES = (("SK", "sk"), ("PL", "pl"), ("RO", "ro"), ("MD", "ru"), ("GB", "en"))
CARRIERS = ("dpd", "gls", "packeta", "sps")
# By which an answer may be given at any time: no windows.
CHANNELS = ("email", "form", "chat", "facebook_comment", "x_post")
TOPICS = ("delivery", "tracking", "order", "cancellation", "return", "exchange", "refund", "damaged", "invoice")
AGENTS = tuple(f"U{number}" for number in range(1, 9))
RETURN_REASONS = ("size", "damaged", "not_as_described", "changed_mind")
PRODUCTS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """An order, as it went in the end. What never happened is None."""

    number: int
    customer: int
    country: str
    language: str
    at: datetime
    promised_on: date
    carrier: str
    lines: tuple[tuple[str, int], ...]
    handed_over_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    returned: tuple[datetime, str] | None = None
    survey: tuple[datetime, str, int] | None = None

    @property
    def id(self) -> str:
        """As its store names it."""
        return f"past:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that happened about a case: opens, writes, claims, replies, hands_over, resolves, answers.

    `who`: the agent, "" if it was the customer. `what`: the answer yes or no; to whom it was handed over. `nth`: which
    resolution an answer is about.
    """

    at: datetime
    case: int
    kind: str
    who: str = ""
    what: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A case: who asked what about which order, by which channel."""

    number: int
    order: Bought
    channel: str
    topic: str
    acts: tuple[Act, ...]

    @property
    def at(self) -> datetime:
        """When it began."""
        return self.acts[0].at


@dataclass(frozen=True, slots=True)
class Year:
    """All of it, in order of time."""

    orders: list[Bought]
    cases: list[Asked]


def planned(seed: int, orders: int, cases: int) -> Year:
    """The year of this seed: so many orders, so many cases (some of them second contacts about the same)."""
    luck = Random(seed)
    bought = sorted((_order(luck, number, orders) for number in range(1, orders + 1)), key=lambda each: each.at)
    return Year(bought, sorted(_cases(luck, bought, cases), key=lambda each: each.at))


def _order(luck: Random, number: int, orders: int) -> Bought:
    at = FIRST + timedelta(seconds=luck.uniform(0, DAYS * 86_400 - 1))
    customer = luck.randrange(1, max(2, orders * 7 // 10))
    country, language = COUNTRIES[customer % len(COUNTRIES)]
    names = luck.sample(range(PRODUCTS), 2 if luck.random() < 0.3 else 1)
    promised_on = at.astimezone(ZONE).date() + timedelta(days=5)
    cancelled = at + _hours(luck, 1, 3) if luck.random() < 0.02 else None
    slow = luck.random() < 0.015
    handed_over = None if cancelled else at + _hours(luck, 140, 200) if slow else at + _hours(luck, 4, 40)
    delivered = handed_over + _hours(luck, 20, 70) if handed_over else None
    if delivered and luck.random() < 0.06:
        delivered += _hours(luck, 60, 240)
    if delivered and luck.random() < 0.004:
        delivered = None
    returned = survey = None
    if delivered and luck.random() < 0.05:
        returned = (delivered + _hours(luck, 20, 200), luck.choice(RETURN_REASONS))
    if delivered and luck.random() < 0.08:
        kind = luck.choice(("csat", "nps"))
        survey = (delivered + _hours(luck, 30, 90), kind, luck.randint(1, 5) if kind == "csat" else luck.randint(0, 10))
    return Bought(
        number=number, customer=customer, country=country, language=language, at=at, promised_on=promised_on,
        carrier=luck.choice(CARRIERS), lines=tuple((f"p{name}", luck.randint(1, 2)) for name in names),
        handed_over_at=handed_over, delivered_at=delivered, cancelled_at=cancelled, returned=returned, survey=survey,
    )  # fmt: skip


@dataclass
class _Desk:
    """Whose cases are drawn, so that nobody has two at once: what a customer writes joins their open case."""

    luck: Random
    busy_until: dict[int, datetime] = field(default_factory=dict)
    count: int = 0

    def case(self, order: Bought, at: datetime, topic: str) -> Asked | None:
        """One case, unless its customer still has one then."""
        if at < self.busy_until.get(order.customer, FIRST):
            return None
        self.count += 1
        acts = tuple(_acts(self.luck, self.count, at))
        self.busy_until[order.customer] = acts[-1].at + timedelta(hours=1)
        channel = self.luck.choice(CHANNELS)
        return Asked(number=self.count, order=order, channel=channel, topic=topic, acts=acts)


def _cases(luck: Random, orders: list[Bought], cases: int) -> Iterable[Asked]:
    desk, found = _Desk(luck), list[Asked]()
    # In order of time, so that a customer's next case is drawn knowing when the last one ended.
    for order in orders:
        if luck.random() >= 1.1 * cases / len(orders) or len(found) >= cases:
            continue
        topic = luck.choice(TOPICS)
        first = desk.case(order, order.at + _hours(luck, 2, 400), topic)
        if first is None:
            continue
        found.append(first)
        if luck.random() < 0.06:
            again = topic if luck.random() < 0.7 else luck.choice(TOPICS)
            found += filter(None, [desk.case(order, first.acts[-1].at + _hours(luck, 2, 240), again)])
    return found


def _acts(luck: Random, case: int, at: datetime) -> Iterator[Act]:
    """How a case goes: claimed, answered, sometimes asked back, handed over, resolved, judged, perhaps once more."""
    who = luck.choice(AGENTS)
    yield Act(at=at, case=case, kind="opens")
    at += timedelta(minutes=luck.uniform(2, 900))
    yield Act(at=at, case=case, kind="claims", who=who)
    for nth in (1, 2, 3):
        at += timedelta(minutes=luck.uniform(2, 60))
        yield Act(at=at, case=case, kind="replies", who=who)
        if luck.random() < 0.3:
            at += _hours(luck, 1, 30)
            yield Act(at=at, case=case, kind="writes")
            if luck.random() < 0.25:
                to = luck.choice([agent for agent in AGENTS if agent != who])
                at += timedelta(minutes=luck.uniform(1, 30))
                yield Act(at=at, case=case, kind="hands_over", who=who, what=to)
                who = to
            at += timedelta(minutes=luck.uniform(2, 600))
            yield Act(at=at, case=case, kind="replies", who=who)
        at += timedelta(minutes=luck.uniform(1, 90))
        yield Act(at=at, case=case, kind="resolves", who=who)
        if luck.random() > 0.7:
            return
        at += _hours(luck, 26, 80)
        said = "yes" if luck.random() < 0.82 else "no"
        yield Act(at=at, case=case, kind="answers", what=said, nth=nth)
        if said == "yes" and luck.random() < 0.04:
            at += _hours(luck, 1, 8)
            said = "no"
            yield Act(at=at, case=case, kind="answers", what=said, nth=nth)
        if said == "yes":
            return


def _hours(luck: Random, least: float, most: float) -> timedelta:
    return timedelta(hours=luck.uniform(least, most))
