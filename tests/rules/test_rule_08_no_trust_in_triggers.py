"""Rule 8: correctness never rests on a trigger's retry.

Seen to fail with: gate.admit setting no next_try; a new row having none (plan._row); enqueue left out of the sweep;
ring telling the time of the tick instead of the timer's version.
"""

from random import Random

import pytest

from chalicelib.errors import AmbiguousError, TemporaryError
from chalicelib.receipts import Receipt
from chalicelib.store.port import Facts, Row
from chalicelib.sweep import ring, sweep
from ops.simulation import bodies
from ops.simulation.world import DUE, LATE, World


class Unreliable(World):
    """Its stream and its queues lose a third of what they carry, and bring another third twice."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = Random(seed)
        self.lost = 0

    def flow(self, item: Receipt | Row | Facts) -> None:
        for _ in range(self._times()):
            super().flow(item)

    def deliver(self, row_id: str) -> str:
        outcome = ""
        for _ in range(self._times()):
            outcome = super().deliver(row_id)
        return outcome

    def _times(self) -> int:
        times = self.chance.choice((0, 1, 2))
        self.lost += times == 0
        return times


@pytest.mark.parametrize("seed", range(6))
def test_triggers_that_lose_and_repeat_cost_minutes_and_change_nothing(seed: int) -> None:
    world = Unreliable(seed)
    world.order()
    world.run(minutes=30)
    world.ships()
    world.run(minutes=30)
    world.late()
    world.run(minutes=60)
    assert world.lost > 0
    assert sorted(world.email.kinds()) == ["late_parcel", "order_received", "order_shipped"]
    assert {receipt.status for receipt in world.store._receipts.values()} == {"done"}
    assert {row.status for row in world.rows()} == {"sent"}


def test_without_any_stream_or_queue_the_sweep_alone_brings_it_to_the_end(world: World) -> None:
    world.post("shopify", bodies.order(1001, world.now, DUE))
    for _ in range(15):
        world.stream.clear()
        world.later(minutes=1)
        sweep(world.services)
        woken = [item for item in world.stream if isinstance(item, Receipt)]
        world.stream.clear()
        for receipt in woken:
            world.flow(receipt)
        queued, world.queue = world.queue, []
        for each in queued:
            world.deliver(each.row_id)
    assert world.email.kinds() == ["order_received"]


def test_everything_that_is_under_way_says_when_it_is_tried_next(world: World) -> None:
    """A receipt or a row that has not ended and is not due at some time would wait for ever."""
    world.post("shopify", bodies.order(1001, world.now, DUE))
    open_receipts = {"new", "waiting"}
    open_rows = {"new", "waiting", "claimed"}
    world.email.does += [TemporaryError("busy"), AmbiguousError("timed out")]
    for _ in range(12):
        for receipt in world.store._receipts.values():
            assert (receipt.next_try is not None) == (receipt.status in open_receipts)
        for row in world.rows():
            assert (row.next_try is not None) == (row.status in open_rows)
        if world.stream:
            world.flow(world.stream.popleft())
        elif world.queue:
            world.deliver(world.queue.pop().row_id)
        else:
            world.later(minutes=10)
            sweep(world.services)
    assert world.row("order_received").attempts >= 2


def test_a_tick_that_fires_twice_or_late_rings_once(world: World) -> None:
    world.order()
    timer = next(iter(world.store._timers.values()))
    world.now = timer.due_at
    world.later(hours=5)
    for _ in range(3):
        ring(world.services, timer, world.now)
        world.later(minutes=1)
    world.pump()
    rung = [receipt for receipt in world.store._receipts.values() if receipt.source == "clock"]
    assert [receipt.status for receipt in rung] == ["done"]


def test_a_message_with_a_delay_is_told_in_time_even_if_its_queue_forgets_it(world: World) -> None:
    world.order()
    world.ships()
    world.post("aftership", bodies.scan("N1", world.now, "Exception", "Exception_017", LATE))
    while world.stream:
        world.flow(world.stream.popleft())
    world.queue.clear()
    world.run(minutes=6)
    assert "late_parcel" in world.email.kinds()
