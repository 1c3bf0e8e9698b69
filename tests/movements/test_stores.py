"""What stores tell, from the signed delivery to the mail: the whole way, without a stack."""

import json
from dataclasses import replace

import pytest

from chalicelib.mail_parts import Scene, Signer, mail_context
from chalicelib.rendering.render import render_mail
from ops.simulation.world import DEMO, World
from tests.sources.payloads import body

WAKEFUL = replace(DEMO, quiet=replace(DEMO.quiet, start="00:00", end="00:00"))
HOLD = {
    "fulfillment_order": {"id": "gid://shopify/FulfillmentOrder/1", "order_id": "gid://shopify/Order/1001000"},
    "created_fulfillment_hold": {"id": "gid://shopify/FulfillmentHold/1", "reason": "inventory_out_of_stock"},
}


@pytest.fixture
def world() -> World:
    return World(policies={"demo": WAKEFUL})


def hold(world: World) -> str:
    return world.happens("shopify", json.dumps(HOLD).encode(), topic="fulfillment_orders/placed_on_hold")


@pytest.mark.parametrize("language", ["en", "sk", "pl", "ro", "ru"])
def test_items_out_of_stock_are_told_in_a_mail_with_the_reason(world: World, language: str) -> None:
    world.order()
    hold(world)
    (job,) = [job for job in world.email.jobs if job.row.kind == "late_parcel"]
    context = mail_context(Scene(job.row, job.world, job.policy), Signer((b"k",), "https://care.example"))
    assert (context["delay"].reason, context["delay"].fault, context["order"].name) == ("stock", "shop", "#1001")
    mail = render_mail("late_parcel", language, context)
    assert "#1001" in mail.subject
    assert world.tally("late_told|before_asked=yes") == 1
    assert world.tally("parcel_late|reason=stock") == 1


def test_a_store_of_woocommerce_has_its_whole_story(world: World) -> None:
    world.happens("woocommerce", body("woocommerce", "order_created_backorder"))
    assert "late_parcel" in world.email.kinds()
    order = json.loads(body("woocommerce", "order_updated_completed")) | {"id": 730, "number": "1004"}
    receipt = world.receipt(world.happens("woocommerce", json.dumps(order).encode(), topic="order.updated"))
    assert receipt.status == "done"
    assert "order_shipped" in world.email.kinds()
    (known,) = world.subjects("order")
    assert (len(known.parcel_ids), known.left_at is not None, known.state) == (2, True, "open")


def test_a_carrier_that_speaks_our_own_json_makes_a_parcel_late(world: World) -> None:
    world.order()
    world.ships()
    scan = {
        "type": "parcel.scanned.v1", "timestamp": world.now.isoformat(),
        "data": {"number": "N1", "state": "exception", "reason": "weather", "eta": "2026-12-09"},
    }  # fmt: skip
    world.happens("standard", json.dumps(scan).encode())
    assert "late_parcel" in world.email.kinds()


def test_what_does_not_fit_is_parked_and_names_the_field(world: World) -> None:
    told = {"type": "order.paid.v1", "timestamp": world.now.isoformat(), "data": {"order": "1"}}
    receipt = world.receipt(world.happens("standard", json.dumps(told).encode()))
    assert receipt.status == "parked"
    assert "unknown field `order`" in receipt.fate
