"""Rule 2: nothing happens twice. A delivery is known by its provider's id, an event by its meaning.

Seen to fail with: `new` ignored in gate.admit (put_receipt overwriting); the mark's look-up left out of memory.commit
(facts counted twice); the key of an order's event made of the delivery id; all of a batch committed again.
"""

import threading
from dataclasses import replace

from tests.movements import bodies
from tests.movements.world import DUE, LATE, World


def state_of(world: World) -> tuple[object, ...]:
    """All that has effects: subjects, rows and numbers."""
    return dict(world.store._subjects), dict(world.store._rows), dict(world.store._tallies), dict(world.store._timers)


def test_the_same_delivery_again_has_no_effect_and_gets_its_2xx(world: World) -> None:
    body = bodies.order(1001, world.now, DUE)
    first = world.post("shopify", body, webhook_id="w1")
    world.pump()
    before, receipts = state_of(world), dict(world.store._receipts)
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
