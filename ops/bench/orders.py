"""The orders of the shop that is measured, from the first webhook to the door."""

import json
from datetime import timedelta

from chalicelib.receipts import Delivery
from ops import shop_events
from ops.bench.incoming import PROMISED, cancelled, sale, scan, ses, ses_says, store_tells, vendor, went_out
from ops.bench.shop import Shop
from ops.shop_events import Sale


def bought(shop: Shop) -> None:
    """Orders are placed, changed, paid and sent."""
    first = sale(1001)
    vendor(shop, "OrderPlaced: a new customer", shop_events.order_placed(first), "a")
    vendor(shop, "OrderPlaced: the same webhook again", shop_events.order_placed(first), "a")
    vendor(shop, "OrderPlaced: the same order by another webhook", shop_events.order_placed(first), "b")
    shop.delivers()
    vendor(shop, "OrderPlaced: a known customer", shop_events.order_placed(sale(1002)), "c")
    cancelled(shop, sale(1002), "x")
    shop.delivers()
    shop.later(hours=20)
    _changes(shop, first)
    for topic, kind in (("create", "ParcelsShipped"), ("update", "ParcelsShipped: nothing new")):
        sent = shop_events.fulfilment(first, topic, at=shop.now)
        vendor(shop, kind, sent, topic, topic=f"fulfillments/{topic}")
    shop.delivers()
    _left(shop, first)
    scan(shop, "ParcelScanned: on its way", "InTransit", "InTransit_003")
    scan(shop, "ParcelScanned: still on its way", "InTransit", "InTransit_002")


def _changes(shop: Shop, order: Sale) -> None:
    """What Shopify tells of an order that was placed and paid: its newest state again after each change of anything."""
    told = json.loads(shop_events.order_placed(order).body)
    store_tells(shop, "OrderPaid", told, "paid", "e")
    for kind, number in (("OrderChanged", "f"), ("OrderChanged: the same again", "g")):
        store_tells(shop, kind, {**told, "updated_at": shop.now.isoformat(), "tags": number}, "updated", number)


def _left(shop: Shop, order: Sale) -> None:
    """Shopify tells of the parcels again when all of an order has left."""
    parcel = json.loads(shop_events.fulfilment(order, "create", at=shop.now).body)
    told = {**json.loads(shop_events.order_placed(order).body), "fulfillments": [parcel]}
    store_tells(shop, "OrderFulfilled", told, "fulfilled", "h")


def late(shop: Shop) -> None:
    """The first one is late, and its customer is told."""
    shop.later(hours=3)
    scan(shop, "ParcelScanned: late, with a new date", "Exception", "Exception_017", PROMISED + timedelta(days=2))
    shop.delivers()
    shop.later(hours=3)
    scan(shop, "ParcelScanned: late, nothing new", "InTransit", "InTransit_007", PROMISED + timedelta(days=2))
    notice = next(row for row in went_out(shop, "late_parcel"))
    shop.once("MailReported: send", lambda: ses_says(shop, "Send", notice))
    said = ses(shop, "Bounce", notice, bounceType="Transient").encode()
    delivery = Delivery(headers={"x-amz-sns-message-id": f"bounce-{notice}"}, body=said)
    shop.admits("MailReported: bounce", "ses", delivery)
