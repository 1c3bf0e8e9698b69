"""Items of an order are out of stock or on backorder: it is remembered; care/late_parcel.py tells of it."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import ItemsUnavailable
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Shortage
from chalicelib.care.world import World

KEPT_ITEMS = 20


def noted(world: World, event: ItemsUnavailable, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember what is missing, and until when; the newest word counts, whenever it comes."""
    order = world.order(event.order_id) or Order(id=event.order_id)
    before = order.shortage
    if before and before.noted_at > event.occurred_at:
        return Decision((Note(order.ref, "items.unavailable", "older than what the store said since; kept as it is"),))
    short = replace(
        before or Shortage(noted_at=event.occurred_at), noted_at=event.occurred_at, items=event.items[:KEPT_ITEMS],
        backordered=event.backordered, expected_on=event.expected_on,
    )  # fmt: skip
    what = "on backorder" if event.backordered else "out of stock"
    until = f"expected on {event.expected_on}" if event.expected_on else "nobody knows until when"
    over = "; but all of the order has left already" if order.left_at else ""
    note = Note(order.ref, "items.unavailable", f"{len(event.items) or 'some'} items {what}, {until}{over}")
    return Decision((Put(subject=replace(order, shortage=short)), note))
