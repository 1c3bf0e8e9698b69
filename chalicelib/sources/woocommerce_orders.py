"""WooCommerce's orders, as every order.* topic but order.deleted has them whole.

- `date_*_gmt` are UTC without a "Z", the same without `_gmt` are local to the site. `number` is a text that plugins
  make differ from `id`. `customer_id` 0 is a guest. There is no locale, no tracking and no promised date: plugins keep
  them in `meta_data`, a list of {key, value} of any shape.
- `completed` means that the shop is done with it: sent, not delivered. `failed` is a payment that failed and may be
  tried again. A refund's `total` is negative. A deleted order is only `{"id": ...}`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.care.events import (
    Event,
    Item,
    ItemsUnavailable,
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    ParcelsShipped,
    Person,
    RefundMade,
)
from chalicelib.sources import fields
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, first, identity, instant, rows, table, text
from chalicelib.sources.store_fields import change_key, digest, digest_of, distinct, email, promised_on, shipment

OPEN, SENT, ENDED, DRAFT = "open", "sent", "ended", "draft"
# A status that stands in no table is a plugin's: the order counts as open, and the word is shown to the operator.
STATUSES = {
    "pending": OPEN,
    "on-hold": OPEN,
    "processing": OPEN,
    "refunded": OPEN,  # what went back is told by its refunds
    "completed": SENT,
    "cancelled": ENDED,
    "failed": ENDED,
    "trash": ENDED,
    "checkout-draft": DRAFT,  # a cart that somebody is filling in
    "auto-draft": DRAFT,  # an order that an admin has begun
    "new": DRAFT,
}
TRACKING = "_wc_shipment_tracking_items"
LOCALE = "wpml_language"
# How WooCommerce marks a line on backorder; a site in another language writes it in its own.
BACKORDERED = "backordered"
# Orders that WooCommerce's point of sale has made.
AT_THE_TILL = frozenset({"pos-rest-api"})
LONGEST_REASON = 500


def created(body: Table, context: Context) -> Reading:
    """A new order, and what its status already says."""
    return _reading(body, context, [_placed(body, context)])


def updated(body: Table, context: Context) -> Reading:
    """What an order is now; the order itself too, for its order.created may be lost."""
    return _reading(body, context, [_placed(body, context), _changed(body, context)])


def restored(body: Table, context: Context) -> Reading:
    """A deleted order is back. It was not modified by that, so what counts is when it was told."""
    id_, at = _id(body), context.received_at
    key = f"woocommerce:order-restored:{id_}:{at:%Y-%m-%d}"
    return _reading(
        body, context, [_placed(body, context), replace(_changed(body, context), key=key, occurred_at=at)]
    )  # fmt: skip


def deleted(body: Table, context: Context) -> Reading:
    """An order is gone, until it may be restored; deleted again on another day it is gone again."""
    id_, at = _id(body), context.received_at
    key = f"woocommerce:order-deleted:{id_}:{at:%Y-%m-%d}"
    return Reading(events=(OrderDeleted(shop=context.shop, key=key, occurred_at=at, order_id=f"woocommerce:{id_}"),))


def _reading(body: Table, context: Context, told: list[Event]) -> Reading:
    """The events of an order, with what its status, lines, parcels and refunds say."""
    status = text(body.get("status"))
    meaning = STATUSES.get(status, OPEN)
    if meaning == DRAFT:
        return Reading(ignored="a draft, not an order yet")
    told += _by_status(body, context, meaning)
    told += [*_unavailable(body, context, meaning), *_parcels(body, context, meaning), *_refunds(body, context)]
    return Reading(events=tuple(told), unknown="" if status in STATUSES else f"order status {status}"[:100])


def _by_status(body: Table, context: Context, meaning: str) -> list[Event]:
    id_, at = _id(body), _modified(body, context)
    order_id, paid_at = f"woocommerce:{id_}", instant(body.get("date_paid_gmt"))
    # Each payment is one event, and so is each end after it: a failed payment may be tried again.
    payment = f"{paid_at:%Y%m%dT%H%M%S}" if paid_at else "unpaid"
    if meaning == ENDED:
        key = f"woocommerce:order-cancelled:{id_}:{payment}"
        return [OrderCancelled(shop=context.shop, key=key, occurred_at=at, order_id=order_id)]
    found: list[Event] = []
    if paid_at:
        key = f"woocommerce:order-paid:{id_}:{payment}"
        found.append(OrderPaid(shop=context.shop, key=key, occurred_at=paid_at, order_id=order_id))
    if meaning == SENT:
        sent_at = instant(body.get("date_completed_gmt")) or at
        key = f"woocommerce:order-fulfilled:{id_}"
        found.append(OrderFulfilled(shop=context.shop, key=key, occurred_at=sent_at, order_id=order_id))
    return found


def _placed(body: Table, context: Context) -> OrderPlaced:
    id_ = _id(body)
    number = first(body.get("number"), id_)
    return OrderPlaced(
        shop=context.shop, key=f"woocommerce:order-placed:{id_}", order_id=f"woocommerce:{id_}",
        occurred_at=instant(body.get("date_created_gmt")) or context.received_at,
        name=number if number.startswith("#") else f"#{number}", person=_person(body), items=_items(body),
        total=money(text(body.get("total")), text(body.get("currency"))), promised_on=promised_on(_meta(body)),
        in_person=text(body.get("created_via")) in AT_THE_TILL,
        shipping=_shipping(body),
    )  # fmt: skip


def _changed(body: Table, context: Context) -> OrderChanged:
    id_ = _id(body)
    change = OrderChanged(
        shop=context.shop, key="", occurred_at=_modified(body, context), order_id=f"woocommerce:{id_}",
        person=_person(body), total=money(text(body.get("total")), text(body.get("currency"))),
        items=_items(body) if isinstance(body.get("line_items"), list) else None, promised_on=promised_on(_meta(body)),
        shipping=_shipping(body),
    )  # fmt: skip
    return replace(change, key=change_key(f"woocommerce:order-changed:{id_}", change))


def _unavailable(body: Table, context: Context, meaning: str) -> list[Event]:
    """The lines on backorder; the mark stays on a line for ever, so what is sent is not asked."""
    missing = [
        _item(line, value)
        for line in rows(body.get("line_items"))
        for name, value in _meta(line)
        if text(name).casefold() == BACKORDERED
    ]
    if not missing or meaning in (SENT, ENDED):
        return []
    id_, what = _id(body), [(item.product_id, item.title, item.quantity) for item in missing]
    return [ItemsUnavailable(
        shop=context.shop, key=f"woocommerce:items-unavailable:{id_}:{digest(what)}", order_id=f"woocommerce:{id_}",
        occurred_at=_modified(body, context), items=tuple(missing), backordered=True,
    )]  # fmt: skip


def _parcels(body: Table, context: Context, meaning: str) -> list[Event]:
    """What the shipment tracking plugin has noted."""
    kept = [value for name, value in _meta(body) if text(name) == TRACKING]
    # PHP writes a list whose first entry was removed as an object.
    entries = [each for value in kept for each in rows(list(value.values()) if isinstance(value, dict) else value)]
    shipments = distinct(
        shipment(
            each.get("tracking_number"), first(each.get("tracking_provider"), each.get("custom_tracking_provider")),
            first(each.get("custom_tracking_link"), each.get("tracking_link")),
        ) for each in entries
    )  # fmt: skip
    if not shipments or meaning == ENDED:
        return []
    id_ = _id(body)
    return [ParcelsShipped(
        shop=context.shop, key=f"woocommerce:parcels-shipped:{id_}:{digest_of(shipments)}",
        occurred_at=_modified(body, context), order_id=f"woocommerce:{id_}", shipments=shipments,
    )]  # fmt: skip


def _refunds(body: Table, context: Context) -> Iterable[Event]:
    id_, currency = _id(body), text(body.get("currency"))
    for refund in rows(body.get("refunds")):
        if refund_id := text(refund.get("id")):
            yield RefundMade(
                shop=context.shop, key=f"woocommerce:refund:{id_}:{refund_id}"[:300], order_id=f"woocommerce:{id_}",
                occurred_at=_modified(body, context), refund_id=f"woocommerce:{refund_id}",
                amount=money(text(refund.get("total")).lstrip("-"), currency),
                reason=text(refund.get("reason"))[:LONGEST_REASON],
            )  # fmt: skip


def _person(body: Table) -> Person | None:
    billing, shipping = table(body.get("billing")), table(body.get("shipping"))
    id_ = text(body.get("customer_id"))
    person = Person(
        store_id=f"woocommerce:{id_}" if id_ not in ("", "0") else "", email=email(billing.get("email")),
        phone=first(billing.get("phone"), shipping.get("phone")),
        first_name=first(billing.get("first_name"), shipping.get("first_name")),
        last_name=first(billing.get("last_name"), shipping.get("last_name")),
        locale=next((text(value) for name, value in _meta(body) if text(name) == LOCALE), ""),
        country=first(shipping.get("country"), billing.get("country")).upper(),
    )  # fmt: skip
    return None if person == Person() else person


def _items(body: Table) -> tuple[Item, ...]:
    return tuple(_item(line, line.get("quantity")) for line in rows(body.get("line_items")))


def _item(line: Table, quantity: object) -> Item:
    """A line. Of a variation WooCommerce sends its own name and the product's; of what is no product any more, 0."""
    id_ = text(line.get("product_id"))
    return Item(
        text(line.get("name")), fields.whole(quantity, 1), id_ if id_ != "0" else "", text(line.get("parent_name"))
    )  # fmt: skip


def _shipping(body: Table) -> str:
    """The first of its ways of shipping that has a name."""
    return next((found for each in rows(body.get("shipping_lines")) if (found := text(each.get("method_title")))), "")


def _meta(body: Table) -> list[tuple[object, object]]:
    """The pairs of `meta_data`, keys first."""
    return [(each.get("key"), each.get("value")) for each in rows(body.get("meta_data"))]


def _modified(body: Table, context: Context) -> datetime:
    return instant(body.get("date_modified_gmt")) or instant(body.get("date_created_gmt")) or context.received_at


def _id(body: Table) -> str:
    return identity(body.get("id"), "the order's id")
