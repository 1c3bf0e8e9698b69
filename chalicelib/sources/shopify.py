"""Shopify: orders and fulfilments.

Facts, from shopify.dev ("Webhooks", "Verify webhook deliveries", the REST Admin API's Order and Fulfillment):
- X-Shopify-Hmac-Sha256 is the base64 HMAC-SHA256 of the raw body with the app's client secret; after a rotation
  deliveries may come with the old one for an hour. Headers are not signed: topic, shop and ids are hints.
  The "Events" product drops the `X-` of the headers.
- X-Shopify-Webhook-Id is the same for one delivery and its retries. Answer within 5 s; 8 retries in 4 hours, then
  the subscription may be removed.
- One client secret signs for every shop that has the app. So the address names the shop, and if the secret has
  "domain", X-Shopify-Shop-Domain must say the same.
- Ids are 64 bits. `phone`, `email` and `customer` may be null, "" or absent. There is no promised delivery date:
  shops keep it in note attributes. A fulfilment's `status` says whether the request worked, not where the parcel is.
- The admin's test notification carries X-Shopify-Test or `test: true`; a tracking number can be any text.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import astuple
from datetime import date, datetime
from hashlib import sha256

from chalicelib.care.events import (
    Item,
    OrderCancelled,
    OrderPlaced,
    ParcelsShipped,
    Person,
    Shipment,
    parcel_number,
)
from chalicelib.errors import RefusedError
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources import fields
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, day, document, first, identity, instant, link, rows, table, text, texts

PRIVACY = "a privacy request: kept for the operator, it must be carried out within 30 days (docs/runbook.md)"
LATER = "nothing is done on this topic"
# Topics that concern nobody here, and why. A topic that is in no table is unknown: stored, counted and shown.
IGNORED = {
    "customers/data_request": PRIVACY,
    "customers/redact": PRIVACY,
    "shop/redact": PRIVACY,
    "app/uninstalled": "the app was taken off the shop; deliveries end here",
    "orders/updated": "orders are known from orders/create; this topic fires for every tag",
    "orders/paid": "orders are known from orders/create",
    "orders/fulfilled": "parcels are known from fulfillments/*",
    "orders/partially_fulfilled": "parcels are known from fulfillments/*",
    "orders/edited": LATER,
    "orders/delete": LATER,
    "fulfillment_events/create": "carries no tracking number, and carriers tell the same",
    "fulfillment_events/delete": "carries no tracking number",
    "refunds/create": LATER,
}
# The same for whole families of topics.
IGNORED_FAMILIES = {"returns": LATER, "reverse_deliveries": LATER, "fulfillment_orders": LATER, "customers": LATER}

# What shops call the promised date in note attributes, in the form `_attribute` gives.
PROMISE_ATTRIBUTES = frozenset({"delivery_date", "promised_delivery_date", "promised_delivery", "dátum_doručenia"})
# A fulfilment request that did not work ships nothing.
FAILED_FULFILMENTS = {"cancelled", "error", "failure"}
# Carriers print at most some 40 characters; a longer text is a note in the wrong field.
LONGEST_NUMBER = 60


def delivery_id(delivery: Delivery) -> str:
    """Shopify's id of this delivery and its retries."""
    return _header(delivery, "webhook-id")


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - Shopify signs no time
    """Check the HMAC, and the shop's domain if the secret names one."""
    given = _header(delivery, "hmac-sha256")
    verify_hmac([delivery.body], given, live(secrets), header="X-Shopify-Hmac-Sha256")
    domain, said = text(secrets.get("domain")).lower(), _header(delivery, "shop-domain").lower()
    if domain and said != domain:
        raise RefusedError(
            "X-Shopify-Shop-Domain is not the secret's \"domain\": this shop's webhook goes to another shop's address, "
            "or the domain in the secret is wrong (it ends with .myshopify.com)"
        )


def read(delivery: Delivery, context: Context) -> Reading:
    """Orders placed and cancelled, parcels shipped; UnreadableError for a known topic without its ids."""
    topic = _header(delivery, "topic").lower()
    why = IGNORED.get(topic) or IGNORED_FAMILIES.get(topic.partition("/")[0])
    if why:
        return Reading(ignored=why)
    reader = READERS.get(topic)
    if reader is None:
        return Reading(unknown=topic or "(no topic)")
    body = document(delivery.body)
    if _header(delivery, "test").lower() == "true" or body.get("test") is True:
        return Reading(ignored="a test notification of Shopify's admin")
    return reader(body, context)


def _placed(body: Table, context: Context) -> Reading:
    id_ = identity(body.get("id"), "the order's id")
    placed = OrderPlaced(
        shop=context.shop, key=f"shopify:order-placed:{id_}", order_id=f"shopify:{id_}",
        occurred_at=instant(body.get("created_at")) or context.received_at,
        name=first(body.get("name"), id_), person=_person(body), items=_items(body),
        total=money(text(body.get("total_price")), text(body.get("currency"))),
        promised_on=_promised_on(body), in_person=text(body.get("source_name")) == "pos",
    )  # fmt: skip
    # An imported order may come cancelled already.
    return Reading(events=(placed, *(_cancelled(body, context).events if text(body.get("cancelled_at")) else ())))


