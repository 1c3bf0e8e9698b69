import json
from datetime import UTC, date, datetime

import pytest

from chalicelib.care.events import Item, Money, OrderCancelled, OrderPlaced, ParcelsShipped, Person, Shipment
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import shopify
from chalicelib.sources.base import Reading
from ops.signing import sign
from tests.sources.payloads import CONTEXT, NOW, body, delivery, lower, read
from tests.sources.signature_cases import SignatureCases

JANA = Person(
    store_id="shopify:7115254620512387", email="jana.kovacova@example.com", phone="+421 905 123 456",
    first_name="Jana", last_name="Kováčová", locale="sk", country="SK",
)  # fmt: skip
PLACED = OrderPlaced(
    shop="demo", key="shopify:order-placed:9820982911946154508", occurred_at=datetime(2026, 11, 23, 9, 15, tzinfo=UTC),
    order_id="shopify:9820982911946154508", name="#1001", person=JANA,
    items=(Item("Stolová lampa Luna", 1, "8101"), Item("Žiarovka E27", 2, "")),
    total=Money(4590, "EUR"), promised_on=date(2026, 11, 27), in_person=False, shipping="DPD kuriér",
)  # fmt: skip
DPD = "https://www.dpdgroup.com/sk/mydpd/my-parcels/search?parcelNumber=05265091234567"


# A hold has its reason looked at first; the published sample of returns/process is an empty object.
MAY_LACK_IDS = {"fulfillment_orders/placed_on_hold", "returns/process"}


class TestSignature(SignatureCases):
    name, header, body = "shopify", "x-shopify-hmac-sha256", body("shopify", "orders_create")


def only(vendor_event: str) -> object:
    reading = read("shopify", vendor_event)
    assert (len(reading.events), reading.ignored, reading.unknown) == (1, "", "")
    return reading.events[0]


def of(topic: str, text: str) -> Reading:
    return shopify.read(Delivery(headers={"x-shopify-topic": topic}, body=text.encode()), CONTEXT)


def test_orders_create() -> None:
    assert only("orders_create") == PLACED


def test_orders_create_of_a_guest_has_no_customer() -> None:
    placed = only("orders_create_guest")
    assert isinstance(placed, OrderPlaced)
    assert placed.person == Person(
        email="jana.kovacova@example.com", phone="+421 905 123 456", first_name="Jana", last_name="Kováčová",
        locale="sk-SK", country="HU",
    )  # fmt: skip
    assert (placed.order_id, placed.total, placed.promised_on) == (
        "shopify:9820982911946154509", Money(125000, "HUF"), None,
    )  # fmt: skip


def test_orders_create_that_names_nobody() -> None:
    placed = only("orders_create_null_customer")
    assert isinstance(placed, OrderPlaced)
    assert (placed.person, placed.name, placed.in_person) == (None, "#1003", False)


def test_orders_create_at_the_till_is_in_person() -> None:
    placed = only("orders_create_pos")
    assert isinstance(placed, OrderPlaced)
    assert (placed.in_person, placed.person) == (True, None)


def test_a_test_notification_is_ignored() -> None:
    assert read("shopify", "orders_create_test") == Reading(ignored="a test notification of Shopify's admin")


def test_orders_cancelled() -> None:
    assert only("orders_cancelled") == OrderCancelled(
        shop="demo", key="shopify:order-cancelled:9820982911946154508",
        occurred_at=datetime(2026, 11, 24, 7, tzinfo=UTC), order_id="shopify:9820982911946154508",
    )  # fmt: skip


def test_an_order_that_comes_cancelled_is_placed_and_cancelled() -> None:
    reading = of("orders/create", '{"id": 5, "name": "#5", "cancelled_at": "2026-11-24T08:00:00+01:00"}')
    assert [type(event) for event in reading.events] == [OrderPlaced, OrderCancelled]


def test_fulfillments_create_without_a_number_waits() -> None:
    assert read("shopify", "fulfillments_create") == Reading(ignored="no tracking number yet")


def test_fulfillments_update() -> None:
    shipped = only("fulfillments_update")
    assert isinstance(shipped, ParcelsShipped)
    assert shipped == ParcelsShipped(
        shop="demo", key=shipped.key, occurred_at=datetime(2026, 11, 24, 14, 5, tzinfo=UTC),
        order_id="shopify:9820982911946154508", fulfilment_id="shopify:5859193618564291233",
        shipments=(Shipment(number="05265091234567", carrier="DPD", tracking_url=DPD),),
    )  # fmt: skip
    assert shipped.key.startswith("shopify:parcels-shipped:9820982911946154508:5859193618564291233:")


