""" "It has arrived": once, when the last parcel of the order has; with a way to say that something is wrong."""

from datetime import datetime, timedelta

from chalicelib.care.arrival import arrived_at, parcels_of
from chalicelib.care.effects import Decision, SendMessage, digest
from chalicelib.care.events import FulfilmentScanned, OrderPlaced, ParcelScanned, ParcelsShipped
from chalicelib.care.late_parcel import concerned
from chalicelib.care.order_messages import newly, silent, told, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

KIND = "order_delivered"
LASTS = timedelta(days=2)


def tell(
    world: World, event: ParcelScanned | FulfilmentScanned | ParcelsShipped | OrderPlaced, now: datetime, policy: Policy
) -> Decision:
    """Tell of every order that is complete by this event."""
    decision = Decision()
    for order in concerned(world, event):
        if order.placed_at and newly(world, order, event, ParcelState.DELIVERED, KIND):
            decision += _tell(world, order, event.shop, now, policy)
    return decision


def _tell(world: World, order: Order, shop: str, now: datetime, policy: Policy) -> Decision:
    at = arrived_at(order, parcels_of(world, order))
    if at is None:
        return Decision()
    why = why_not(world, order, KIND, policy)
    if not why and now - at > LASTS:
        why = f"it arrived at {at:%Y-%m-%d %H:%M} UTC: this is no news"
    if why:
        return silent(order, KIND, why)
    return told(SendMessage(
        id=digest(shop, KIND, order.id, *sorted(order.parcel_ids)), kind=KIND, channel="email",
        to=f"customer:{order.customer_id}", about=order.ref, conditions=(f"order_open:{order.id}", "order_arrived"),
        not_after=now + LASTS,
    ), f"its last parcel arrived at {at:%Y-%m-%d %H:%M} UTC")  # fmt: skip