def _cancelled(body: Table, context: Context) -> Reading:
    id_ = identity(body.get("id"), "the order's id")
    at = instant(body.get("cancelled_at")) or instant(body.get("updated_at")) or context.received_at
    key = f"shopify:order-cancelled:{id_}"
    return Reading(events=(OrderCancelled(shop=context.shop, key=key, occurred_at=at, order_id=f"shopify:{id_}"),))


def _shipped(body: Table, context: Context) -> Reading:
    id_ = identity(body.get("id"), "the fulfilment's id")
    order = identity(body.get("order_id"), "the fulfilment's order_id")
    if text(body.get("status")) in FAILED_FULFILMENTS:
        return Reading(ignored=f"the fulfilment is {text(body.get('status'))}: nothing was shipped by it")
    shipments = _shipments(body)
    if not shipments:
        return Reading(ignored="no tracking number yet")
    event = ParcelsShipped(
        shop=context.shop, key=f"shopify:parcels-shipped:{order}:{id_}:{_digest(shipments)}",
        occurred_at=instant(body.get("updated_at")) or instant(body.get("created_at")) or context.received_at,
        order_id=f"shopify:{order}", shipments=shipments,
    )  # fmt: skip
    return Reading(events=(event,))


READERS: dict[str, Callable[[Table, Context], Reading]] = {
    "orders/create": _placed,
    "orders/cancelled": _cancelled,
    "fulfillments/create": _shipped,
    "fulfillments/update": _shipped,
}


def _shipments(body: Table) -> tuple[Shipment, ...]:
    """One per tracking number, in the store's order; the singular fields repeat the first of the lists."""
    numbers = texts(body.get("tracking_numbers")) or [text(body.get("tracking_number"))]
    urls = texts(body.get("tracking_urls")) or [text(body.get("tracking_url"))]
    carrier = text(body.get("tracking_company"))
    found: dict[str, Shipment] = {}
    for position, raw in enumerate(numbers):
        number = parcel_number(raw)
        if _is_number(number):
            url = link(urls[position]) if position < len(urls) else ""
            found.setdefault(number, Shipment(number=number, carrier=carrier, tracking_url=url))
    return tuple(found.values())


def _is_number(number: str) -> bool:
    # "N/A", "-" or "personal pickup" in the field would make one parcel of many customers' orders.
    return any(character.isdigit() for character in number) and len(number) <= LONGEST_NUMBER


def _digest(shipments: tuple[Shipment, ...]) -> str:
    """The same set of parcels has the same digest, in whatever order they come."""
    return sha256(repr(sorted(astuple(shipment) for shipment in shipments)).encode()).hexdigest()[:20]


def _person(body: Table) -> Person | None:
    customer, home = table(body.get("customer")), table(table(body.get("customer")).get("default_address"))
    shipping, billing = table(body.get("shipping_address")), table(body.get("billing_address"))
    id_ = text(customer.get("id"))
    # Names of the payer before the receiver's: a present is addressed to somebody else.
    person = Person(
        store_id=f"shopify:{id_}" if id_ else "",
        email=_email(body.get("email")) or _email(body.get("contact_email")) or _email(customer.get("email")),
        phone=first(body.get("phone"), customer.get("phone"), shipping.get("phone"), billing.get("phone")),
        first_name=first(customer.get("first_name"), billing.get("first_name"), shipping.get("first_name")),
        last_name=first(customer.get("last_name"), billing.get("last_name"), shipping.get("last_name")),
        locale=first(body.get("customer_locale"), customer.get("locale")),
        country=first(shipping.get("country_code"), billing.get("country_code"), home.get("country_code")).upper(),
    )
    return None if person == Person() else person


def _email(value: object) -> str:
    found = text(value)
    return found if "@" in found and not any(character.isspace() for character in found) else ""


def _items(body: Table) -> tuple[Item, ...]:
    return tuple(
        Item(text(line.get("title")), fields.whole(line.get("quantity"), 1), text(line.get("product_id")))
        for line in rows(body.get("line_items"))
    )


def _promised_on(body: Table) -> date | None:
    attributes = rows(body.get("note_attributes"))
    days = (day(each.get("value")) for each in attributes if _attribute(each.get("name")) in PROMISE_ATTRIBUTES)
    return next((found for found in days if found), None)


def _attribute(name: object) -> str:
    """An attribute's name as in PROMISE_ATTRIBUTES: "_Delivery-Date" and "delivery date" are one."""
    plain = unicodedata.normalize("NFC", text(name)).casefold()
    return plain.replace("-", "_").replace(" ", "_").strip("_")


def _header(delivery: Delivery, name: str) -> str:
    return text(delivery.headers.get(f"x-shopify-{name}") or delivery.headers.get(f"shopify-{name}"))
