""" "We have your order": off by default, since many stores send their own."""

from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, SendMessage, digest
from chalicelib.care.events import OrderPlaced
from chalicelib.care.order_messages import silent, told, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.world import World

KIND = "order_received"
LASTS = timedelta(days=1)


def tell(world: World, event: OrderPlaced, now: datetime, policy: Policy) -> Decision:
    """Confirm the order to its customer, with a feedback link."""
    order = world.order(event.order_id)
    if order is None or order.placed_at != event.occurred_at:
        return Decision()
    why = why_not(world, order, KIND, policy)
    if not why and now - event.occurred_at > LASTS:
        why = "ordered more than a day ago: this is no news"
    if why:
        return silent(order, KIND, why)
    return told(SendMessage(
        id=digest(event.shop, KIND, order.id), kind=KIND, channel="email", to=f"customer:{order.customer_id}",
        about=order.ref, conditions=(f"order_open:{order.id}", "not_arrived"), not_after=now + LASTS,
    ), f"messages.{KIND} is on")  # fmt: skip
