"""Shopify: orders, fulfilments and their scans, refunds, returns, holds for lack of stock.

Facts, from shopify.dev ("Webhooks", "Verify webhook deliveries", the REST Admin API's resources):
- X-Shopify-Hmac-Sha256 is the base64 HMAC-SHA256 of the raw body with the app's client secret; after a rotation
  deliveries may come with the old one for an hour. Headers are not signed: topic, shop and ids are hints.
  The "Events" product drops the `X-` of the headers.
- X-Shopify-Webhook-Id is the same for one delivery and its retries. Answer within 5 s; 8 retries in 4 hours, then
  the subscription may be removed. A retry sends the original payload.
- One client secret signs for every shop that has the app. So the address names the shop, and if the secret has
  "domain", X-Shopify-Shop-Domain must say the same.
- The admin's test notification carries X-Shopify-Test or `test: true`.

What the payloads look like stands in the modules that read them: shopify_orders, shopify_parcels, shopify_returns.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chalicelib.errors import RefusedError
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources import shopify_orders, shopify_parcels, shopify_privacy, shopify_returns
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, document, instant, text

LATER = "nothing is done on this topic"
# Topics that concern nobody here, and why. A topic that is in no table is unknown: stored, counted and shown.
IGNORED = {
    "app/uninstalled": "the app was taken off the shop; deliveries end here",
    "fulfillment_events/delete": "a scan was taken back in the store; what is known of the parcel stays",
}
# The same for whole families of topics, where no reader is named below.
IGNORED_FAMILIES = {
    "reverse_deliveries": "a return's own parcel; the return itself is told by returns/*",
    "fulfillment_orders": "of these only a hold for lack of stock concerns customers",
    "customers": LATER,
}
READERS: dict[str, Callable[[Table, Context], Reading]] = {
    "orders/create": shopify_orders.placed,
    "orders/updated": shopify_orders.changed,
    "orders/edited": shopify_orders.edited,
    "orders/paid": shopify_orders.paid,
    "orders/cancelled": shopify_orders.cancelled,
    "orders/delete": shopify_orders.deleted,
    "orders/fulfilled": shopify_orders.fulfilled,
    "orders/partially_fulfilled": shopify_orders.partially_fulfilled,
    "fulfillments/create": shopify_parcels.shipped,
    "fulfillments/update": shopify_parcels.shipped,
    "fulfillment_events/create": shopify_parcels.scanned,
    "fulfillment_orders/placed_on_hold": shopify_parcels.on_hold,
    "refunds/create": shopify_returns.refunded,
    "returns/request": shopify_returns.requested,
    "returns/approve": shopify_returns.approved,
    "returns/decline": shopify_returns.declined,
    "returns/update": shopify_returns.updated,
    "returns/process": shopify_returns.processed,
    "returns/cancel": shopify_returns.cancelled,
    "returns/close": shopify_returns.closed,
    "returns/reopen": shopify_returns.reopened,
    "customers/data_request": shopify_privacy.requested,
    "customers/redact": shopify_privacy.erased,
    "shop/redact": shopify_privacy.shop_erased,
}


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
    """The events of a topic; UnreadableError for a known topic without its ids."""
    topic = _header(delivery, "topic").lower()
    reader = READERS.get(topic)
    if reader is None:
        why = IGNORED.get(topic) or IGNORED_FAMILIES.get(topic.partition("/")[0])
        return Reading(ignored=why) if why else Reading(unknown=topic or "(no topic)")
    body = document(delivery.body)
    if _header(delivery, "test").lower() == "true" or body.get("test") is True:
        return Reading(ignored="a test notification of Shopify's admin")
    # For what names no time of its own: when Shopify was told to send it, which a retry hours later still says.
    triggered = instant(_header(delivery, "triggered-at")) or context.received_at
    return reader(body, replace(context, received_at=min(triggered, context.received_at)))


def _header(delivery: Delivery, name: str) -> str:
    return text(delivery.headers.get(f"x-shopify-{name}") or delivery.headers.get(f"shopify-{name}"))
