""" "Your money is on its way back": what the store gave back by itself. What an agent gave is told by goodwill_told."""

from datetime import datetime, timedelta

from chalicelib.care import authority
from chalicelib.care.effects import Decision, SendMessage, digest
from chalicelib.care.events import RefundMade
from chalicelib.care.order_messages import silent, told
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Refund
from chalicelib.care.world import World

KIND = "refund_told"
LASTS = timedelta(days=2)


def tell(world: World, event: RefundMade, now: datetime, policy: Policy) -> Decision:
    """Tell of a refund, once; looked at before it is remembered. A cancelled order's is the one waited for most."""
    order = world.order(event.order_id)
    if order is None or order.placed_at is None or any(each.id == event.refund_id for each in order.refunds):
        return Decision()
    if why := _why_not(world, order, event, now, policy):
        return silent(order, KIND, f"refund {event.refund_id}: {why}")
    amount = {"minor": str(event.amount.minor), "currency": event.amount.currency} if event.amount else {}
    return told(SendMessage(
        id=digest(event.shop, KIND, event.refund_id), kind=KIND, channel="email", to=f"customer:{order.customer_id}",
        about=order.ref, params=amount, conditions=(f"order_known:{order.id}",), not_after=now + LASTS,
    ), f"refund {event.refund_id}")  # fmt: skip


def _why_not(world: World, order: Order, event: RefundMade, now: datetime, policy: Policy) -> str:
    customer = world.person(order.customer_id)
    refund = Refund(event.refund_id, event.occurred_at, event.amount, event.reason)
    if not policy.messages.refund_told:
        return "messages.refund_told is off"
    if order.in_person:
        return "sold in person"
    if entry := authority.matching(order.given, refund):
        return f"it is goodwill entry {entry.id} of ours, which is told by goodwill_told"
    if now - event.occurred_at > LASTS:
        return f"made at {event.occurred_at:%Y-%m-%d %H:%M} UTC: this is no news"
    if customer and customer.email:
        return ""
    return "no e-mail address is known"
