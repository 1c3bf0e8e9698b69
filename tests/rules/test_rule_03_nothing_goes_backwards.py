"""Rule 3: nothing goes backwards, whatever the order of the webhooks.

Seen to fail with: the ENDED line left out of parcel_progress._moved; `or parcel.tracking_url` left out of _shipped;
state_at not compared; the alias of an order's name left out of `scanned`;
placed_at not looked at in order_known.placed.
"""

from datetime import timedelta
from itertools import permutations

import pytest

from chalicelib.care.events import OrderPlaced
from chalicelib.process import process
from ops.simulation import bodies
from ops.simulation.world import DUE, LATE, World


def test_a_late_scan_after_delivery_changes_nothing_but_the_timeline(world: World) -> None:
    world.order()
    world.ships()
    world.scan("Delivered")
    parcel = world.parcel
    lines = len(world.lines(parcel.ref))
    for tag in ("InTransit", "OutForDelivery", "Exception"):
        world.later(minutes=1).scan(tag, eta=LATE)
    assert world.parcel == parcel
    assert world.the_order().state == "delivered"
    assert len(world.lines(parcel.ref)) == lines + 3
    assert "late_parcel" not in world.email.kinds()


@pytest.mark.parametrize("first", ["lost", "found"])
def test_a_lost_parcel_that_arrives_after_all_is_delivered_in_whatever_order_that_is_told(
    world: World, first: str
) -> None:
    world.order()
    world.ships()
    lost, found = world.now, world.now + timedelta(hours=30)
    told = [lambda: world.scan("Exception", "Exception_013", at=lost), lambda: world.scan("Delivered", at=found)]
    world.later(hours=31)
    for tell in told if first == "lost" else reversed(told):
        tell()
        world.later(minutes=1)
    assert (world.parcel.state, world.parcel.delivered_at) == ("delivered", found)
    assert world.the_order().state == "delivered"


def test_an_older_scan_that_comes_later_does_not_move_the_parcel_back(world: World) -> None:
    world.order()
    world.ships()
    made = world.now
    world.later(hours=5).scan("OutForDelivery", at=world.now)
    world.scan("InTransit", at=made + timedelta(hours=1))
    assert world.parcel.state == "out_for_delivery"


def test_what_is_known_is_not_overwritten_by_absence(world: World) -> None:
    world.order()
    world.ships("N1")
    body = bodies.shipped(1001, world.now, "N1", "N2").replace(
        b'"tracking_company": "DPD"', b'"tracking_company": null'
    )
    world.happens("shopify", body.replace(b"https://tracking.dpd.example/N1", b""), topic="fulfillments/update")
    first = next(parcel for parcel in world.subjects("parcel") if parcel.number == "N1")
    assert (first.carrier, first.tracking_url) == ("DPD", "https://tracking.dpd.example/N1")
    assert len(world.the_order().parcel_ids) == 2


@pytest.mark.parametrize("order", list(permutations(["order", "ships", "late"])))
def test_in_whatever_order_they_come_the_customer_hears_once_that_it_is_late(world: World, order: list[str]) -> None:
    for what in order:
        getattr(world, what)()
        world.later(minutes=1)
    assert world.email.kinds().count("late_parcel") == 1
    assert world.email.kinds().count("order_shipped") == 1
    assert world.parcel.order_ids == ("shopify:1001000",)
    assert world.the_order().promise is not None
    assert world.the_order().promise.on == DUE


def test_a_scan_before_its_order_waits_for_it_though_the_store_never_tells_of_a_shipment(world: World) -> None:
    world.late()
    assert world.email.sent == []
    world.later(hours=1).order()
    assert "late_parcel" in world.email.kinds()
    assert world.the_order().parcel_ids == (world.parcel.id,)


def test_an_order_that_another_source_tells_again_resets_nothing(world: World) -> None:
    world.order()
    world.ships()
    world.scan("Delivered")
    before = world.the_order()
    later = world.now + timedelta(hours=1)
    again = OrderPlaced(shop="demo", key="another", occurred_at=later, order_id=before.id, name="#1001", person=None)
    assert process(world.services, again, "r1", later) == "done"
    assert world.the_order() == before
