"""What is asked of Shopify's orders, and how an order of GraphQL looks as its webhooks have it. The only place of both.

- GraphQL writes enums in capitals (PAID, IN_TRANSIT), webhooks in lower case; `legacyResourceId` is the webhook's id.
- Lists are cut off at `first`. Of an order with more lines nothing is said of its lines: half of them would look as if
  the others had been taken away.
- `shippingLines` leaves out those that were removed, which webhooks mark. `shippingLine` may be another than the first.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.sources.fields import rows, table, text

QUERY = """
query($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes {
      legacyResourceId name email phone customerLocale sourceName test currencyCode
      createdAt updatedAt processedAt cancelledAt displayFinancialStatus displayFulfillmentStatus
      totalPriceSet { shopMoney { amount } }
      currentTotalPriceSet { shopMoney { amount } }
      customAttributes { key value }
      customer { legacyResourceId email phone firstName lastName locale defaultAddress { countryCodeV2 } }
      shippingLines(first: 5) { nodes { title } }
      shippingAddress { firstName lastName phone countryCodeV2 }
      billingAddress { firstName lastName phone countryCodeV2 }
      lineItems(first: 30) {
        pageInfo { hasNextPage }
        nodes { title quantity currentQuantity product { legacyResourceId } }
      }
      fulfillments(first: 10) {
        legacyResourceId status createdAt updatedAt
        trackingInfo(first: 10) { company number url }
        events(first: 10) { nodes { status happenedAt estimatedDeliveryAt message } }
      }
      refunds(first: 10) {
        legacyResourceId note createdAt
        totalRefundedSet { shopMoney { amount currencyCode } }
        refundLineItems(first: 5) { nodes { quantity lineItem { title product { legacyResourceId } } } }
      }
    }
  }
}
"""
Node = Mapping[str, Any]


def as_webhook(node: Node) -> dict[str, Any]:
    """The order as orders/updated has it, its refunds as refunds/create, its scans as fulfillment_events/create."""
    id_, lines = text(node.get("legacyResourceId")), table(node.get("lineItems"))
    body: dict[str, Any] = {
        "id": id_, "name": node.get("name"), "email": node.get("email"), "phone": node.get("phone"),
        "customer_locale": node.get("customerLocale"), "source_name": node.get("sourceName"),
        "test": node.get("test"), "currency": node.get("currencyCode"),
        "created_at": node.get("createdAt"), "updated_at": node.get("updatedAt"),
        "processed_at": node.get("processedAt"), "cancelled_at": node.get("cancelledAt"),
        "financial_status": text(node.get("displayFinancialStatus")).lower(),
        "fulfillment_status": text(node.get("displayFulfillmentStatus")).lower(),
        "total_price": _amount(node.get("totalPriceSet")),
        "current_total_price": _amount(node.get("currentTotalPriceSet")),
        "note_attributes": [
            {"name": each.get("key"), "value": each.get("value")} for each in rows(node.get("customAttributes"))
        ],
        "customer": _customer(table(node.get("customer"))),
        "shipping_lines": rows(table(node.get("shippingLines")).get("nodes")),
        "shipping_address": _address(table(node.get("shippingAddress"))),
        "billing_address": _address(table(node.get("billingAddress"))),
        "fulfillments": [_fulfilment(each, id_) for each in rows(node.get("fulfillments"))],
        "refunds": [_refund(each, id_) for each in rows(node.get("refunds"))],
        "fulfillment_events": [
            _scan(event, text(each.get("legacyResourceId")), id_)
            for each in rows(node.get("fulfillments"))
            for event in rows(table(each.get("events")).get("nodes"))
        ],
    }  # fmt: skip
    if table(lines.get("pageInfo")).get("hasNextPage") is not True:
        body["line_items"] = [_line(each) for each in rows(lines.get("nodes"))]
    return body


def _amount(bag: object) -> str:
    return text(table(table(bag).get("shopMoney")).get("amount"))


def _customer(node: Node) -> dict[str, Any] | None:
    return {
        "id": text(node.get("legacyResourceId")), "email": node.get("email"), "phone": node.get("phone"),
        "first_name": node.get("firstName"), "last_name": node.get("lastName"), "locale": node.get("locale"),
        "default_address": _address(table(node.get("defaultAddress"))),
    } if node else None  # fmt: skip


def _address(node: Node) -> dict[str, Any] | None:
    return {
        "first_name": node.get("firstName"), "last_name": node.get("lastName"), "phone": node.get("phone"),
        "country_code": node.get("countryCodeV2"),
    } if node else None  # fmt: skip


def _line(node: Node) -> dict[str, Any]:
    return {
        "title": node.get("title"), "quantity": node.get("quantity"), "current_quantity": node.get("currentQuantity"),
        "product_id": text(table(node.get("product")).get("legacyResourceId")),
    }  # fmt: skip


def _fulfilment(node: Node, order: str) -> dict[str, Any]:
    tracking = rows(node.get("trackingInfo"))
    return {
        "id": text(node.get("legacyResourceId")), "order_id": order, "status": text(node.get("status")).lower(),
        "created_at": node.get("createdAt"), "updated_at": node.get("updatedAt"),
        "tracking_company": next((each.get("company") for each in tracking), None),
        "tracking_numbers": [text(each.get("number")) for each in tracking],
        "tracking_urls": [text(each.get("url")) for each in tracking],
    }  # fmt: skip


def _scan(node: Node, fulfilment: str, order: str) -> dict[str, Any]:
    return {
        "fulfillment_id": fulfilment, "order_id": order, "status": text(node.get("status")).lower(),
        "happened_at": node.get("happenedAt"), "estimated_delivery_at": node.get("estimatedDeliveryAt"),
        "message": node.get("message"),
    }  # fmt: skip


def _refund(node: Node, order: str) -> dict[str, Any]:
    money = table(table(node.get("totalRefundedSet")).get("shopMoney"))
    amount = text(money.get("amount"))
    moved = {"kind": "refund", "status": "success", "amount": amount, "currency": money.get("currencyCode")}
    return {
        "id": text(node.get("legacyResourceId")), "order_id": order, "note": node.get("note"),
        "created_at": node.get("createdAt"), "transactions": [moved] if amount.strip("0.") else [],
        "refund_line_items": [
            {"quantity": each.get("quantity"), "line_item": _line(table(each.get("lineItem")))}
            for each in rows(table(node.get("refundLineItems")).get("nodes"))
        ],
    }  # fmt: skip
