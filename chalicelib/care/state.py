"""What is known: the snapshots of the five subjects, each a frozen value. All instants are UTC.

Whatever grows without end (messages, scans) lives on the timeline; a snapshot keeps only what decisions need.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.ref import Ref as Ref
from chalicelib.care.vocabulary import Item, Money, ParcelState, Reason


class Told(NamedTuple):
    """One thing the customer was told: message kind, when it went out, and the date it named if any."""

    kind: str
    at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The delivery date the shop gave: it lasts until that day ends where the customer lives."""

    on: date
    source: str
    noted_at: datetime


class OrderState(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order. `placed_at` is None while only a shipment of it is known (the order's own webhook is still to come).

    `announced`: parcels the customer was told are on their way. `asked_at`: first contact about it.
    """

    id: str
    name: str = ""
    customer_id: str = ""
    placed_at: datetime | None = None
    state: OrderState = OrderState.OPEN
    items: tuple[Item, ...] = ()
    total: Money | None = None
    country: str = ""
    in_person: bool = False
    promise: Promise | None = None
    parcel_ids: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    asked_at: datetime | None = None
    last_case_id: str = ""

    @property
    def ref(self) -> Ref:
        return Ref("order", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayEpisode:
    """One stretch of being late, from the first evidence until the parcel arrives.

    `told_at`: when a notice was last decided in it. `told_date`: the date the customer was last told for this parcel,
    in this episode or an earlier one.
    """

    number: int
    since: datetime
    rule: str
    reason: Reason
    new_date: date | None = None
    told_at: datetime | None = None
    told_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel: number and period first seen (numbers are recycled). It may belong to several orders."""

    id: str
    number: str
    carrier: str = ""
    tracking_url: str = ""
    first_seen: datetime
    order_ids: tuple[str, ...] = ()
    state: ParcelState = ParcelState.UNKNOWN
    state_at: datetime | None = None
    reason: Reason | None = None
    eta: date | None = None
    eta_at: datetime | None = None
    detail: str = ""
    delivered_at: datetime | None = None
    episode: DelayEpisode | None = None
    episodes: int = 0
    told_date: date | None = None

    @property
    def ref(self) -> Ref:
        return Ref("parcel", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person. Contact data live here and on deliveries' bodies, nowhere else."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""
    since: datetime | None = None
    order_ids: tuple[str, ...] = ()
    orders: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    open_case_id: str = ""
    handles: tuple[str, ...] = ()
    muted: dict[str, str] = field(default_factory=dict)
    last_score: str = ""

    @property
    def ref(self) -> Ref:
        return Ref("customer", self.id)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class CaseState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Line(NamedTuple):
    """One message of a case's thread. `who`: customer or agent. Only the last few are kept on the snapshot."""

    who: str
    name: str
    at: datetime
    text: str


class Answer(NamedTuple):
    """The customer's answer to "Did we solve it?", for the cycle it was asked in: yes or no."""

    cycle: int
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question or complaint, from the first message until the customer says it is solved (or stays silent).

    `cycle` counts resolutions; an answer to "Did we solve it?" names the cycle it was asked in.
    `agent_id` is who the case is routed to, and after a claim who holds it.
    """

    id: str
    channel: str
    thread: str
    public: bool = False
    permalink: str = ""
    author_id: str = ""
    author_name: str = ""
    customer_id: str = ""
    order_id: str = ""
    evidence: str = ""
    language: str = ""
    state: CaseState = CaseState.WAITING
    priority: int = 0
    opened_at: datetime
    waiting_since: datetime | None = None
    agent_id: str = ""
    agent_name: str = ""
    routed_because: str = ""
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    cycle: int = 0
    asked_cycle: int = 0
    answers: tuple[Answer, ...] = ()
    reopened: int = 0
    reopened_at: datetime | None = None
    lines: tuple[Line, ...] = ()

    @property
    def ref(self) -> Ref:
        return Ref("case", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Working time on some weekdays (0 is Monday), local clock times "HH:MM" in `zone`; "24:00" is the day's end."""

    days: tuple[int, ...]
    start: str
    end: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody on the roster; `id` is their Slack user id. `open_case_ids` is what they hold now."""

    id: str
    name: str
    role: str = ""
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    capacity: int = 5
    lead: bool = False
    away: bool = False
    open_case_ids: tuple[str, ...] = ()

    @property
    def ref(self) -> Ref:
        return Ref("agent", self.id)


Subject = Order | Parcel | Customer | Case | Agent

SUBJECTS: dict[str, type[Subject]] = {
    "order": Order, "parcel": Parcel, "customer": Customer, "case": Case, "agent": Agent,
}  # fmt: skip