def test_fulfillments_update_with_two_parcels() -> None:
    shipped = only("fulfillments_update_two_parcels")
    assert isinstance(shipped, ParcelsShipped)
    assert shipped.shipments == (
        Shipment(number="05265091234567", carrier="DPD", tracking_url=DPD),
        Shipment(number="05265091234568", carrier="DPD", tracking_url=""),
    )


def test_a_messy_number_is_one_parcel_and_its_link_no_script() -> None:
    shipped = only("fulfillments_update_messy_number")
    assert isinstance(shipped, ParcelsShipped)
    assert shipped.shipments == (Shipment(number="#☠1☢---4321", carrier="Other", tracking_url=""),)


def test_a_cancelled_fulfilment_ships_nothing() -> None:
    reading = read("shopify", "fulfillments_update_cancelled")
    assert reading == Reading(ignored="the fulfilment is cancelled: nothing was shipped by it")


def test_the_meaning_of_a_shipment_is_its_parcels_not_their_order_nor_the_time() -> None:
    text = '{"id": 1, "order_id": 2, "updated_at": "%s", "tracking_numbers": %s}'
    first = of("fulfillments/update", text % ("2026-11-24T15:00:00Z", '["A1", "B2"]')).events[0]
    again = of("fulfillments/create", text % ("2026-11-25T15:00:00Z", '["B2", "a1 "]')).events[0]
    other = of("fulfillments/update", text % ("2026-11-24T15:00:00Z", '["A1", "C3"]')).events[0]
    assert first.key == again.key != other.key


def test_an_unknown_topic_is_unknown() -> None:
    assert read("shopify", "carts_update") == Reading(unknown="carts/update")
    assert of("", "{}") == Reading(unknown="(no topic)")


@pytest.mark.parametrize("topic", ["customers/update", "reverse_deliveries/attach_deliverable", "app/uninstalled"])
def test_other_known_topics_say_why_they_are_ignored(topic: str) -> None:
    assert of(topic, "{}").ignored


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", '{"id": null}', '{"id": 1.5}', '{"id": ""}', '{"id": "' + "9" * 200 + '"}']
)
@pytest.mark.parametrize("topic", sorted(set(shopify.READERS) - MAY_LACK_IDS))
def test_what_lacks_its_id_is_unreadable(topic: str, text: str) -> None:
    with pytest.raises(UnreadableError):
        of(topic, text)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("delivery_date", "2026-11-27", date(2026, 11, 27)),
        ("_Delivery-Date", "2026-11-27T10:00:00+01:00", date(2026, 11, 27)),
        ("Promised delivery date", " 2026-11-27 ", date(2026, 11, 27)),
        ("Da\u0301tum dorucˇenia", "2026-11-27", None),
        ("Dátum doručenia", "27.11.2026", None),
        ("delivery_date", "", None),
        ("delivery_date", "0001-01-01", None),
        ("delivery_notes", "2026-11-27", None),
    ],
)
def test_promised_date_in_note_attributes(name: str, value: str, expected: date | None) -> None:
    order = {"id": 1, "note_attributes": [{"name": "x"}, 7, {"name": name, "value": value}]}
    placed = of("orders/create", json.dumps(order)).events[0]
    assert isinstance(placed, OrderPlaced)
    assert placed.promised_on == expected


def test_delivery_id_is_the_webhook_id_in_either_form() -> None:
    assert shopify.delivery_id(Delivery(headers={"x-shopify-webhook-id": "w1"})) == "w1"
    assert shopify.delivery_id(Delivery(headers={"shopify-webhook-id": "w2"})) == "w2"
    assert shopify.delivery_id(Delivery()) == ""


def test_headers_without_x_are_read_too() -> None:
    good = delivery("shopify", "orders_create")
    bare = Delivery(headers={name.removeprefix("x-"): value for name, value in good.headers.items()}, body=good.body)
    shopify.verify(bare, {"signing": ["a-new-secret"]}, NOW)
    assert shopify.read(bare, CONTEXT).events == (PLACED,)


@pytest.mark.parametrize("said", ["lumen-demo.myshopify.com", "LUMEN-demo.myshopify.com"])
def test_the_right_domain(said: str) -> None:
    secrets = {"signing": ["s"], "domain": "lumen-demo.myshopify.com"}
    headers = lower(sign("shopify", b"{}", secrets, NOW, domain=said))
    assert shopify.verify(Delivery(headers=headers, body=b"{}"), secrets, NOW) is None


def test_another_shops_domain_under_the_same_app_secret_is_refused() -> None:
    secrets = {"signing": ["s"], "domain": "lumen-demo.myshopify.com"}
    headers = lower(sign("shopify", b"{}", secrets, NOW, domain="other.myshopify.com"))
    with pytest.raises(RefusedError, match="Shop-Domain"):
        shopify.verify(Delivery(headers=headers, body=b"{}"), secrets, NOW)
