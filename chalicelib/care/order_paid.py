"""The order is paid: the shop works on it now."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import OrderPaid
from chalicelib.care.order_ended import standing
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order
from chalicelib.care.world import World


def paid(world: World, event: OrderPaid, now: datetime, policy: Policy) -> Decision:
    """Remember it; an order that was cancelled for want of payment goes on."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    at = max(before.paid_at or event.occurred_at, event.occurred_at)
    order, watch, again = standing(world, before, replace(before, paid_at=at), now, policy)
    why = f"paid at {event.occurred_at:%Y-%m-%d %H:%M} UTC" + (f"; {again}" if again else "")
    return Decision((Put(subject=order), *watch, Note(order.ref, "order.paid", why)))
