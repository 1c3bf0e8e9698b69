"""Shopify's orders/*: the whole reading of every payload."""

import json
from datetime import UTC, date, datetime

import pytest

from chalicelib.care.events import (
    Item,
    Money,
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    ParcelsShipped,
    Person,
)
from chalicelib.receipts import Delivery
from chalicelib.sources import shopify
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, body, read
from tests.sources.test_shopify import JANA, PLACED

ID = "9820982911946154508"
ORDER = f"shopify:{ID}"
LAMP = Item("Stolová lampa Luna", 1, "8101")


def changed(name: str) -> OrderChanged:
    reading = read("shopify", name)
    (event,) = reading.events
    assert isinstance(event, OrderChanged)
    assert (reading.ignored, reading.unknown) == ("", "")
    return event


def of(topic: str, order: dict[str, object]) -> Reading:
    return shopify.read(Delivery(headers={"x-shopify-topic": topic}, body=json.dumps(order).encode()), CONTEXT)


def test_orders_updated_says_what_the_order_is_now() -> None:
    event = changed("orders_updated")
    there = Person(**{name: getattr(JANA, name) for name in JANA.__dataclass_fields__} | {"country": "CZ"})
    assert event == OrderChanged(
        shop="demo", key=event.key, occurred_at=datetime(2026, 11, 24, 8, tzinfo=UTC), order_id=ORDER, person=there,
        items=(LAMP, Item("Žiarovka E27", 1, "")), total=Money(4290, "EUR"), promised_on=date(2026, 12, 1),
        shipping="DPD kuriér",
    )  # fmt: skip
    assert event.key.startswith(f"shopify:order-changed:{ID}:2026-11-24:")


def test_a_tag_is_the_same_change() -> None:
    """The same meaning under another delivery id and another time."""
    assert changed("orders_updated_tag_only").key == changed("orders_updated").key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "other@example.com"), ("current_total_price", "41.00"), ("note_attributes", []), ("line_items", []),
        ("shipping_address", {"country_code": "PL"}), ("updated_at", "2026-11-25T09:00:00+01:00"),
        ("shipping_lines", [{"title": "DPD Express"}]),
    ],
)  # fmt: skip
def test_what_matters_is_another_change(field: str, value: object) -> None:
    order = json.loads(body("shopify", "orders_updated"))
    assert of("orders/updated", order | {field: value}).events[0].key != changed("orders_updated").key


def test_a_method_that_was_taken_off_the_order_is_not_its_method() -> None:
    """Shopify keeps removed lines in the list."""
    lines = [{"title": "DPD kuriér", "is_removed": True}, {"title": "DPD Express", "is_removed": False}]
    order = json.loads(body("shopify", "orders_updated")) | {"shipping_lines": lines}
    (event,) = of("orders/updated", order).events
    assert isinstance(event, OrderChanged)
    assert event.shipping == "DPD Express"


def test_what_an_update_does_not_tell_is_not_told() -> None:
    (event,) = of("orders/updated", {"id": 1, "updated_at": "2026-11-24T09:00:00+01:00"}).events
    assert isinstance(event, OrderChanged)
    assert (event.person, event.items, event.total, event.promised_on, event.shipping) == (None, None, None, None, "")


def test_an_update_of_a_cancelled_order_is_the_cancellation_again() -> None:
    assert read("shopify", "orders_updated_cancelled") == read("shopify", "orders_cancelled")
    assert isinstance(read("shopify", "orders_cancelled").events[0], OrderCancelled)


def test_orders_edited_says_only_that_it_was() -> None:
    assert changed("orders_edited") == OrderChanged(
        shop="demo", key=f"shopify:order-edited:{ID}:78912328793", order_id=ORDER,
        occurred_at=datetime(2026, 11, 24, 9, 21, tzinfo=UTC),
    )  # fmt: skip


def test_orders_paid() -> None:
    assert read("shopify", "orders_paid") == Reading(events=(
        OrderPaid(shop="demo", key=f"shopify:order-paid:{ID}", order_id=ORDER,
                  occurred_at=datetime(2026, 11, 23, 9, 16, 30, tzinfo=UTC)),
    ))  # fmt: skip


def test_orders_delete_happened_when_it_was_triggered() -> None:
    assert read("shopify", "orders_delete") == Reading(events=(
        OrderDeleted(shop="demo", key=f"shopify:order-deleted:{ID}", order_id=ORDER,
                     occurred_at=datetime(2026, 11, 24, 15, 5, 2, 123456, tzinfo=UTC)),
    ))  # fmt: skip


def test_a_trigger_in_the_future_is_not_believed() -> None:
    headers = {"x-shopify-topic": "orders/delete", "x-shopify-triggered-at": "2036-11-24T15:05:02Z"}
    (event,) = shopify.read(Delivery(headers=headers, body=b'{"id": 1}'), CONTEXT).events
    assert event.occurred_at == CONTEXT.received_at


def test_orders_fulfilled_tells_of_the_same_parcels_as_their_fulfilment() -> None:
    left = OrderFulfilled(
        shop="demo", key=f"shopify:order-fulfilled:{ID}", order_id=ORDER,
        occurred_at=datetime(2026, 11, 24, 13, 30, tzinfo=UTC),
    )  # fmt: skip
    (parcels,) = read("shopify", "fulfillments_update").events
    assert read("shopify", "orders_fulfilled") == Reading(events=(parcels, left))
    assert read("shopify", "orders_fulfilled_untracked") == Reading(events=(left,))


def test_orders_partially_fulfilled_is_its_parcels() -> None:
    assert read("shopify", "orders_partially_fulfilled") == read("shopify", "fulfillments_update_two_parcels")
    assert of("orders/partially_fulfilled", {"id": 1}) == Reading(ignored="no tracking number yet")


def test_an_imported_order_brings_its_parcels() -> None:
    order = json.loads(body("shopify", "orders_fulfilled"))
    assert [type(event) for event in of("orders/create", order).events] == [OrderPlaced, ParcelsShipped]


def test_an_order_without_lines_or_anybody() -> None:
    (event,) = read("shopify", "orders_create_empty_items").events
    assert event == OrderPlaced(
        shop="demo", key="shopify:order-placed:9820982911946154511", order_id="shopify:9820982911946154511",
        occurred_at=PLACED.occurred_at, name="#1005", person=Person(locale="sk"), total=Money(4590, "EUR"),
        shipping="DPD kuriér",
    )  # fmt: skip


def test_names_in_any_script() -> None:
    (event,) = read("shopify", "orders_create_unicode").events
    assert isinstance(event, OrderPlaced)
    assert event.person is not None
    assert (event.name, event.person.first_name, event.person.last_name) == ("№ 1006", "Ольга", "Ștefănescu-Żółć")
