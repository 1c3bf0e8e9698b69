"""An order, and what its customer was promised and told."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.ref import Ref
from chalicelib.care.vocabulary import Item, Money


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
    `earlier_id`: the same customer's order before it. `erased_at`: when its person was erased; the ledger stays.
    `late_told`: delay episodes (parcel and number) of which a notice has gone out.
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

    @property
    def ref(self) -> Ref:
        return Ref("order", self.id)
