""" "It waits for you": at a pickup point, or a box. What waits together is told together; a reminder may follow."""

from datetime import datetime, timedelta

from chalicelib.care import pickup_reminder
from chalicelib.care.effects import Decision, SendMessage, digest
from chalicelib.care.events import FulfilmentScanned, OrderPlaced, ParcelScanned, ParcelsShipped
from chalicelib.care.late_parcel import concerned
from chalicelib.care.order_messages import newly, silent, told, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Parcel
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

KIND = "ready_for_pickup"
LASTS = timedelta(days=2)


def tell(
    world: World, event: ParcelScanned | FulfilmentScanned | ParcelsShipped | OrderPlaced, now: datetime, policy: Policy
) -> Decision:
    """Tell of every order that has come to a pickup point by this event, and remember to remind its customer."""
    decision = Decision()
    for order in concerned(world, event):
        waiting = newly(world, order, event, ParcelState.READY_FOR_PICKUP, KIND) if order.placed_at else []
        if waiting:
            decision += _tell(world, order, waiting, event.shop, now, policy)
            decision += pickup_reminder.set_for(order, waiting, policy)
    return decision


def _tell(world: World, order: Order, waiting: list[Parcel], shop: str, now: datetime, policy: Policy) -> Decision:
    since = max(parcel.state_at for parcel in waiting if parcel.state_at)
    why = why_not(world, order, KIND, policy)
    if not why and now - since > LASTS:
        why = f"it has been there since {since:%Y-%m-%d %H:%M} UTC: this is no news"
    if why:
        return silent(order, KIND, why)
    ids = ",".join(sorted(parcel.id for parcel in waiting))
    return told(SendMessage(
        id=digest(shop, KIND, order.id, ids), kind=KIND, channel="email", to=f"customer:{order.customer_id}",
        about=order.ref, conditions=(f"order_open:{order.id}", f"all_waiting:{ids}"), not_after=now + LASTS,
    ), f"parcels {ids}")  # fmt: skip
