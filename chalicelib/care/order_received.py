""" "We have your order": off by default, since many stores send their own."""

from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, Note, SendMessage, digest
from chalicelib.care.events import OrderPlaced
from chalicelib.care.rules import Policy
from chalicelib.care.world import World


def tell(world: World, event: OrderPlaced, now: datetime, policy: Policy) -> Decision:
    """Confirm the order to its customer, with a feedback link."""
    order = world.order(event.order_id)
    if order is None or order.placed_at != event.occurred_at:
        return Decision()
    customer = world.person(order.customer_id)
    why_not = (
        "messages.order_received is off" if not policy.messages.order_received
        else "sold in person" if order.in_person
        else "ordered more than a day ago: this is no news" if now - event.occurred_at > timedelta(days=1)
        else "no e-mail address is known" if customer is None or not customer.email
        else ""
    )  # fmt: skip
    if why_not or customer is None:
        return Decision((Note(order.ref, "order_received.not_told", why_not),))
    mail = SendMessage(
        id=digest(event.shop, "order_received", order.id), kind="order_received", channel="email",
        to=str(customer.ref), about=order.ref, conditions=(f"order_open:{order.id}",),
        not_after=now + timedelta(days=1),
    )  # fmt: skip
    return Decision((mail, Note(order.ref, "order_received.decided", "messages.order_received is on")))
