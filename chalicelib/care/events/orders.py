"""What stores tell of orders."""

from dataclasses import dataclass
from datetime import date

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import Item, Money, Person, ReturnState


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A customer ordered. `order_id` is the store's id with its source, e.g. `shopify:820982911946154508`.

    `shipping`: the shipping method as the store calls it, "" if it names none.
    """

    order_id: str
    name: str
    person: Person | None
    items: tuple[Item, ...] = ()
    total: Money | None = None
    promised_on: date | None = None
    ship_by: date | None = None
    in_person: bool = False
    shipping: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Event):
    """The store changed an order. What it does not tell is None (a shipping method: ""), and stays as it was."""

    order_id: str
    person: Person | None = None
    items: tuple[Item, ...] | None = None
    total: Money | None = None
    promised_on: date | None = None
    shipping: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(Event):
    """The order is paid: the shop now works on it."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFulfilled(Event):
    """The store says that everything of the order has left, whether or not it told of parcels. Not: has arrived."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order will not be fulfilled any more."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeleted(Event):
    """The store has no such order any more: it is watched no longer."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsUnavailable(Event):
    """Items of an order cannot be sent yet: out of stock, or on backorder until `expected_on` if that is known."""

    order_id: str
    items: tuple[Item, ...] = ()
    backordered: bool = False
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundMade(Event):
    """Money went back to the customer. `reason` is the shop's own words."""

    order_id: str
    refund_id: str
    amount: Money | None = None
    items: tuple[Item, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReported(Event):
    """A return was asked for, or went on. `reason` is the customer's or the shop's own words.

    `reasons`: why each of the items goes back, one of care.return_words.ReturnReason, "" where the store does not say;
    () if it never does.
    """

    order_id: str
    return_id: str
    state: ReturnState
    items: tuple[Item, ...] = ()
    reason: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """One parcel of a fulfilment, as the store tells of it. `number` is normalised (`parcel_number`)."""

    number: str
    carrier: str = ""
    tracking_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelsShipped(Event):
    """The store handed parcels of an order to a carrier, or now knows more about them.

    `fulfilment_id` is the store's id with its source; "" if it has none.
    """

    order_id: str
    shipments: tuple[Shipment, ...]
    fulfilment_id: str = ""
