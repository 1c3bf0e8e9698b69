"""Shopify's mandatory privacy topics: what a customer or the store itself asks about personal data.

Facts, from shopify.dev ("Privacy law compliance"):
- They are signed like every webhook, answered with 2xx at once, and completed within 30 days.
- customers/data_request: `customer` {id, email, phone}, `orders_requested` [ids], `data_request` {id}.
- customers/redact: `customer` and `orders_to_redact` [ids]. shop/redact: `shop_id`, `shop_domain`, 48 hours after the
  app was taken off, and not if it was put back.
"""

from chalicelib.care.events import CustomerErased, DataRequested, Person, ShopErased
from chalicelib.errors import UnreadableError
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, identity, table, text

BY = "shopify"


def erased(body: Table, context: Context) -> Reading:
    """customers/redact: forget them."""
    person, orders = _whose(body, "orders_to_redact")
    # Who is redacted, orders again and is redacted again must not be taken for a duplicate: the day is part of the key.
    key = f"shopify:redact:{_id(person, orders, context)}:{context.received_at:%Y-%m-%d}"
    return Reading(events=(CustomerErased(
        shop=context.shop, key=key, occurred_at=context.received_at, person=person, order_ids=orders, by=BY, told=True
    ),))  # fmt: skip


def requested(body: Table, context: Context) -> Reading:
    """customers/data_request: tell what is known of them."""
    person, orders = _whose(body, "orders_requested")
    request = text(table(body.get("data_request")).get("id")) or f"{context.received_at:%Y-%m-%d}"
    key = f"shopify:data-request:{_id(person, orders, context)}:{request}"
    return Reading(events=(
        DataRequested(
            shop=context.shop, key=key, occurred_at=context.received_at, person=person, order_ids=orders, by=BY
        ),
    ))  # fmt: skip


def shop_erased(body: Table, context: Context) -> Reading:
    """shop/redact: forget everybody."""
    key = f"shopify:shop-redact:{identity(body.get('shop_id'), 'the shop')}:{context.received_at:%Y-%m-%d}"
    return Reading(events=(ShopErased(shop=context.shop, key=key, occurred_at=context.received_at, by=BY),))


def _whose(body: Table, orders_under: str) -> tuple[Person, tuple[str, ...]]:
    """UnreadableError if nobody and no order is named."""
    customer, listed = table(body.get("customer")), body.get(orders_under)
    id_ = text(customer.get("id"))
    orders = [f"shopify:{text(each)}" for each in listed if text(each)] if isinstance(listed, list) else []
    person = Person(
        store_id=f"shopify:{id_}" if id_ else "", email=text(customer.get("email")), phone=text(customer.get("phone")),
    )  # fmt: skip
    if person == Person() and not orders:
        raise UnreadableError("it names neither a customer nor an order")
    return person, tuple(orders)


def _id(person: Person, orders: tuple[str, ...], context: Context) -> str:
    """Whose request it is; of whom only an address is told, each delivery's: an address has no place in a key."""
    listed = ",".join(order.rpartition(":")[2] for order in orders[:5])
    return person.store_id.rpartition(":")[2] or listed or context.receipt_id
