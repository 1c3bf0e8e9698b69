""" "It comes today": a carrier has set out. One mail per order and day, of all its parcels that are out then."""

from datetime import datetime

from chalicelib.care.effects import Decision, SendMessage, digest
from chalicelib.care.events import FulfilmentScanned, OrderPlaced, ParcelScanned, ParcelsShipped
from chalicelib.care.late_parcel import concerned
from chalicelib.care.local_time import day_end, local_date, next_clock
from chalicelib.care.order_messages import newly, silent, told, when_awake, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

KIND = "out_for_delivery"


def tell(
    world: World, event: ParcelScanned | FulfilmentScanned | ParcelsShipped | OrderPlaced, now: datetime, policy: Policy
) -> Decision:
    """Tell of every order whose parcel is out for delivery by this event."""
    decision = Decision()
    for order in concerned(world, event):
        out = newly(world, order, event, ParcelState.OUT_FOR_DELIVERY, KIND) if order.placed_at else []
        since = max((parcel.state_at for parcel in out if parcel.state_at), default=None)
        if since:
            decision += _tell(world, order, since, event.shop, now, policy)
    return decision


def _tell(world: World, order: Order, since: datetime, shop: str, now: datetime, policy: Policy) -> Decision:
    """`since`: when the last of its parcels went out."""
    zone = policy.zone_of(order.country)
    on, until = local_date(since, zone), _until(order, since, policy)
    why = why_not(world, order, KIND, policy)
    if not why and when_awake(order, now, policy) >= until:
        why = f"out on {on}: when the customer could read it, its time to come was over"
    if why:
        return silent(order, KIND, why)
    return told(SendMessage(
        id=digest(shop, KIND, order.id, on), kind=KIND, channel="email", to=f"customer:{order.customer_id}",
        about=order.ref, conditions=(f"order_open:{order.id}", f"parcels_are:{ParcelState.OUT_FOR_DELIVERY}"),
        not_after=until,
    ), f"out on {on}")  # fmt: skip


def _until(order: Order, since: datetime, policy: Policy) -> datetime:
    """Until when it can still come: that day's end, or the beginning of the customer's night before it."""
    zone, quiet = policy.zone_of(order.country), policy.quiet
    end = day_end(local_date(since, zone), zone)
    return end if quiet.start == quiet.end else min(end, next_clock(since, zone, quiet.start))
