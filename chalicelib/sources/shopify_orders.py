"""Shopify's orders/* topics.

- Ids are 64 bits. `phone`, `email` and `customer` may be null, "" or absent. There is no promised delivery date:
  shops keep it in note attributes.
- orders/updated comes for every tag and note, and after every other change; `current_*` are the values after edits
  and refunds. orders/edited names line ids only. orders/delete has only the id.
- `fulfillments` are as in fulfillments/*, so orders/fulfilled tells of the same parcels under the same keys.
"""

from dataclasses import replace
from datetime import date

from chalicelib.care.events import (
    Item,
    Money,
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    ParcelsShipped,
    Person,
)
from chalicelib.sources import fields
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, first, identity, instant, rows, table, text
from chalicelib.sources.shopify_parcels import parcels_of
from chalicelib.sources.store_fields import change_key, email, promised_on


def placed(body: Table, context: Context) -> Reading:
    """An order; an imported one may come cancelled or shipped already."""
    id_ = _id(body)
    event = OrderPlaced(
        shop=context.shop, key=f"shopify:order-placed:{id_}", order_id=f"shopify:{id_}",
        occurred_at=instant(body.get("created_at")) or context.received_at,
        name=first(body.get("name"), id_), person=_person(body), items=_items(body),
        total=_total(body, "total_price"), promised_on=_promised_on(body),
        in_person=text(body.get("source_name")) == "pos", shipping=_shipping(body),
    )  # fmt: skip
    ended = cancelled(body, context).events if text(body.get("cancelled_at")) else ()
    return Reading(events=(event, *_parcels(body, context), *ended))


def changed(body: Table, context: Context) -> Reading:
    """What an order is now. Of a cancelled one only that it is cancelled."""
    id_ = _id(body)
    if text(body.get("cancelled_at")):
        return cancelled(body, context)
    change = OrderChanged(
        shop=context.shop, key="", occurred_at=instant(body.get("updated_at")) or context.received_at,
        order_id=f"shopify:{id_}", person=_person(body),
        total=_total(body, "current_total_price", "total_price"), promised_on=_promised_on(body),
        items=_items(body) if isinstance(body.get("line_items"), list) else None, shipping=_shipping(body),
    )  # fmt: skip
    return Reading(events=(replace(change, key=change_key(f"shopify:order-changed:{id_}", change)),))


def edited(body: Table, context: Context) -> Reading:
    """That its lines were edited; what they are now comes with orders/updated."""
    edit = table(body.get("order_edit"))
    id_, order = identity(edit.get("id"), "order_edit.id"), identity(edit.get("order_id"), "order_edit.order_id")
    event = OrderChanged(
        shop=context.shop, key=f"shopify:order-edited:{order}:{id_}", order_id=f"shopify:{order}",
        occurred_at=instant(edit.get("committed_at")) or instant(edit.get("created_at")) or context.received_at,
    )  # fmt: skip
    return Reading(events=(event,))


def paid(body: Table, context: Context) -> Reading:
    """An order was paid in full."""
    id_, at = _id(body), instant(body.get("updated_at")) or context.received_at
    event = OrderPaid(
        shop=context.shop, key=f"shopify:order-paid:{id_}", occurred_at=at, order_id=f"shopify:{id_}"
    )  # fmt: skip
    return Reading(events=(event,))


def cancelled(body: Table, context: Context) -> Reading:
    """An order was cancelled; Shopify takes none of these back."""
    id_ = _id(body)
    at = instant(body.get("cancelled_at")) or instant(body.get("updated_at")) or context.received_at
    key = f"shopify:order-cancelled:{id_}"
    return Reading(events=(OrderCancelled(shop=context.shop, key=key, occurred_at=at, order_id=f"shopify:{id_}"),))


def deleted(body: Table, context: Context) -> Reading:
    """An order is gone. It has no time of its own."""
    id_ = _id(body)
    event = OrderDeleted(
        shop=context.shop, key=f"shopify:order-deleted:{id_}", occurred_at=context.received_at,
        order_id=f"shopify:{id_}",
    )  # fmt: skip
    return Reading(events=(event,))


def fulfilled(body: Table, context: Context) -> Reading:
    """All of an order has left: its parcels, and that it has."""
    id_ = _id(body)
    sent = [at for each in rows(body.get("fulfillments")) if (at := instant(each.get("created_at")))]
    at = max(sent, default=None) or instant(body.get("updated_at")) or context.received_at
    key = f"shopify:order-fulfilled:{id_}"
    left = OrderFulfilled(shop=context.shop, key=key, occurred_at=at, order_id=f"shopify:{id_}")
    return Reading(events=(*_parcels(body, context), left))


def partially_fulfilled(body: Table, context: Context) -> Reading:
    """Some of an order has left: the parcels of it that have a number."""
    identity(body.get("id"), "the order's id")
    events = _parcels(body, context)
    return Reading(events=events) if events else Reading(ignored="no tracking number yet")


def _id(body: Table) -> str:
    return identity(body.get("id"), "the order's id")


def _parcels(body: Table, context: Context) -> tuple[ParcelsShipped, ...]:
    id_ = _id(body)
    found = (parcels_of({"order_id": id_, **each}, context) for each in rows(body.get("fulfillments")))
    return tuple(event for event in found if event)


def _person(body: Table) -> Person | None:
    customer, home = table(body.get("customer")), table(table(body.get("customer")).get("default_address"))
    shipping, billing = table(body.get("shipping_address")), table(body.get("billing_address"))
    id_ = text(customer.get("id"))
    # Names of the payer before the receiver's: a present is addressed to somebody else.
    person = Person(
        store_id=f"shopify:{id_}" if id_ else "",
        email=email(body.get("email")) or email(body.get("contact_email")) or email(customer.get("email")),
        phone=first(body.get("phone"), customer.get("phone"), shipping.get("phone"), billing.get("phone")),
        first_name=first(customer.get("first_name"), billing.get("first_name"), shipping.get("first_name")),
        last_name=first(customer.get("last_name"), billing.get("last_name"), shipping.get("last_name")),
        locale=first(body.get("customer_locale"), customer.get("locale")),
        country=first(shipping.get("country_code"), billing.get("country_code"), home.get("country_code")).upper(),
    )
    return None if person == Person() else person


def _items(body: Table) -> tuple[Item, ...]:
    """The lines as they are now: what was edited or refunded away is not among them."""
    lines = [
        Item(text(line.get("title")), _quantity(line), text(line.get("product_id")))
        for line in rows(body.get("line_items"))
    ]
    return tuple(line for line in lines if line.quantity)


def _quantity(line: Table) -> int:
    return fields.whole(line.get("current_quantity"), fields.whole(line.get("quantity"), 1))


def _total(body: Table, *names: str) -> Money | None:
    return money(first(*(body.get(name) for name in names)), text(body.get("currency")))


def _shipping(body: Table) -> str:
    """The first of its ways of shipping: an order of a second one was split, and the first is the main one.

    One that was taken off the order stays in the list, marked as removed.
    """
    lines = [each for each in rows(body.get("shipping_lines")) if each.get("is_removed") is not True]
    return next((found for each in lines if (found := text(each.get("title")))), "")


def _promised_on(body: Table) -> date | None:
    return promised_on((each.get("name"), each.get("value")) for each in rows(body.get("note_attributes")))
