"""WooCommerce: signatures, the ping, and the whole reading of every payload."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib import gate
from chalicelib.care.events import (
    Item,
    ItemsUnavailable,
    Money,
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    ParcelsShipped,
    Person,
    RefundMade,
    Shipment,
)
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery, receipt_id
from chalicelib.sources import woocommerce
from chalicelib.sources.base import Reading, Secrets
from chalicelib.store.memory import MemoryStore
from ops.signing import FORM, sign
from tests.sources.payloads import CONTEXT, NOW, body, lower, read
from tests.sources.signature_cases import SignatureCases

ORDER = "woocommerce:727"
JANA = Person(
    store_id="woocommerce:25", email="jana.kovacova@example.com", phone="+421 905 123 456", first_name="Jana",
    last_name="Kováčová", locale="sk", country="CZ",
)  # fmt: skip
ITEMS = (Item("Stolová lampa Luna", 1, "93"), Item("Žiarovka E27", 2, "94"))
PLACED = OrderPlaced(
    shop="demo", key="woocommerce:order-placed:727", occurred_at=datetime(2026, 11, 23, 9, 15, tzinfo=UTC),
    order_id=ORDER, name="#1001", person=JANA, items=ITEMS, total=Money(4590, "EUR"), promised_on=date(2026, 11, 27),
    shipping="DPD kuriér",
)  # fmt: skip
PAID = OrderPaid(
    shop="demo", key="woocommerce:order-paid:727:20261123T091502", order_id=ORDER,
    occurred_at=datetime(2026, 11, 23, 9, 15, 2, tzinfo=UTC),
)  # fmt: skip
DPD = "https://www.dpdgroup.com/sk/mydpd/my-parcels/search?parcelNumber=05265091234567"
PINGED = Delivery(headers=lower(FORM), body=b"webhook_id=7")


class TestSignature(SignatureCases):
    name, header, body = "woocommerce", "x-wc-webhook-signature", body("woocommerce", "order_created")


def events(name: str) -> tuple[object, ...]:
    reading = read("woocommerce", name)
    assert (reading.ignored, reading.unknown) == ("", "")
    return reading.events


def of(topic: str, order: object) -> Reading:
    headers = {"x-wc-webhook-topic": topic}
    return woocommerce.read(Delivery(headers=headers, body=json.dumps(order).encode()), CONTEXT)


# the signature
@pytest.mark.parametrize(
    ("kept", "signs"),
    [
        ("a&amp;b", "a&b"), ("&quot;&#39;&#039;&#x27;", "\"'''"), ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ("&amp;lt;", "&lt;"), ("&copy;", "&copy;"), ("a&b<c>", "a&b<c>"),
    ],
)  # fmt: skip
def test_a_secret_signs_as_wordpress_decodes_it(kept: str, signs: str) -> None:
    signed = Delivery(headers=lower(sign("woocommerce", b"{}", {"signing": [signs]}, NOW)), body=b"{}")
    woocommerce.verify(signed, {"signing": [kept]}, NOW)


def test_an_encoded_secret_does_not_sign() -> None:
    signed = Delivery(headers=lower(sign("woocommerce", b"{}", {"signing": ["a&amp;b"]}, NOW)), body=b"{}")
    with pytest.raises(RefusedError):
        woocommerce.verify(signed, {"signing": ["a&amp;b"]}, NOW)


# the ping
def posted(delivery: Delivery, store: MemoryStore, secrets: Secrets | None = None) -> gate.Answer:
    def secret(shop: str, source: str) -> Secrets:
        assert (shop, source) == ("demo", "woocommerce")
        return secrets or {"signing": ["s"]}

    return gate.receive("woocommerce", "demo", delivery, store, secret, NOW, shops={"demo"})


def test_a_new_webhook_tries_the_address_and_nothing_else_is_done() -> None:
    store = MemoryStore()
    assert posted(PINGED, store).status == 200
    assert store.due(NOW + timedelta(days=1), 10)[1] == []


@pytest.mark.parametrize(
    "delivery",
    [
        replace(PINGED, body=b"webhook_id="),
        replace(PINGED, body=b"webhook_id=7&id=1"),
        replace(PINGED, body=b"webhook_id=7\n"),
        replace(PINGED, body=b"webhook_id=x"),
        replace(PINGED, body=b" webhook_id=7"),
        replace(PINGED, body=b'{"id": 1}'),
        replace(PINGED, body=b""),
        replace(PINGED, body=b"webhook_id=" + b"7" * 1000),
        replace(PINGED, headers=PINGED.headers | {"X-WC-Webhook-Topic": "order.deleted"}),
        replace(PINGED, headers=PINGED.headers | {"x-wc-webhook-signature": "x"}),
    ],
)
def test_nothing_but_the_ping_goes_without_a_signature(delivery: Delivery) -> None:
    store = MemoryStore()
    assert posted(delivery, store).status == 401
    assert store.due(NOW + timedelta(days=1), 10)[1] == []


def test_the_ping_is_of_no_use_to_another_source() -> None:
    store = MemoryStore()
    answer = gate.receive("shopify", "demo", PINGED, store, lambda *_: {"signing": ["s"]}, NOW, shops={"demo"})
    assert answer.status == 401


def test_a_ping_for_a_shop_nobody_knows_is_not_accepted() -> None:
    answer = gate.receive("woocommerce", "other", PINGED, MemoryStore(), lambda *_: {}, NOW, shops={"demo"})
    assert answer.status == 503


# deliveries
def test_two_orders_of_one_second_share_the_delivery_id_and_are_two_receipts() -> None:
    one, two = ({"x-wc-webhook-delivery-id": "d", "x-wc-webhook-topic": "order.created"} for _ in range(2))
    ids = {
        receipt_id("woocommerce", "demo", woocommerce.delivery_id(Delivery(headers=headers)), content)
        for headers, content in ((one, b'{"id":1}'), (two, b'{"id":2}'))
    }
    assert len(ids) == 2


def test_order_created() -> None:
    assert events("order_created") == (PLACED, PAID)


def test_a_guest_without_lines_who_has_not_paid() -> None:
    (placed,) = events("order_created_guest")
    assert isinstance(placed, OrderPlaced)
    assert placed.person == replace(JANA, store_id="", locale="", country="SK")
    assert (placed.items, placed.promised_on, placed.name) == ((), None, "#1002")


def test_an_order_without_an_address_and_with_a_number_of_its_own() -> None:
    (placed,) = events("order_created_no_email")
    assert isinstance(placed, OrderPlaced)
    assert placed.person == Person(first_name="Ольга", last_name="Ștefănescu-Żółć", country="CZ")
    assert (placed.name, placed.order_id) == ("#SK-2026/1003", "woocommerce:729")


def test_ids_beyond_what_a_float_holds() -> None:
    placed, _ = events("order_created_big_id")
    assert isinstance(placed, OrderPlaced)
    assert placed.person is not None
    assert (placed.order_id, placed.person.store_id) == (
        "woocommerce:9820982911946154508", "woocommerce:7115254620512387",
    )  # fmt: skip


def test_lines_on_backorder() -> None:
    missing = events("order_created_backorder")[-1]
    assert isinstance(missing, ItemsUnavailable)
    assert missing == ItemsUnavailable(
        shop="demo", key=missing.key, occurred_at=datetime(2026, 11, 23, 9, 15, 4, tzinfo=UTC),
        order_id="woocommerce:730", items=ITEMS[:1], backordered=True,
    )  # fmt: skip
    assert missing.key.startswith("woocommerce:items-unavailable:730:")


def test_a_variations_line_names_the_product_too_and_a_deleted_products_none() -> None:
    order = json.loads(body("woocommerce", "order_created_backorder"))
    lamp, bulb = order["line_items"][:2]
    lamp |= {"name": "Lampa Luna - biela", "parent_name": "Lampa Luna", "product_id": 93, "variation_id": 20}
    bulb |= {"name": "Stará žiarovka", "parent_name": None, "product_id": 0, "variation_id": 0}
    placed, *_, missing = of("order.created", order).events
    assert isinstance(placed, OrderPlaced)
    assert isinstance(missing, ItemsUnavailable)
    luna = Item("Lampa Luna - biela", 1, "93", "Lampa Luna")
    assert (placed.items[:2], missing.items[:1]) == ((luna, Item("Stará žiarovka", 2)), (luna,))


def test_what_is_sent_is_missing_no_more() -> None:
    order = json.loads(body("woocommerce", "order_created_backorder")) | {"status": "completed"}
    assert not [each for each in of("order.updated", order).events if isinstance(each, ItemsUnavailable)]


def test_an_update_tells_of_the_order_too_and_a_note_is_the_same_change() -> None:
    placed, change, paid = events("order_updated")
    assert isinstance(change, OrderChanged)
    assert (placed, paid) == (replace(PLACED, total=Money(4290, "EUR")), PAID)
    assert change == OrderChanged(
        shop="demo", key=change.key, occurred_at=datetime(2026, 11, 23, 11, tzinfo=UTC), order_id=ORDER, person=JANA,
        items=ITEMS, total=Money(4290, "EUR"), promised_on=date(2026, 11, 27), shipping="DPD kuriér",
    )  # fmt: skip
    noted = events("order_updated_note_only")[1]
    assert isinstance(noted, OrderChanged)
    assert noted.key == change.key


def test_completed_is_sent_with_its_parcels_and_not_delivered() -> None:
    left = OrderFulfilled(
        shop="demo", key="woocommerce:order-fulfilled:727", order_id=ORDER,
        occurred_at=datetime(2026, 11, 24, 14, 4, tzinfo=UTC),
    )  # fmt: skip
    *_, sent, parcels = events("order_updated_completed")
    assert sent == left
    assert isinstance(parcels, ParcelsShipped)
    assert parcels == ParcelsShipped(
        shop="demo", key=parcels.key, occurred_at=datetime(2026, 11, 24, 14, 5, tzinfo=UTC), order_id=ORDER,
        shipments=(
            Shipment(number="05265091234567", carrier="DPD", tracking_url=DPD),
            Shipment(number="Z1234567890", carrier="packeta"),
        ),
    )  # fmt: skip
    assert events("order_updated_completed_untracked")[-1] == left


def test_a_list_that_php_wrote_as_an_object_has_the_same_parcels() -> None:
    order = json.loads(body("woocommerce", "order_updated_completed"))
    listed = order["meta_data"][-1]["value"]
    order["meta_data"][-1]["value"] = {"1": listed[0], "2": listed[1]}
    assert of("order.updated", order).events == read("woocommerce", "order_updated_completed").events


def test_a_failed_payment_that_is_made_again_is_another_end_if_it_fails_later() -> None:
    failed, cancelled = events("order_updated_failed")[-1], events("order_updated_cancelled")[-1]
    assert failed == OrderCancelled(
        shop="demo", key="woocommerce:order-cancelled:727:unpaid", order_id=ORDER,
        occurred_at=datetime(2026, 11, 23, 9, 20, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(cancelled, OrderCancelled)
    assert cancelled.key == "woocommerce:order-cancelled:727:20261123T091502"
    assert PAID not in events("order_updated_cancelled")


def test_refunds() -> None:
    *_, one, two = events("order_updated_refunded")
    at = datetime(2026, 11, 28, 10, 0, 5, tzinfo=UTC)
    assert one == RefundMade(
        shop="demo", key="woocommerce:refund:727:740", occurred_at=at, order_id=ORDER, refund_id="woocommerce:740",
        amount=Money(300, "EUR"), reason="Žiarovka prišla rozbitá",
    )  # fmt: skip
    assert two == RefundMade(
        shop="demo", key="woocommerce:refund:727:741", occurred_at=at, order_id=ORDER, refund_id="woocommerce:741",
        amount=Money(4290, "EUR"),
    )  # fmt: skip


def test_a_plugins_status_is_kept_as_unknown_and_the_order_is_known_all_the_same() -> None:
    reading = read("woocommerce", "order_updated_unknown_status")
    assert reading.unknown == "order status awaiting-pickup"
    assert [type(event) for event in reading.events] == [OrderPlaced, OrderChanged, OrderPaid]


def test_a_draft_is_no_order() -> None:
    assert read("woocommerce", "order_created_draft") == Reading(ignored="a draft, not an order yet")


def test_deleted_and_restored() -> None:
    assert events("order_deleted") == (
        OrderDeleted(shop="demo", key="woocommerce:order-deleted:727:2026-11-25", occurred_at=NOW, order_id=ORDER),
    )  # fmt: skip
    placed, back, paid = events("order_restored")
    assert (placed, paid) == (PLACED, PAID)
    assert isinstance(back, OrderChanged)
    assert (back.key, back.occurred_at, back.person) == ("woocommerce:order-restored:727:2026-11-25", NOW, JANA)


@pytest.mark.parametrize("name", ["customer_created", "action"])
def test_other_topics_say_why_they_are_ignored(name: str) -> None:
    assert read("woocommerce", name).ignored


def test_an_unknown_topic_is_unknown() -> None:
    assert read("woocommerce", "subscription_created") == Reading(unknown="subscription.created")
    assert of("", {}) == Reading(unknown="(no topic)")


@pytest.mark.parametrize("topic", sorted(woocommerce.READERS))
@pytest.mark.parametrize("value", [{}, {"id": None}, {"id": 1.5}, [], None])
def test_what_lacks_its_id_is_unreadable(topic: str, value: object) -> None:
    with pytest.raises(UnreadableError):
        of(topic, value)
