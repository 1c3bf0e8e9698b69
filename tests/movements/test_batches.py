"""A delivery of many events: one that fails must not keep the others from being answered."""

import json

import pytest

from chalicelib.care import case_opened
from chalicelib.care.effects import Decision
from chalicelib.care.events import MessageReceived
from ops.simulation import bodies
from ops.simulation.world import World


def test_a_fault_in_one_event_leaves_the_others_of_its_batch_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken to see it fail: raising at once in react._fates."""
    received = case_opened.received

    def faulty(seen: object, event: MessageReceived, *rest: object) -> Decision:
        if event.item_id == "1_1":
            raise ZeroDivisionError
        return received(seen, event, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(case_opened, "received", faulty)
    batch = json.loads(bodies.comment("Kde je?", world.now, id_="1_1"))
    batch["entry"] += json.loads(bodies.comment("A moja?", world.now, id_="1_2"))["entry"]
    receipt = world.happens("meta", json.dumps(batch).encode())
    assert [case.lines[0].text for case in world.subjects("case")] == ["A moja?"]
    assert world.receipt(receipt).status == "waiting"
