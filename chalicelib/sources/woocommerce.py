"""WooCommerce: orders by webhook.

Facts, from WooCommerce's documentation ("Webhooks", the REST API's "Orders") and the source of WC_Webhook:
- X-WC-Webhook-Signature is the base64 HMAC-SHA256 of the raw body. The key is the secret after WordPress has decoded
  its HTML entities, so `a&amp;b` signs as `a&b`. Bodies escape slashes and letters: only the raw bytes verify.
- When a webhook is created, the shop posts the form `webhook_id=<n>`, unsigned and without any X-WC header, and wants
  an answer of exactly 200. Nothing is done on it.
- X-WC-Webhook-Delivery-ID is made of the webhook and the second: two orders in one second share it. A receipt's id
  covers the body as well, so it swallows nothing.
- Nothing is sent again. After some failures the shop switches the webhook off, silently. So every order.updated, which
  has the whole order, also tells of the order itself: one whose order.created was lost is known from it.

What the orders look like stands in woocommerce_orders.
"""

import re
from collections.abc import Callable
from datetime import datetime

from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources import woocommerce_orders
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, document, text

# What WordPress decodes (wp_specialchars_decode with ENT_QUOTES), in its own order: "&amp;" is the last.
ENTITIES = (
    (re.compile("&quot;|&#0*34;|&#x0*22;", re.IGNORECASE), '"'),
    (re.compile("&#0*39;|&#x0*27;", re.IGNORECASE), "'"),
    (re.compile("&lt;|&#0*60;|&#x0*3c;", re.IGNORECASE), "<"),
    (re.compile("&gt;|&#0*62;|&#x0*3e;", re.IGNORECASE), ">"),
    (re.compile("&amp;|&#0*38;|&#x0*26;", re.IGNORECASE), "&"),
)
PING = re.compile(rb"webhook_id=[0-9]{1,20}")
READERS: dict[str, Callable[[Table, Context], Reading]] = {
    "order.created": woocommerce_orders.created,
    "order.updated": woocommerce_orders.updated,
    "order.restored": woocommerce_orders.restored,
    "order.deleted": woocommerce_orders.deleted,
}
# Whole families of topics that concern nobody here, and why.
IGNORED_FAMILIES = {
    "customer": "customers are known from their orders",
    "product": "nothing is done on products",
    "coupon": "nothing is done on coupons",
    "action": "an action of the shop's own; nothing is done on it",
}


def delivery_id(delivery: Delivery) -> str:
    """The id of the webhook and the second; with the body it names one delivery."""
    return _header(delivery, "delivery-id")


def ping(delivery: Delivery) -> bool:
    """Is this the unsigned form by which a new webhook tries the address? Never what could be an order."""
    named = any(name.startswith("x-wc-") for name in delivery.headers)
    return not named and PING.fullmatch(delivery.body) is not None


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - WooCommerce signs no time
    """Check the HMAC of the body."""
    keys = [_decoded(secret) for secret in live(secrets)]
    verify_hmac([delivery.body], _header(delivery, "signature"), keys, header="X-WC-Webhook-Signature")


def read(delivery: Delivery, context: Context) -> Reading:
    """What an order's delivery tells; UnreadableError without the order's id."""
    topic = _header(delivery, "topic").lower()
    reader = READERS.get(topic)
    if reader is None:
        why = IGNORED_FAMILIES.get(topic.partition(".")[0])
        return Reading(ignored=why) if why else Reading(unknown=topic or "(no topic)")
    return reader(document(delivery.body), context)


def _decoded(secret: str) -> str:
    """The secret as WordPress signs with it."""
    for entity, character in ENTITIES:
        secret = entity.sub(character, secret)
    return secret


def _header(delivery: Delivery, name: str) -> str:
    return text(delivery.headers.get(f"x-wc-webhook-{name}"))
