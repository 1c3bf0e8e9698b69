"""Money went back to the customer: the order remembers it, so that whoever answers sees it.

A refund that is a goodwill entry of ours says that the entry is done; all others count as given back by the store.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import authority, goodwill_moved
from chalicelib.care.effects import Decision, Note, Put, RecordFact, digest
from chalicelib.care.events import RefundMade
from chalicelib.care.pieces import by_product
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Refund
from chalicelib.care.state.goodwill import UNDER_WAY
from chalicelib.care.vocabulary import Money
from chalicelib.care.world import World

KEPT = 10
KEPT_WORDS = 300


def made(world: World, event: RefundMade, now: datetime, policy: Policy) -> Decision:
    """Remember the refund once, and count it, and which products it was for."""
    order = world.order(event.order_id) or Order(id=event.order_id)
    if any(refund.id == event.refund_id for refund in order.refunds):
        return Decision((Note(order.ref, "order.refund_known", f"refund {event.refund_id} was told before"),))
    refund = Refund(event.refund_id, event.occurred_at, event.amount, event.reason[:KEPT_WORDS])
    ours = authority.matching(order.given, refund)
    refunds = tuple(sorted((*order.refunds, refund), key=lambda each: (each.at, each.id)))[-KEPT:]
    amount = f"{event.amount.minor} {event.amount.currency} (minor units)" if event.amount else "an amount not told"
    note = Note(
        order.ref, "order.refunded", f"refund {event.refund_id}: {amount}{f', {ours.id} of ours' if ours else ''}"
    )
    fact = RecordFact(id=digest(event.shop, "refund", event.refund_id), name="refund", at=event.occurred_at)
    products = by_product("refunded_product", event.shop, event.refund_id, event.items, event.occurred_at)
    counted = order.refunded if ours or not event.amount else _with(order.refunded, event.amount)
    put = Put(subject=replace(order, refunds=refunds, refunded=counted))
    decision = Decision((put, note, fact, *products))
    entry = world.goodwill(ours.id) if ours else None
    if entry is None or entry.state not in UNDER_WAY:
        return decision
    return decision + goodwill_moved.done(world.after(decision), entry, event, now, policy, event.refund_id)


def _with(refunded: dict[str, int], amount: Money) -> dict[str, int]:
    return {**refunded, amount.currency: refunded.get(amount.currency, 0) + amount.minor}
