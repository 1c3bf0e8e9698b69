"""What stores tell of orders."""

from dataclasses import dataclass
from datetime import date

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import Item, Money, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A customer ordered. `order_id` is the store's id with its source, e.g. `shopify:820982911946154508`."""

    order_id: str
    name: str
    person: Person | None
    items: tuple[Item, ...] = ()
    total: Money | None = None
    promised_on: date | None = None
    in_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order will not be fulfilled any more."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """One parcel of a fulfilment, as the store tells of it. `number` is normalised (`parcel_number`)."""

    number: str
    carrier: str = ""
    tracking_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelsShipped(Event):
    """The store handed parcels of an order to a carrier, or now knows more about them."""

    order_id: str
    shipments: tuple[Shipment, ...]
