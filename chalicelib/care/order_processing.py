""" "We are getting it ready": the payment has come and the shop works on it.

Off by default: it says little where people pay at once, and reassures where they pay by transfer.
"""

from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, SendMessage, digest
from chalicelib.care.events import OrderPaid, OrderPlaced
from chalicelib.care.order_messages import silent, told, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.world import World

KIND = "order_processing"
LASTS = timedelta(days=1)


def tell(world: World, event: OrderPaid | OrderPlaced, now: datetime, policy: Policy) -> Decision:
    """Tell that the order is worked on; a payment known before its order waits for it."""
    order = world.order(event.order_id)
    if order is None or order.placed_at is None or order.paid_at is None:
        return Decision()
    if event.occurred_at not in (order.paid_at, order.placed_at):
        return Decision()
    why = why_not(world, order, KIND, policy)
    if not why and (order.left_at or order.parcel_ids):
        why = "it has left already"
    if not why and now - order.paid_at > LASTS:
        why = "paid more than a day ago: this is no news"
    if why:
        return silent(order, KIND, why)
    return told(SendMessage(
        id=digest(event.shop, KIND, order.id), kind=KIND, channel="email", to=f"customer:{order.customer_id}",
        about=order.ref, conditions=(f"order_open:{order.id}", "not_left"),
        not_after=now + LASTS,
    ), f"paid at {order.paid_at:%Y-%m-%d %H:%M} UTC")  # fmt: skip
