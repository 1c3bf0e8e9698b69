"""Shopify's fulfillment_events/* and fulfillment_orders/*; fulfillments/* stand in test_shopify.py."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.care.events import FulfilmentScanned, Item, ItemsUnavailable, ParcelsShipped, ParcelState, Reason
from chalicelib.sources import shopify_parcels
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, read

ORDER, FULFILMENT = "shopify:9820982911946154508", "shopify:5859193618564291233"
AT = datetime(2026, 11, 25, 7, 2, tzinfo=UTC)


def test_fulfillment_events_create() -> None:
    assert read("shopify", "fulfillment_events_create") == Reading(events=(
        FulfilmentScanned(
            shop="demo", occurred_at=AT, order_id=ORDER, fulfilment_id=FULFILMENT, eta=date(2026, 11, 25),
            key="shopify:fulfilment-scanned:5859193618564291233:out_for_delivery:20261125T070200:2026-11-25",
            state=ParcelState.OUT_FOR_DELIVERY, vendor_status="out_for_delivery", detail="Kuriér je na ceste",
        ),
    ))  # fmt: skip


def test_a_missed_attempt_blames_nobody() -> None:
    assert read("shopify", "fulfillment_events_create_attempted") == Reading(events=(
        FulfilmentScanned(
            shop="demo", occurred_at=datetime(2026, 11, 25, 8, 31, tzinfo=UTC), order_id=ORDER,
            key="shopify:fulfilment-scanned:5859193618564291233:attempted_delivery:20261125T083100:",
            fulfilment_id=FULFILMENT, state=ParcelState.EXCEPTION, reason=Reason.OTHER,
            vendor_status="attempted_delivery",
        ),
    ))  # fmt: skip


def test_an_unknown_status_is_kept_as_a_word() -> None:
    (event,) = read("shopify", "fulfillment_events_create_unknown_status").events
    assert isinstance(event, FulfilmentScanned)
    assert (event.state, event.vendor_status, event.reason) == (ParcelState.UNKNOWN, "waiting_for_drone", None)


@pytest.mark.parametrize(("status", "state"), shopify_parcels.STATES.items())
def test_every_status_of_the_table(status: str, state: ParcelState) -> None:
    body = {"order_id": 1, "fulfillment_id": 2, "status": status.upper()}
    (event,) = shopify_parcels.scanned(body, CONTEXT).events
    assert isinstance(event, FulfilmentScanned)
    assert event.state is state


def test_a_scan_that_was_taken_back_is_ignored() -> None:
    assert "stays" in read("shopify", "fulfillment_events_delete").ignored


def test_one_parcel_of_two_orders_is_shipped_for_each() -> None:
    (one,) = read("shopify", "fulfillments_update").events
    (other,) = read("shopify", "fulfillments_create_one_parcel_of_two_orders").events
    assert isinstance(one, ParcelsShipped)
    assert isinstance(other, ParcelsShipped)
    assert one.shipments == other.shipments
    assert (one.order_id, one.key) != (other.order_id, other.key)


def test_a_hold_for_lack_of_stock() -> None:
    assert read("shopify", "fulfillment_orders_placed_on_hold") == Reading(events=(
        ItemsUnavailable(
            shop="demo", key="shopify:items-unavailable:9820982911946154508:77", order_id=ORDER,
            occurred_at=datetime(2026, 11, 24, 15, 5, 2, 123456, tzinfo=UTC),
            items=(Item("Stolová lampa Luna", 1, "8101"),),
        ),
    ))  # fmt: skip


def test_other_holds_concern_nobody() -> None:
    reading = read("shopify", "fulfillment_orders_placed_on_hold_fraud")
    assert reading == Reading(ignored="held, but not for lack of stock: high_risk_of_fraud")
    assert read("shopify", "fulfillment_orders_hold_released").ignored
    assert shopify_parcels.on_hold({}, CONTEXT) == Reading(ignored="held, but not for lack of stock: no reason given")


def test_a_hold_that_names_no_order_is_shown_to_the_operator() -> None:
    assert "include order_id" in read("shopify", "fulfillment_orders_placed_on_hold_no_order").unknown


def test_the_holds_of_older_versions_of_the_api_are_read_too() -> None:
    held = {"id": "gid://shopify/FulfillmentOrder/5", "order_id": 7, "fulfillment_holds": [{"reason": "other"}]}
    assert shopify_parcels.on_hold({"fulfillment_order": held}, CONTEXT).ignored
    held["fulfillment_holds"] = [{"reason": "other"}, {"reason": "inventory_out_of_stock"}]
    (event,) = shopify_parcels.on_hold({"fulfillment_order": held}, CONTEXT).events
    assert event.key == "shopify:items-unavailable:7:5"
