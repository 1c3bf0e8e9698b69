"""The store says that all of an order has left. Not that it has arrived: that is watched on."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import OrderFulfilled
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order
from chalicelib.care.world import World


def fulfilled(world: World, event: OrderFulfilled, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember since when it is on its way; items that were missing are so no longer."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    at = min(before.left_at or event.occurred_at, event.occurred_at)
    order = replace(before, left_at=at)
    parcels = f"{len(order.parcel_ids)} parcels known" if order.parcel_ids else "no parcel of it is known"
    why = f"all of it has left at {at:%Y-%m-%d %H:%M} UTC; {parcels}, its arrival is watched"
    return Decision((Put(subject=order), Note(order.ref, "order.left", why)))
