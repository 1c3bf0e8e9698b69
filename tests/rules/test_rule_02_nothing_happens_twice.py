"""Rule 2: nothing happens twice. A delivery is known by its provider's id, an event by its meaning.

Seen to fail with: put_receipt writing over a receipt that is there; the mark's look-up left out of memory.commit
(facts counted twice); its receipt not compared there; the receipt's id in the key of an order's event;
order.late_told not looked at.
"""

import threading
from dataclasses import replace
from datetime import timedelta

from ops.simulation import bodies
from ops.simulation.world import DUE, LATE, World


def state_of(world: World) -> tuple[object, ...]:
    """All that has effects: subjects, rows and numbers."""
    return dict(world.store._subjects), dict(world.store._rows), dict(world.store._tallies), dict(world.store._timers)


def test_the_same_delivery_again_has_no_effect_and_gets_its_2xx(world: World) -> None:
    body = bodies.order(1001, world.now, DUE)
    first = world.post("shopify", body, webhook_id="w1")
    world.pump()
    before, receipts = state_of(world), dict(world.store._receipts)
    world.later(hours=4)
    again = world.post("shopify", body, webhook_id="w1")
    world.pump()
    assert (again.status, again.body) == (200, first.body)
    assert state_of(world) == before
    assert world.store._receipts == receipts


def test_the_same_meaning_under_another_id_is_recorded_and_has_no_effect(world: World) -> None:
    world.order()
    world.ships()
    world.late()
    before = state_of(world)
    body = bodies.scan("N1", world.now, "Exception", "Exception_017", LATE, event_id="another")
    receipt = world.receipt(world.happens("aftership", body))
    assert receipt.status == "duplicate"
    assert state_of(world) == before


def test_two_at_the_same_moment_have_one_effect(world: World) -> None:
    body = bodies.order(1001, world.now, DUE)
    threads = [
        threading.Thread(target=world.post, args=("shopify", body), kwargs={"webhook_id": f"w{n % 3}"})
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.pump()
    assert len(world.store._receipts) == 3
    assert sorted(receipt.status for receipt in world.store._receipts.values()) == ["done", "duplicate", "duplicate"]
    assert world.email.kinds() == ["order_received"]
    assert world.customer.orders == 1
    assert world.tally("order_placed") == 1


def test_a_stream_that_repeats_everything_changes_nothing(world: World) -> None:
    records = []
    world.store.on_new.append(lambda _, item: records.append(item))
    world.staffed().order()
    world.ships()
    world.late()
    world.complains()
    before, sent = state_of(world), len(world.email.sent) + len(world.slack.sent)
    for item in list(records):
        world.flow(item)
    world.pump()
    assert state_of(world) == before
    assert len(world.email.sent) + len(world.slack.sent) == sent


def test_a_commit_whose_answer_was_lost_reads_as_done(world: World) -> None:
    """The receipt is new again after its effects were committed: it closes as done, not as a duplicate."""
    id_ = world.order()
    before = state_of(world)
    world.store.update_receipt(replace(world.receipt(id_), status="new"))
    world.pump()
    assert world.receipt(id_).status == "done"
    assert state_of(world) == before


def test_an_answer_pressed_twice_counts_once(world: World) -> None:
    world.staffed().order()
    world.complains()
    world.reply("Áno")
    for _ in range(3):
        world.reply("Áno")
    assert world.social.kinds() == ["agent_reply"]


def test_a_delay_that_is_told_again_and_a_parcel_that_arrives_again_count_once(world: World) -> None:
    """Different events, one fact: nothing but the snapshot knows that it was counted."""
    world.order()
    world.ships()
    world.late(LATE)
    world.later(hours=5).late(LATE + timedelta(days=4))
    assert world.email.kinds().count("late_parcel") == 2
    assert world.tally("late_told") == 1
    for state in ("Delivered", "Exception", "Delivered"):
        world.later(hours=5).scan(state, "Exception_010" if state == "Exception" else "", at=world.now)
    moves = [line.partition("-> ")[2] for line in world.lines(world.parcel.ref, "parcel.scanned")]
    assert [move.partition(",")[0] for move in moves[-3:]] == ["delivered", "returning", "delivered"]
    assert world.tally("parcel_delivered") == 1
