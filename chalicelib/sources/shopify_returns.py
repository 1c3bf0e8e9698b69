"""Shopify's refunds/* and returns/* topics.

- A refund has no amount of its own: it is the sum of its `refund` transactions; a refund that only puts items back in
  stock has none. `note` is free text, often the reason.
- A return names its order as `order.id`, in returns/close as `order_id`. The published sample of returns/process is
  an empty object.
- One state of a return is one event, whatever topic tells it. A reopened return is open again.
"""

from collections.abc import Callable

from chalicelib.care.events import Item, Money, RefundMade, ReturnReported, ReturnState
from chalicelib.care.return_words import ReturnReason
from chalicelib.sources import fields
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, first, identity, instant, rows, table, text

# What `status` says in returns/update.
STATES = {
    "requested": ReturnState.REQUESTED,
    "open": ReturnState.APPROVED,
    "declined": ReturnState.DECLINED,
    "closed": ReturnState.CLOSED,
    "canceled": ReturnState.CANCELLED,
}
# Shopify Admin API, enum ReturnReason, as our words.
REASONS = {
    "color": ReturnReason.CHANGED_MIND, "style": ReturnReason.CHANGED_MIND, "unwanted": ReturnReason.CHANGED_MIND,
    "size_too_large": ReturnReason.DOES_NOT_FIT, "size_too_small": ReturnReason.DOES_NOT_FIT,
    "defective": ReturnReason.QUALITY, "not_as_described": ReturnReason.NOT_AS_DESCRIBED,
    "wrong_item": ReturnReason.WRONG_ITEM, "other": ReturnReason.OTHER,
}  # fmt: skip
# A transaction of these moved no money.
NOT_MOVED = {"failure", "error"}
LONGEST_REASON = 500


def refunded(body: Table, context: Context) -> Reading:
    """A refund, with what it was for."""
    id_ = identity(body.get("id"), "the refund's id")
    order = identity(body.get("order_id"), "the refund's order_id")
    event = RefundMade(
        shop=context.shop, key=f"shopify:refund:{order}:{id_}", order_id=f"shopify:{order}",
        occurred_at=instant(body.get("processed_at")) or instant(body.get("created_at")) or context.received_at,
        refund_id=f"shopify:{id_}", amount=_amount(body), items=_refunded_items(body),
        reason=text(body.get("note"))[:LONGEST_REASON],
    )  # fmt: skip
    return Reading(events=(event,))


def _reads(state: ReturnState, again: str = "") -> Callable[[Table, Context], Reading]:
    """A topic that says by its name what state the return is in. `again`: it may come back into it."""
    return lambda body, context: _reported(body, context, state, again)


requested = _reads(ReturnState.REQUESTED)
approved = _reads(ReturnState.APPROVED)
declined = _reads(ReturnState.DECLINED)
cancelled = _reads(ReturnState.CANCELLED)
closed = _reads(ReturnState.CLOSED)
reopened = _reads(ReturnState.APPROVED, again=":reopened")


def processed(body: Table, context: Context) -> Reading:
    """The items have come back and were dealt with."""
    if not body.get("id"):
        return Reading(unknown="returns/process without an id")
    return _reported(body, context, ReturnState.RECEIVED)


def updated(body: Table, context: Context) -> Reading:
    """Something about a return changed: it counts if it says in which state the return is."""
    identity(body.get("id"), "the return's id")
    status = text(body.get("status")).lower()
    if not status:
        return Reading(ignored="the return was changed, but not its state")
    state = STATES.get(status)
    return _reported(body, context, state) if state else Reading(unknown=f"return status {status}"[:100])


def _reported(body: Table, context: Context, state: ReturnState, again: str = "") -> Reading:
    id_ = identity(body.get("id"), "the return's id")
    order = identity(first(table(body.get("order")).get("id"), body.get("order_id")), "the return's order")
    event = ReturnReported(
        shop=context.shop, key=f"shopify:return:{id_}:{state}{again}", order_id=f"shopify:{order}",
        occurred_at=instant(body.get("updated_at")) or context.received_at,
        return_id=f"shopify:{id_}", state=state, items=_returned_items(body), reason=_reason(body)[:LONGEST_REASON],
        reasons=tuple(str(REASONS.get(text(line.get("return_reason")).lower(), "")) for line in _lines(body)),
    )  # fmt: skip
    return Reading(events=(event,))


def _amount(body: Table) -> Money | None:
    """The sum of what went back; None if nothing did, or in more than one currency."""
    moved = [
        found for each in rows(body.get("transactions"))
        if text(each.get("kind")) == "refund" and text(each.get("status")) not in NOT_MOVED
        and (found := money(text(each.get("amount")), text(each.get("currency"))))
    ]  # fmt: skip
    if len({each.currency for each in moved}) != 1:
        return None
    return Money(sum(each.minor for each in moved), moved[0].currency)


def _refunded_items(body: Table) -> tuple[Item, ...]:
    return tuple(_item(each, table(each.get("line_item"))) for each in rows(body.get("refund_line_items")))


def _returned_items(body: Table) -> tuple[Item, ...]:
    return tuple(_item(each, table(table(each.get("fulfillment_line_item")).get("line_item"))) for each in _lines(body))


def _lines(body: Table) -> list[Table]:
    return list(rows(body.get("return_line_items")))


def _item(line: Table, what: Table) -> Item:
    title = first(what.get("title"), what.get("name"))
    return Item(title, fields.whole(line.get("quantity"), 1), text(what.get("product_id")))


def _reason(body: Table) -> str:
    """Why it was declined, else why the customer sends it back: their own words before the code."""
    decline = table(body.get("decline"))
    words = [first(decline.get("note"), decline.get("reason"))]
    for line in _lines(body):
        words.append(first(line.get("customer_note"), line.get("return_reason_note"), line.get("return_reason")))
    return "; ".join(dict.fromkeys(word for word in words if word))
