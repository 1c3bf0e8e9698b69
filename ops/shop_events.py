"""Bodies as the vendors send them, for the console and the story: orders, fulfilments, tracking, comments.

Shapes: shopify.dev (REST Admin API, webhooks), AfterShip "Webhook overview", Meta "Page feed webhook reference".
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from ops.standins.network import PAGE_ID, Comment

SHOP_DOMAIN = "lumen-demo.myshopify.com"
PRICE = "64.80"
CARRIER, CARRIER_SLUG = "DPD", "dpd"


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer of the demo shop."""

    id: int
    first_name: str
    last_name: str
    email: str
    locale: str
    country: str
    complaint: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


BUYERS = (
    Buyer(7115200600001, "Jana", "Kováčová", "jana.kovacova@example.com", "sk", "SK",
          "Dobrý deň, kde je moja objednávka {order}? Mala prísť už včera a stále nič!"),
    Buyer(7115200600002, "Piotr", "Zieliński", "piotr.zielinski@example.com", "pl", "PL",
          "Dzień dobry, gdzie jest moje zamówienie {order}? Miało być wczoraj."),
    Buyer(7115200600003, "Ioana", "Popescu", "ioana.popescu@example.com", "ro", "RO",
          "Bună ziua, unde este comanda mea {order}? Trebuia să ajungă ieri."),
    Buyer(7115200600004, "Emma", "Clarke", "emma.clarke@example.com", "en", "SK",
          "Hello, where is my order {order}? It should have come yesterday."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A vendor's webhook before it is signed: which source, which bytes, which unsigned headers."""

    source: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sale:
    """An order of the demo shop. `promised`: the delivery date the shop gave."""

    number: int
    id: int
    buyer: Buyer
    promised: date
    placed_at: datetime

    @property
    def name(self) -> str:
        """As shops and customers write it: #1001."""
        return f"#{self.number}"

    @property
    def tracking_number(self) -> str:
        """DPD's, 14 digits."""
        return f"{13000000000000 + self.id % 10**9 * 100 + self.number % 100}"


def sale(number: int, buyer: Buyer, promised: date) -> Sale:
    """A new order; its id is beyond 2^53, as Shopify's can be."""
    return Sale(number, 9_820_982_911_000_000_000 + uuid4().int % 10**12, buyer, promised, datetime.now(UTC))


def order_placed(order: Sale) -> Outgoing:
    """orders/create."""
    buyer, at = order.buyer, _iso(order.placed_at)
    address = {
        "first_name": buyer.first_name, "last_name": buyer.last_name, "country_code": buyer.country, "phone": None,
        "city": "Bratislava", "zip": "81108", "address1": "Dunajská 1",
    }  # fmt: skip
    return _shopify("orders/create", {
        "id": order.id, "admin_graphql_api_id": f"gid://shopify/Order/{order.id}", "name": order.name,
        "order_number": order.number, "number": order.number - 1000, "email": buyer.email, "contact_email": buyer.email,
        "phone": None, "customer_locale": buyer.locale, "created_at": at, "updated_at": at, "processed_at": at,
        "cancelled_at": None, "closed_at": None, "currency": "EUR", "total_price": PRICE, "source_name": "web",
        "financial_status": "paid", "fulfillment_status": None, "test": False, "tags": "",
        "note_attributes": [{"name": "delivery_date", "value": order.promised.isoformat()}],
        "customer": {
            "id": buyer.id, "email": buyer.email, "first_name": buyer.first_name, "last_name": buyer.last_name,
            "phone": None,
        },
        "shipping_address": address, "billing_address": address,
        "shipping_lines": [{"title": "DPD kuriér", "code": "dpd-courier"}],
        "line_items": [{
            "id": order.id + 1, "product_id": 8001, "variant_id": 9001, "sku": "LAMP-02", "quantity": 1,
            "title": "Table lamp Luna", "price": PRICE,
        }],
    })  # fmt: skip


def fulfilment(order: Sale, topic: str, with_number: bool = True, at: datetime | None = None) -> Outgoing:
    """fulfillments/create or fulfillments/update, `topic` being its last word. `at`: when, if not now."""
    now = _iso(at or datetime.now(UTC))
    number = order.tracking_number if with_number else None
    url = f"https://tracking.dpd.example/parcel/{number}" if number else None
    return _shopify(f"fulfillments/{topic}", {
        "id": order.id + 77, "order_id": order.id, "name": f"{order.name}.1", "status": "success",
        "service": "manual", "created_at": now, "updated_at": now, "email": order.buyer.email,
        "tracking_company": CARRIER if number else None, "shipment_status": None, "tracking_number": number,
        "tracking_numbers": [number] if number else [], "tracking_url": url, "tracking_urls": [url] if url else [],
        "line_items": [{"id": order.id + 1, "title": "Table lamp Luna", "quantity": 1}],
    })  # fmt: skip


def tracking(
    order: Sale, tag: str, subtag: str, message: str, at: datetime, eta: date | None = None, event_id: str = ""
) -> Outgoing:
    """tracking_update: `tag` and `subtag` are AfterShip's, `eta` the newest estimate."""
    number = order.tracking_number
    latest = {"type": "specific", "source": "AfterShip", "datetime": eta.isoformat()} if eta else None
    body = {
        "event": "tracking_update", "event_id": event_id or str(uuid4()), "is_tracking_first_tag": True,
        "ts": int(at.timestamp()),
        "msg": {
            "id": f"trk{number}", "tracking_number": number, "slug": CARRIER_SLUG, "tag": tag, "subtag": subtag,
            "subtag_message": message, "title": order.name, "order_number": order.name, "order_id": str(order.id),
            "customer_name": order.buyer.name, "emails": [], "smses": [], "return_to_sender": False,
            "order_promised_delivery_date": order.promised.isoformat(), "expected_delivery": None,
            "latest_estimated_delivery": latest, "active": True,
            "checkpoints": [{
                "slug": CARRIER_SLUG, "checkpoint_time": _iso(at), "message": message, "tag": tag, "subtag": subtag,
                "location": "Žilina", "raw_tag": "X",
            }],
        },
    }  # fmt: skip
    headers = {"as-webhook-version": "2026-01", "User-Agent": "AfterShip-Webhook"}
    return Outgoing("aftership", _json(body), headers)


def comment_added(comment: Comment) -> Outgoing:
    """A page's feed: somebody commented (or the page itself did)."""
    at = int(comment.at.timestamp())
    value = {
        "item": "comment", "verb": "add", "from": {"id": comment.author_id, "name": comment.author},
        "post_id": comment.post, "comment_id": comment.id, "parent_id": comment.parent, "created_time": at,
        "message": comment.text,
        "post": {"permalink_url": f"https://www.facebook.com/{comment.post}", "id": comment.post},
    }  # fmt: skip
    body = {"object": "page", "entry": [{"id": PAGE_ID, "time": at, "changes": [{"field": "feed", "value": value}]}]}
    # As Meta transmits it: ASCII only, with lower-case escapes.
    return Outgoing("meta", json.dumps(body, separators=(",", ":")).encode(), {"User-Agent": "facebookexternalua"})


def refunded(order_id: str, refund_id: str, amount: str, note: str) -> Outgoing:
    """refunds/create: money went back, and nothing was sent back."""
    moved = {"id": int(refund_id) + 1, "order_id": int(order_id), "kind": "refund", "status": "success",
             "amount": amount, "currency": "EUR", "gateway": "bogus"}  # fmt: skip
    return _shopify("refunds/create", {
        "id": int(refund_id), "order_id": int(order_id), "created_at": _iso(datetime.now(UTC)), "note": note,
        "restock": False, "transactions": [moved], "refund_line_items": [],
    })  # fmt: skip


def _shopify(topic: str, body: dict[str, Any]) -> Outgoing:
    return Outgoing("shopify", _json(body), {
        "X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": SHOP_DOMAIN, "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": str(uuid4()), "X-Shopify-Event-Id": str(uuid4()),
        "X-Shopify-Triggered-At": _iso(datetime.now(UTC)),
    })  # fmt: skip


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
