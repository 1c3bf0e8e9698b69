"""An order, and what its customer was promised and told."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.ref import Ref
from chalicelib.care.vocabulary import Item, Money, ParcelState, Reason, ReturnState


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
    """Items that cannot be sent yet, as the store said at `noted_at`. `expected_on`: when they come in, if it is known.

    `told_at`: when the customer's notice was decided; `told_date`: the delivery date it named, if it named one.
    `late`: the order counts as late for it.
    """

    noted_at: datetime
    items: tuple[Item, ...] = ()
    backordered: bool = False
    expected_on: date | None = None
    told_at: datetime | None = None
    told_date: date | None = None
    late: bool = False


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

    `announced`: parcels the customer was told are on their way. `asked_at`: first contact about it.
    `earlier_id`: the same customer's order before it. `erased_at`: when its person was erased; the ledger stays.
    `late_told`: delay episodes (parcel and number) of which a notice has gone out.
    `changed_at`: when the store last changed it ("order"), and each of person, items, total and promise.
    `paid_at`, `left_at`: the store says that it is paid (the latest time), that all of it has left (the first time).
    `imported_at`: when the order was taken in from the past (care/history.py), None of one that we saw being placed.
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
    parcel_ids: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    late_told: tuple[str, ...] = ()
    asked_at: datetime | None = None
    last_case_id: str = ""
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
    returns: tuple[Return, ...] = ()
    fulfilments: tuple[Fulfilment, ...] = ()
    scans: tuple[EarlyScan, ...] = ()

    @property
    def ref(self) -> Ref:
        return Ref("order", self.id)

    @property
    def due_on(self) -> date | None:
        """The day the customer counts on: the promised one, or a later one they were told since items are missing."""
        if self.promise is None:
            return None
        told = self.shortage.told_date if self.shortage else None
        return max(self.promise.on, told) if told else self.promise.on
