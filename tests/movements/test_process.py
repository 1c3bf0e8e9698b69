import pytest

from chalicelib.care.effects import LATE_NEWS
from chalicelib.care.events import OrderCancelled, OrderChanged
from chalicelib.errors import ConflictError, StoreUnavailableError
from chalicelib.process import TRIES, process
from ops.simulation.world import World
from tests.movements.faults import FaultyStore, conflicts


def cancelled(world: World) -> OrderCancelled:
    return OrderCancelled(shop="demo", key="cancelled:1001", occurred_at=world.now, order_id="shopify:1001000")


def test_a_conflict_loads_and_decides_again() -> None:
    store = FaultyStore()
    world = World(store)
    world.order()
    store.calls.clear()
    store.faults["commit"] = conflicts(TRIES - 1)
    assert process(world.services, cancelled(world), "r1", world.now) == "done"
    assert store.calls["commit"] == TRIES
    assert store.calls["load"] >= TRIES
    assert world.the_order().state == "cancelled"


def test_it_gives_up_when_the_subject_stays_contended() -> None:
    store = FaultyStore()
    world = World(store)
    store.faults["commit"] = conflicts(TRIES)
    with pytest.raises(ConflictError):
        process(world.services, cancelled(world), "r1", world.now)
    assert store.calls["commit"] == TRIES
    assert world.subjects("order") == []


def test_the_same_event_of_another_receipt_is_a_duplicate_and_of_the_same_one_is_done(world: World) -> None:
    assert process(world.services, cancelled(world), "r1", world.now) == "done"
    assert process(world.services, cancelled(world), "r1", world.now) == "done"
    assert process(world.services, cancelled(world), "r2", world.now) == "duplicate"


def test_what_a_store_tells_again_is_known_by_its_mark_and_not_decided_again() -> None:
    store = FaultyStore()
    world = World(store)
    changed = OrderChanged(shop="demo", key="changed:1001", occurred_at=world.now, order_id="shopify:1001000")
    assert process(world.services, changed, "r1", world.now) == "done"
    store.calls.clear()
    assert process(world.services, changed, "r1", world.now) == "done"
    assert process(world.services, changed, "r2", world.now) == "duplicate"
    assert store.calls == {}


def test_a_scan_that_took_effect_stays_done_when_its_receipt_is_read_again() -> None:
    """The commit went through, the receipt's update did not: decided again, the scan looks like late news."""
    store = FaultyStore()
    world = World(store)
    world.order()
    store.faults["update_receipt"] = [StoreUnavailableError("throttled")]
    scanned = world.scan("InTransit")
    assert world.receipt(scanned).status == "new"
    world.tick(minutes=6)
    assert world.receipt(scanned).status == "done"
    assert world.lines(world.parcel.ref, LATE_NEWS) == []


def test_an_order_finds_all_that_was_scanned_by_its_name(world: World) -> None:
    """Loaded, not only decided: the name leads to the first parcel, and that one to the others."""
    for number in ("N1", "N2"):
        world.scan(parcel=number)
    world.order()
    assert len(world.the_order().parcel_ids) == 2
    assert {each.order_ids for each in world.subjects("parcel")} == {("shopify:1001000",)}


def test_two_changes_of_one_subject_at_once_are_both_kept() -> None:
    """The second commit finds the subject moved, and decides on what the first one left."""
    store = FaultyStore()
    world = World(store)
    world.order()
    commit, between = store.commit, [lambda: world.ships("N1")]

    def raced(*given: object, **more: object) -> str:
        if between:
            between.pop()()
        return commit(*given, **more)

    store.commit = raced  # type: ignore[method-assign]
    assert process(world.services, cancelled(world), "r1", world.now) == "done"
    order = world.the_order()
    assert order.state == "cancelled"
    assert order.parcel_ids == (world.parcel.id,)
