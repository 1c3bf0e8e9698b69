from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.care.events import CustomerErased, DataRequested, Person, ShopErased
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import shopify
from tests.sources.payloads import CONTEXT, NOW, delivery, read

AT = datetime(2026, 11, 23, 9, 15, 1, 123456, tzinfo=UTC)  # when Shopify was told to send it
ORDERS = ("shopify:9820982911946154508",)
JANA = Person(store_id="shopify:7115254620512387", email="jana.kovacova@example.com")


def test_customers_redact() -> None:
    assert read("shopify", "customers_redact").events == (CustomerErased(
        shop="demo", key="shopify:redact:7115254620512387:2026-11-23", occurred_at=AT, person=JANA, order_ids=ORDERS,
        by="shopify", told=True,
    ),)  # fmt: skip


def test_customers_data_request() -> None:
    person = replace(JANA, phone="+421 905 123 456")
    assert read("shopify", "customers_data_request").events == (DataRequested(
        shop="demo", key="shopify:data-request:7115254620512387:9999", occurred_at=AT, person=person,
        order_ids=ORDERS, by="shopify",
    ),)  # fmt: skip


def test_shop_redact() -> None:
    key = "shopify:shop-redact:954889:2026-11-23"
    assert read("shopify", "shop_redact").events == (ShopErased(shop="demo", key=key, occurred_at=AT, by="shopify"),)


def test_who_comes_back_and_is_redacted_again_is_no_duplicate() -> None:
    sent = delivery("shopify", "customers_redact")
    headers = {**sent.headers, "x-shopify-triggered-at": "2026-12-30T09:00:00Z"}
    again = shopify.read(replace(sent, headers=headers), replace(CONTEXT, received_at=NOW + timedelta(days=40)))
    assert again.events[0].key != read("shopify", "customers_redact").events[0].key


@pytest.mark.parametrize("topic", ["customers/redact", "customers/data_request"])
def test_two_of_whom_only_the_address_is_told_are_two(topic: str) -> None:
    keys = set()
    for who in ("jana", "eva"):
        body = b'{"customer": {"email": "%s@example.com"}}' % who.encode()
        given = Delivery(headers={"x-shopify-topic": topic}, body=body)
        (event,) = shopify.read(given, replace(CONTEXT, receipt_id=f"receipt-{len(keys)}")).events
        assert who not in event.key
        keys.add(event.key)
    assert len(keys) == 2


def test_a_guest_is_known_by_the_orders() -> None:
    headers = {"x-shopify-topic": "customers/redact"}
    (event,) = shopify.read(Delivery(headers=headers, body=b'{"orders_to_redact": [5, 6]}'), CONTEXT).events
    assert isinstance(event, CustomerErased)
    assert (event.order_ids, event.key) == (("shopify:5", "shopify:6"), "shopify:redact:5,6:2026-11-25")


@pytest.mark.parametrize("topic", ["customers/redact", "customers/data_request"])
@pytest.mark.parametrize("body", [b"{}", b'{"customer": [], "orders_to_redact": {}}', b'{"customer": {"id": null}}'])
def test_a_request_that_names_nobody_is_parked(topic: str, body: bytes) -> None:
    with pytest.raises(UnreadableError):
        shopify.read(Delivery(headers={"x-shopify-topic": topic}, body=body), CONTEXT)
