from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.errors import StoreUnavailableError
from chalicelib.gate import admit
from chalicelib.observability import OVERDUE_SECONDS, metrics
from chalicelib.receipts import Delivery
from chalicelib.sweep import AGAIN_AFTER, LIMIT, TRICKLE, UNFINISHED, sweep
from ops.simulation import bodies
from ops.simulation.world import DUE, World
from tests.movements.faults import FaultyStore
from tests.movements.test_counting import Waiting

NOTHING = {"timers": 0, "receipts": 0, "rows": 0, "turns": 0, "facts": 0}


def resolved(world: World) -> World:
    """A case whose question "Did we solve it?" is due in a day."""
    world.staffed().order()
    world.complains()
    world.press("case_claim")
    world.press("case_resolve")
    return world


def test_a_timer_rings_when_it_is_due_and_not_before(world: World) -> None:
    resolved(world)
    world.tick(hours=23, minutes=59)
    assert world.rows("solved_question") == []
    world.tick(minutes=1)
    assert world.email.kinds() == ["order_received", "solved_question"]


def test_a_timer_rings_once_though_the_schedule_fires_twice(world: World) -> None:
    resolved(world).later(hours=24)
    before = len(world.store._receipts)
    due = world.store.due(world.now, LIMIT)
    sweep(world.services)
    world.store.due = lambda *_: due  # type: ignore[method-assign]
    sweep(world.services)
    world.pump()
    rung = [receipt for receipt in world.store._receipts.values() if receipt.source == "clock"]
    assert len(world.store._receipts) == before + len(rung) == before + 1
    assert len(world.rows("solved_question")) == 1


def test_a_timer_is_taken_out_only_once_its_receipt_is_stored() -> None:
    """Broken to see it fail: `ring` takes the timer out first; then nobody is ever asked."""
    store = FaultyStore()
    world = resolved(World(store)).later(hours=24)
    store.faults["put_receipt"] = [StoreUnavailableError("throttled")]
    with pytest.raises(StoreUnavailableError):
        sweep(world.services)
    world.tick(minutes=1)
    assert len(world.rows("solved_question")) == 1


def test_a_timer_set_anew_while_it_rings_is_not_lost(world: World) -> None:
    resolved(world).later(hours=24)
    ((old,), *_) = world.store.due(world.now, LIMIT)
    moved = type(old)(
        shop=old.shop, about=old.about, kind=old.kind, due_at=world.now, version="another", params=old.params
    )
    world.store._timers[old.shop, old.about, old.kind] = moved
    world.store.timer_rung(old)
    assert world.store.due(world.now, LIMIT)[0] == [moved]


def test_a_lost_stream_record_costs_minutes(world: World) -> None:
    world.post("shopify", bodies.order(1001, world.now, DUE))
    world.stream.clear()
    world.tick(minutes=4)
    assert world.subjects("order") == []
    world.tick(minutes=1)
    assert world.email.kinds() == ["order_received"]


def test_a_lost_stream_record_of_a_row_costs_minutes(world: World) -> None:
    world.post("shopify", bodies.order(1001, world.now, DUE))
    world.flow(world.stream.popleft())
    world.stream.clear()
    world.tick(minutes=4)
    assert world.email.sent == []
    world.tick(minutes=1)
    assert world.email.kinds() == ["order_received"]


def test_a_lost_queue_message_costs_minutes(world: World) -> None:
    world.post("shopify", bodies.order(1001, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    assert len(world.queue) == 1
    world.queue.clear()
    world.tick(minutes=5)
    assert world.email.kinds() == ["order_received"]


def test_what_was_driven_on_is_given_time(world: World) -> None:
    world.post("shopify", bodies.order(1001, world.now, DUE))
    world.flow(world.stream.popleft())
    world.stream.clear()
    world.later(minutes=5)
    assert sweep(world.services) == {"timers": 0, "receipts": 0, "rows": 1, "turns": 0, "facts": 1}
    assert sweep(world.services) == NOTHING
    assert world.row("order_received").next_try == world.now + AGAIN_AFTER


def test_rows_and_receipts_that_have_ended_are_never_due(world: World) -> None:
    world.order()
    world.later(days=2)
    assert world.store.due(world.now, LIMIT)[1:] == ([], [], [])


def stored(world: World, number: int) -> None:
    """So many deliveries whose stream records are still to come."""
    for order in range(number):
        body = bodies.cancelled(5000 + order, world.now)
        headers = {"x-shopify-topic": "orders/cancelled"}
        admit("shopify", "demo", Delivery(headers=headers, body=body), world.store, world.now)
    world.stream.clear()


def test_a_stream_that_is_behind_is_not_given_its_backlog_once_more(world: World) -> None:
    stored(world, LIMIT + 1)
    world.later(minutes=5)
    sweep(world.services)
    assert len(world.stream) == TRICKLE


def test_many_lost_records_are_healed_all_the_same(world: World) -> None:
    """Broken to see it fail: sweep waking nothing while LIMIT receipts are due. It then wakes nothing for ever."""
    stored(world, LIMIT + 60)
    world.run(minutes=5 + LIMIT // TRICKLE)
    assert {receipt.status for receipt in world.store._receipts.values()} == {"done"}


def test_a_timer_does_not_wait_behind_receipts(world: World) -> None:
    """Broken to see it fail: one limit for all kinds in the store's `due`; the receipts, which are older, take it."""
    resolved(world).later(hours=23)
    stored(world, LIMIT + 1)
    world.later(hours=1)
    assert sweep(world.services)["timers"] == 1


def test_two_thousand_overdue_rows_drain_by_as_many_as_a_sweep_takes(world: World) -> None:
    for number in range(2000):
        world.post("shopify", bodies.order(2000 + number, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    world.queue.clear()
    world.later(minutes=5)
    world.run(minutes=2000 // LIMIT)
    assert world.email.kinds() == ["order_received"] * 2000


def test_a_quiet_minute_reads_what_is_due_and_nothing_else() -> None:
    store = FaultyStore()
    world = World(store)
    world.order()
    store.calls.clear()
    assert sweep(world.services) == NOTHING
    assert store.calls == {}
    assert world.now < world.store._timers[next(iter(world.store._timers))].due_at - timedelta(days=1)


def test_facts_that_nobody_counts_are_overdue_like_all_else() -> None:
    """They wait for a full five minutes: until then nothing is late."""
    world = Waiting()
    world.later(minutes=2).order()
    for minutes, late in ((2, 0), (20, 19 * 60)):
        metrics.clear_metrics()
        sweep(world.later(minutes=minutes).services)
        assert metrics.serialize_metric_set()[OVERDUE_SECONDS] == [late]
    metrics.clear_metrics()


def test_a_receipt_that_react_never_ends_with_is_parked_and_shown(world: World) -> None:
    """A time-out leaves no trace on the receipt: only the sweep can count."""
    world.post("shopify", bodies.order(1001, world.now, DUE))
    for _ in range(UNFINISHED + 1):
        world.stream.clear()
        world.later(hours=1)
        sweep(world.services)
    (receipt,) = world.store.receipts("demo", "parked", 10)
    assert "has not come to an end" in receipt.fate
    world.store.update_receipt(replace(receipt, status="new"))
    world.pump()
    assert world.receipt(receipt.id).status == "done"
