"""What the store says of an order against what is known: pure. What differs is taken in, the rest costs nothing more.

Only what a lost webhook would have told counts. A person's data is not compared: an address is written in many ways.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from chalicelib.care import events as e
from chalicelib.care.order_known import called
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Parcel, Ref, Subject
from chalicelib.care.world import World


@dataclass(frozen=True, slots=True)
class Difference:
    """`missing`: the order is not known at all. `what`: in words, without personal data."""

    missing: bool
    what: str


def orders_of(events: Iterable[e.Event]) -> frozenset[Ref]:
    """Which orders these events are about."""
    ids = (getattr(event, "order_id", "") for event in events)
    return frozenset(Ref("order", id_) for id_ in ids if id_)


def parcels_of(subjects: Iterable[Subject]) -> frozenset[Ref]:
    """The parcels of these orders."""
    orders = (subject for subject in subjects if isinstance(subject, Order))
    return frozenset(Ref("parcel", id_) for order in orders for id_ in order.parcel_ids)


def difference(events: Collection[e.Event], world: World, policy: Policy) -> Difference | None:
    """The first thing in which the store is ahead of us; None if we know it all. `events` are one order's."""
    for event in events:
        order = world.order(getattr(event, "order_id", ""))
        if order and order.erased_at:
            # Its person was forgotten: nothing of it is looked for again.
            return None
        if isinstance(event, e.OrderPlaced) and (order is None or order.placed_at is None):
            return Difference(True, "no webhook told of the order")
        if order and (what := _news(event, order, world, policy)):
            return Difference(False, what)
    ids = orders_of(events)
    # A file may tell of an order in more lines than one, and this is not its first.
    return Difference(True, "nothing is known of its order") if ids and not ids & set(world.subjects) else None


def _news(event: e.Event, order: Order, world: World, policy: Policy) -> str:
    match event:
        case e.OrderPaid():
            return "" if order.paid_at else "it is paid"
        case e.OrderCancelled():
            return "" if order.cancelled_at or order.state is OrderState.DELETED else "it is cancelled"
        case e.OrderFulfilled():
            return "" if order.left_at else "all of it has left"
        case e.OrderChanged():
            return _changed(event, order, policy)
        case e.ParcelsShipped():
            known = {parcel.number for parcel in _parcels(order, world)}
            return "" if {shipment.number for shipment in event.shipments} <= known else "it has another parcel"
        case e.RefundMade():
            known = {refund.id for refund in order.refunds}
            # The oldest of many refunds are not kept; what is older than all that are is one of them.
            old = order.refunds and event.occurred_at <= min(refund.at for refund in order.refunds)
            return "" if event.refund_id in known or old else "money went back"
        case e.ItemsUnavailable():
            return "" if order.shortage or order.left_at else "items are missing"
        case e.FulfilmentScanned():
            return _scanned(event, order, _by_id(_parcels(order, world)))
        case _:
            return ""


def _changed(event: e.OrderChanged, order: Order, policy: Policy) -> str:
    def older(what: str) -> bool:
        known = order.changed_at.get(what)
        return known is not None and event.occurred_at < known

    if event.items is not None and not older("items") and event.items != order.items:
        return "it has other items"
    if event.total is not None and not older("total") and event.total != order.total:
        return "it has another total"
    if event.promised_on and not older("promise") and order.promise and event.promised_on != order.promise.on:
        return "it has another promise"
    # The same name is the same method, whatever the policy has come to say; see care/order_changed.py.
    named = event.shipping and order.via and order.via != called(event.shipping)
    other = named and policy.promise.method_of(event.shipping) != order.method
    return "it goes by another method" if other and not older("shipping") else ""


def _scanned(event: e.FulfilmentScanned, order: Order, parcels: Mapping[str, Parcel]) -> str:
    """A scan is news if it is newer than what is known of the one parcel that it can mean."""
    fulfilment = next((each for each in order.fulfilments if each.id == event.fulfilment_id), None)
    if fulfilment is None or len(fulfilment.parcel_ids) != 1:
        return ""
    parcel = parcels.get(fulfilment.parcel_ids[0])
    if parcel is None or parcel.delivered_at or event.state in (e.ParcelState.UNKNOWN, parcel.state):
        return ""
    return "" if parcel.state_at and event.occurred_at <= parcel.state_at else f"its parcel is {event.state}"


def _parcels(order: Order, world: World) -> list[Parcel]:
    return [parcel for id_ in order.parcel_ids if (parcel := world.parcel(id_))]


def _by_id(parcels: Iterable[Parcel]) -> dict[str, Parcel]:
    return {parcel.id: parcel for parcel in parcels}
