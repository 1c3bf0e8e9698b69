"""A year of a shop, drawn by a seed: what customers, carriers and agents do, and when. Nothing of ours is asked here.

Every list is a table of what happened, to be played (ops/year/playing.py) and to be counted (ops/year/again.toml).
Instants are UTC; days are local days of ZONE. All invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Bratislava")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
COUNTRIES = (("SK", "sk"), ("PL", "pl"), ("RO", "ro"), ("MD", "ru"), ("GB", "en"))
CARRIERS = ("dpd", "gls", "packeta", "sps")
# By which an answer may be given at any time: no windows.
CHANNELS = ("email", "form", "chat", "facebook_comment", "x_post", "x_message")
TOPICS = (
    "delivery",
    "tracking",
    "order",
    "cancellation",
    "return",
    "exchange",
    "refund",
    "complaint_quality",
    "invoice",
)
AGENTS = tuple(f"U{number}" for number in range(1, 9))
LEAD = "U9"
RETURN_REASONS = ("does_not_fit", "damaged", "not_as_described", "changed_mind")
PRODUCTS = 40


class Opinion(NamedTuple):
    """How a customer answers a survey that comes by mail: so long after it, how glad (0 to 1), perhaps once more."""

    after: timedelta
    glad: float
    changed_after: timedelta | None = None
    then_glad: float = 0.0


# Which question each mail asks.
SURVEYS = {"survey_csat": "csat", "survey_nps": "nps", "case_nps": "nps"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """An order, as it went in the end. What never happened is None.

    `stuck_at`, `moves_at`: when its carrier told of trouble, and when it was on its way again.
    """

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
    stuck_at: datetime | None = None
    moves_at: datetime | None = None
    opinion: Opinion | None = None

    @property
    def id(self) -> str:
        """As its store names it."""
        return f"past:{self.number}"

    @property
    def promise_ends(self) -> datetime:
        """When the promised day ends where the customer is."""
        return datetime.combine(self.promised_on + timedelta(days=1), time(0), ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that happened about a case: opens, writes, claims, replies, hands_over, resolves, answers ...

    `who`: the agent, "" if it was the customer. `what`: the answer yes or no; to whom it was handed over; the topic it
    really has; the cause; the kind of goodwill. `nth`: which resolution an answer is about. `by`: until when a reply
    promises more. `score`: 1 to 5. `minor`, `currency`, `reason`: of goodwill.
    """

    at: datetime
    case: int
    kind: str
    who: str = ""
    what: str = ""
    nth: int = 0
    by: datetime | None = None
    score: int = 0
    minor: int = 0
    currency: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A case: who asked what about which order, by which channel. `order`: None of a stranger.

    `kind`: question, thanks, spam (it looks like it), nuisance (it does not), back (something is to go back), choice
    (of a late order), begun (by an agent, who wrote a mail).
    """

    number: int
    order: Bought | None
    channel: str
    topic: str
    acts: tuple[Act, ...]
    kind: str = "question"

    @property
    def at(self) -> datetime:
        """When it began."""
        return self.acts[0].at

    @property
    def language(self) -> str:
        """The customer's; strangers write English."""
        return self.order.language if self.order else "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the customer of a late order chose on its page. `opens`: it is the beginning of a case."""

    order: Bought
    at: datetime
    what: str
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """All of it, in order of time."""

    orders: list[Bought]
    cases: list[Asked]
    choices: list[Chosen]


def bought(luck: Random, orders: int) -> list[Bought]:
    """So many orders of a year."""
    drawn = (_order(luck, number, orders) for number in range(1, orders + 1))
    return sorted(drawn, key=lambda each: each.at)


def hours(luck: Random, least: float, most: float) -> timedelta:
    """Between so many hours and so many."""
    return timedelta(hours=luck.uniform(least, most))


def _order(luck: Random, number: int, orders: int) -> Bought:
    at = FIRST + timedelta(seconds=luck.uniform(0, DAYS * 86_400 - 1))
    customer = luck.randrange(1, max(2, orders * 7 // 10))
    country, language = COUNTRIES[customer % len(COUNTRIES)]
    names = luck.sample(range(PRODUCTS), 2 if luck.random() < 0.3 else 1)
    promised_on = at.astimezone(ZONE).date() + timedelta(days=5)
    cancelled = at + hours(luck, 1, 3) if luck.random() < 0.02 else None
    slow = luck.random() < 0.015
    handed_over = None if cancelled else at + hours(luck, 140, 200) if slow else at + hours(luck, 4, 40)
    stuck, moves = _trouble(luck, handed_over)
    delivered = (moves or handed_over) + hours(luck, 20, 70) if handed_over else None
    if delivered and luck.random() < 0.06:
        delivered += hours(luck, 60, 240)
    if delivered and luck.random() < 0.004:
        delivered = None
    returned, survey, opinion = _afterwards(luck, delivered)
    return Bought(
        number=number, customer=customer, country=country, language=language, at=at, promised_on=promised_on,
        carrier=luck.choice(CARRIERS), lines=tuple((f"p{name}", luck.randint(1, 2)) for name in names),
        handed_over_at=handed_over, delivered_at=delivered, cancelled_at=cancelled, returned=returned, survey=survey,
        stuck_at=stuck, moves_at=moves, opinion=opinion,
    )  # fmt: skip


def _trouble(luck: Random, handed_over: datetime | None) -> tuple[datetime | None, datetime | None]:
    """When it gets stuck on its way, and when it moves again; mostly never."""
    if handed_over is None or luck.random() > 0.02:
        return None, None
    stuck = handed_over + hours(luck, 3, 20)
    return stuck, stuck + hours(luck, 4, 40)


def _afterwards(
    luck: Random, delivered: datetime | None
) -> tuple[tuple[datetime, str] | None, tuple[datetime, str, int] | None, Opinion | None]:
    """What follows once it is there: a return, an answer to an outside tool, one to our own survey if it comes."""
    returned = survey = opinion = None
    if delivered and luck.random() < 0.05:
        returned = (delivered + hours(luck, 20, 200), luck.choice(RETURN_REASONS))
    if delivered and luck.random() < 0.08:
        kind = luck.choice(("csat", "nps"))
        survey = (delivered + hours(luck, 30, 90), kind, luck.randint(1, 5) if kind == "csat" else luck.randint(0, 10))
    if delivered and luck.random() < 0.5:
        changed = hours(luck, 0.2, 20) if luck.random() < 0.15 else None
        opinion = Opinion(hours(luck, 0.1, 100), luck.random(), changed, luck.random())
    return returned, survey, opinion


def reactions(kind: str, at: datetime, opinion: Opinion) -> Iterator[tuple[datetime, int]]:
    """When they give which scores, if a survey of a kind (csat, nps) reaches them at `at`."""
    least, steps = (1, 5) if kind == "csat" else (0, 11)
    yield at + opinion.after, least + int(opinion.glad * steps)
    if opinion.changed_after:
        yield at + opinion.after + opinion.changed_after, least + int(opinion.then_glad * steps)
