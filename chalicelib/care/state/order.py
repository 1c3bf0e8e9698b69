"""An order, and what its customer was promised and told."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.ref import Ref
from chalicelib.care.state.goodwill import Given
from chalicelib.care.state.survey import Survey
from chalicelib.care.vocabulary import ChoiceKind, Item, Money, ParcelState, Reason, ReturnState


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
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Items that cannot be sent yet, as the store said at `noted_at`. `expected_on`: when they come in, if known."""

    noted_at: datetime
    items: tuple[Item, ...] = ()
    backordered: bool = False
    expected_on: date | None = None


class LateAs(NamedTuple):
    """By whom an order is late, as it was counted when the delay began: what is known later does not move it."""

    carrier: str
    fault: str


class NoticeSent(NamedTuple):
    """What the last notice that went out in a delay episode said, and when; `know_by`: when there will be news.

    `word`: the number of the last message about it that went out, good news or not.
    """

    at: datetime
    rule: str
    reason: str
    new_date: date | None = None
    know_by: date | None = None
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayEpisode:
    """One stretch of an order's being late, from the first evidence until it is over: its parcels count together.

    `rule`, `reason`, `new_date`: of the worst that is known now; `parcel_ids`: the parcels it is about, none if
    nothing has left, and `carrier` that of the first. `words`: how many messages about it were decided, each of
    which is known by its number, `good_news` the number of the last good one. `told_at`: when the last notice was,
    `told_rule` and `told_reason`: what it said; `heard`: what the last one that went out said, None if none did.
    `silent_at`: when its carrier's silence was found. `line_id`: the latest line to the team about it.
    `good_news_at`: when it was seen moving again. `counted`: as what it was counted when it began.
    """

    number: int
    since: datetime
    rule: str
    reason: Reason
    parcel_ids: tuple[str, ...] = ()
    carrier: str = ""
    new_date: date | None = None
    line_id: str = ""
    told_at: datetime | None = None
    told_rule: str = ""
    told_reason: str = ""
    words: int = 0
    good_news: int = 0
    heard: NoticeSent | None = None
    silent_at: datetime | None = None
    good_news_at: datetime | None = None
    counted: LateAs | None = None


class ChoiceState(StrEnum):
    """How far a choice is. Taken: there is nothing to do. Store, agent: who does it. Done: it has come about."""

    TAKEN = "taken"
    STORE = "store"
    AGENT = "agent"
    DONE = "done"


class Choice(NamedTuple):
    """What the customer chose in a delay episode (its number).

    `by`: the local day by which a person will have done it, and `case_id` their task. `trouble`: why the store did not.
    """

    episode: int
    what: ChoiceKind
    at: datetime
    state: ChoiceState
    by: date | None = None
    case_id: str = ""
    trouble: str = ""


class Refund(NamedTuple):
    """Money that went back. `reason`: the shop's own words."""

    id: str
    at: datetime
    amount: Money | None = None
    reason: str = ""


class Return(NamedTuple):
    """A return, in the newest state that the store told. `reason`: the customer's or the shop's own words."""

    id: str
    at: datetime
    state: ReturnState
    reason: str = ""


class Fulfilment(NamedTuple):
    """Which parcels the store sent in one fulfilment, as it said at `at`."""

    id: str
    at: datetime
    parcel_ids: tuple[str, ...]


class EarlyScan(NamedTuple):
    """A scan of a fulfilment that no store has told of yet: it waits for it."""

    fulfilment_id: str
    at: datetime
    state: ParcelState
    reason: Reason | None = None
    eta: date | None = None
    vendor_status: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order. `placed_at` is None while only a shipment of it is known (the order's own webhook is still to come).

    `method`: which of the policy's `promise.methods` it is shipped by, "" if none of them; `via`: a digest of what the
    store calls that (titles of pickup points may hold an address), "" in snapshots from before it was kept.
    `ship_by`: the day by whose end the store wants it to be with its carrier, None if it names none.
    `announced`: parcels the customer was told are on their way. `asked_at`: first contact about it. `earlier_case_ids`:
    of the cases before the last one the few that may still lose their first resolution (care/first_contact.py).
    `earlier_id`: the same customer's order before it. `erased_at`: when its person was erased; the ledger stays.
    `delay`: the delay episode it is in, None if it is not late; `delays`: how many there were. `late_told`: the numbers
    of those of which a notice has gone out, `late_as`: as what the last of them was counted. `told_date`: the delivery
    date that the last notice named.
    `choices`: what its customer chose about its delays, the newest last; of an episode the first and the last few.
    `changed_at`: when the store last changed it ("order"), and each of person, items, total and promise.
    `paid_at`, `left_at`: the store says that it is paid (the latest time), that all of it has left (the first time).
    `imported_at`: when the order was taken in from the past (care/history.py), None of one that we saw being placed.
    `refunded`: all that the store gave back by itself, in minor units by currency (`refunds` has the last few).
    `given`: the goodwill entries about it. `survey`: None until it has arrived (care/arrival_survey.py).
    `state` follows from `cancelled_at`, `deleted_at` and these, whatever order they came in (care/order_ended.py).
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
    method: str = ""
    via: str = ""
    ship_by: date | None = None
    parcel_ids: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    late_told: tuple[str, ...] = ()
    late_as: LateAs | None = None
    delay: DelayEpisode | None = None
    delays: int = 0
    told_date: date | None = None
    choices: tuple[Choice, ...] = ()
    asked_at: datetime | None = None
    last_case_id: str = ""
    earlier_case_ids: tuple[str, ...] = ()
    earlier_id: str = ""
    erased_at: datetime | None = None
    changed_at: dict[str, datetime] = field(default_factory=dict)
    imported_at: datetime | None = None
    paid_at: datetime | None = None
    left_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    shortage: Shortage | None = None
    refunds: tuple[Refund, ...] = ()
    refunded: dict[str, int] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    survey: Survey | None = None
    returns: tuple[Return, ...] = ()
    fulfilments: tuple[Fulfilment, ...] = ()
    scans: tuple[EarlyScan, ...] = ()

    @property
    def ref(self) -> Ref:
        return Ref("order", self.id)

    @property
    def due_on(self) -> date | None:
        """The day the customer counts on: the promised one, or a later one that a notice named."""
        if self.promise is None:
            return None
        return max(self.promise.on, self.told_date) if self.told_date else self.promise.on

    @property
    def late_dimensions(self) -> dict[str, str]:
        """By what the last delay that its customer was told of is counted; nothing if that was not kept yet."""
        return self.late_as._asdict() if self.late_as else {}
