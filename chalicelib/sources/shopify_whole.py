"""A whole order of Shopify, as it is now: what its webhooks would have told, one after the other, under the same keys.

Besides what orders/updated has, `refunds` (as refunds/create) and `fulfillment_events` (as fulfillment_events/create);
`paid_at` and `fulfilled_at` where the shop's own export says so.
"""

from dataclasses import replace

from chalicelib.care.events import Event, OrderFulfilled
from chalicelib.sources import shopify_orders, shopify_parcels, shopify_returns
from chalicelib.sources.base import Context, Reading, joined
from chalicelib.sources.fields import Table, first, identity, instant, rows, text

# What was paid and went back was paid.
PAID = frozenset({"paid", "partially_refunded", "refunded"})


def read(body: Table, context: Context) -> Reading:
    """Everything an order says; UnreadableError without its id."""
    identity(body.get("id"), "the order's id")
    if body.get("test") is True:
        return Reading(ignored="an order that was placed to try the shop")
    parts = [shopify_orders.placed(body, context)]
    # An export knows no time of the last change, and nothing of what was changed: there the order is as it was placed.
    if instant(body.get("updated_at")):
        parts.append(shopify_orders.changed(body, context))
    if text(body.get("financial_status")) in PAID:
        # The order changed since it was paid; a payment that looks newer than a cancellation would take that back.
        at = first(body.get("paid_at"), body.get("processed_at"), body.get("created_at"))
        parts.append(shopify_orders.paid({**body, "updated_at": at}, context))
    if text(body.get("fulfillment_status")) == "fulfilled":
        parts.append(_left(body, context))
    parts += [shopify_returns.refunded(each, context) for each in rows(body.get("refunds")) if each.get("id")]
    parts += [shopify_parcels.scanned(each, context) for each in _scans(body)]
    return joined(parts)


def _left(body: Table, context: Context) -> Reading:
    reading = shopify_orders.fulfilled(body, context)
    at = instant(body.get("fulfilled_at"))
    events: list[Event] = [
        replace(event, occurred_at=at) if at and isinstance(event, OrderFulfilled) else event
        for event in reading.events
    ]
    return replace(reading, events=tuple(events))


def _scans(body: Table) -> list[Table]:
    """The oldest first, as they came."""
    found = [each for each in rows(body.get("fulfillment_events")) if text(each.get("fulfillment_id"))]
    return sorted(found, key=lambda each: text(each.get("happened_at")))
