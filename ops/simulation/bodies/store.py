"""Shopify and the carriers: orders, parcels, scans, and what becomes of them."""

import json
from datetime import date, datetime
from typing import Any

from ops.simulation.bodies.made import as_json

JANA = {
    "id": 77, "first_name": "Jana", "last_name": "Kováčová", "email": "jana@example.sk", "phone": "+421905123456",
}  # fmt: skip


def order(
    number: int, at: datetime, promised: date | None, customer: dict[str, Any] | None = None, country: str = "SK"
) -> bytes:
    """Shopify orders/create of order #<number>, whose id is <number>000."""
    buyer = customer or JANA
    return as_json({
        "id": number * 1000, "name": f"#{number}", "created_at": at.isoformat(), "currency": "EUR",
        "total_price": "49.90", "email": buyer["email"], "phone": buyer["phone"], "customer_locale": "sk",
        "customer": buyer, "shipping_address": {"country_code": country}, "source_name": "web",
        "line_items": [{"title": "Lamp", "quantity": 1, "product_id": 1}],
        "note_attributes": [{"name": "delivery_date", "value": promised.isoformat()}] if promised else [],
    })  # fmt: skip


def changed(number: int, at: datetime, promised: date, customer: dict[str, Any], country: str) -> bytes:
    """Shopify orders/updated: another delivery date."""
    body = json.loads(order(number, at, promised, customer, country))
    return as_json({**body, "updated_at": at.isoformat()})


def on_hold(number: int) -> bytes:
    """Shopify fulfillment_orders/placed_on_hold: the lamp is out of stock."""
    held = {"id": number * 1000 + 5, "order_id": number * 1000}
    return as_json({
        "fulfillment_order": held,
        "created_fulfillment_hold": {"id": number * 1000 + 6, "reason": "INVENTORY_OUT_OF_STOCK"},
        "held_fulfillment_order_line_items": [{"title": "Lamp", "quantity": 1}],
    })  # fmt: skip


def redact(customer: dict[str, Any]) -> bytes:
    """Shopify customers/redact."""
    whom = {name: customer[name] for name in ("id", "email", "phone")}
    return as_json({"shop_id": 5, "customer": whom, "orders_to_redact": []})


def cancelled(number: int, at: datetime) -> bytes:
    """Shopify orders/cancelled."""
    return as_json({"id": number * 1000, "name": f"#{number}", "cancelled_at": at.isoformat()})


def paid(number: int, at: datetime) -> bytes:
    """Shopify orders/paid."""
    return as_json({"id": number * 1000, "name": f"#{number}", "updated_at": at.isoformat()})


def refunded(number: int, at: datetime) -> bytes:
    """Shopify refunds/create: money for the lamp of order #<number> went back, once."""
    lamp = {"quantity": 1, "line_item": {"title": "Lamp", "product_id": 1}}
    paid = {"kind": "refund", "status": "success", "amount": "9.90", "currency": "EUR"}
    return as_json({
        "id": number * 1000 + 8, "order_id": number * 1000, "created_at": at.isoformat(), "note": "scratched",
        "refund_line_items": [lamp], "transactions": [paid],
    })  # fmt: skip


def sent_back(number: int, at: datetime) -> bytes:
    """Shopify returns/*: the lamp of order #<number>. The topic says what became of it."""
    lamp = {"quantity": 1, "customer_note": "too dark", "fulfillment_line_item": {"line_item": {"product_id": 1}}}
    return as_json({
        "id": number * 1000 + 9, "order": {"id": number * 1000}, "updated_at": at.isoformat(),
        "return_line_items": [lamp],
    })  # fmt: skip


def shipped(number: int, at: datetime, *parcels: str) -> bytes:
    """Shopify fulfillments/create."""
    return as_json({
        "id": number * 1000 + 7, "order_id": number * 1000, "status": "success", "updated_at": at.isoformat(),
        "tracking_company": "DPD", "tracking_numbers": list(parcels),
        "tracking_urls": [f"https://tracking.dpd.example/{parcel}" for parcel in parcels],
    })  # fmt: skip


def scan(
    parcel: str, at: datetime, tag: str = "InTransit", subtag: str = "", eta: date | None = None, number: int = 1001,
    event_id: str = "e1", words: str = "",
) -> bytes:  # fmt: skip
    """AfterShip tracking_update."""
    return as_json({
        "event": "tracking_update", "event_id": event_id, "ts": int(at.timestamp()),
        "msg": {
            "tracking_number": parcel, "slug": "dpd", "tag": tag, "subtag": subtag, "order_number": f"#{number}",
            "latest_estimated_delivery": {"type": "specific", "datetime": eta.isoformat()} if eta else None,
            "checkpoints": [{"checkpoint_time": at.isoformat(), "message": words, "tag": tag, "subtag": subtag}],
        },
    })  # fmt: skip
