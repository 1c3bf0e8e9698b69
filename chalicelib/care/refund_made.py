"""Money went back to the customer: the order remembers it, so that whoever answers sees it."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put, RecordFact, digest
from chalicelib.care.events import RefundMade
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Refund
from chalicelib.care.vocabulary import Item
from chalicelib.care.world import World

KEPT = 10
KEPT_WORDS = 300
# One decision has at most 20 facts (store/port.py), the refund or return itself among them. Of more products the first
# ones are counted.
MOST_PRODUCTS = 19


def made(world: World, event: RefundMade, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember the refund once, and count it, and which products it was for."""
    order = world.order(event.order_id) or Order(id=event.order_id)
    if any(refund.id == event.refund_id for refund in order.refunds):
        return Decision((Note(order.ref, "order.refund_known", f"refund {event.refund_id} was told before"),))
    refund = Refund(event.refund_id, event.occurred_at, event.amount, event.reason[:KEPT_WORDS])
    refunds = tuple(sorted((*order.refunds, refund), key=lambda each: (each.at, each.id)))[-KEPT:]
    amount = f"{event.amount.minor} {event.amount.currency} (minor units)" if event.amount else "an amount not told"
    note = Note(order.ref, "order.refunded", f"refund {event.refund_id}: {amount}")
    fact = RecordFact(id=digest(event.shop, "refund", event.refund_id), name="refund", at=event.occurred_at)
    products = by_product("refunded_product", event.shop, event.refund_id, event.items, event.occurred_at)
    return Decision((Put(subject=replace(order, refunds=refunds)), note, fact, *products))


def by_product(name: str, shop: str, of: str, items: tuple[Item, ...], at: datetime) -> list[RecordFact]:
    """How many pieces of which products: a fact each, by the store's product id."""
    pieces: dict[str, int] = {}
    for item in items:
        if item.product_id and item.quantity > 0:
            pieces[item.product_id] = pieces.get(item.product_id, 0) + item.quantity
    return [
        RecordFact(id=digest(shop, name, of, product), name=name, at=at, value=count, dimensions={"product": product})
        for product, count in sorted(pieces.items())[:MOST_PRODUCTS]
    ]
