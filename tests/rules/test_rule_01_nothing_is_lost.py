"""Rule 1: nothing is lost. A 2xx is given only once the raw delivery is stored; what cannot be read is kept.

Seen to fail with: gate.receive answering without `admit`; react closing as done what cannot be read.
"""

from dataclasses import replace

import pytest

from chalicelib.errors import StoreUnavailableError, UnreadableError
from chalicelib.sources import shopify
from chalicelib.sources.base import OUTSIDE
from ops.simulation import bodies
from ops.simulation.world import DUE, World
from tests.movements.faults import FaultyStore


@pytest.mark.parametrize("source", list(OUTSIDE))
def test_no_2xx_before_it_is_stored(source: str) -> None:
    store = FaultyStore()
    world = World(store)
    store.faults["put_receipt"] = [StoreUnavailableError("away")]
    assert world.post(source, b"{}").status == 503
    assert store._receipts == {}
    assert world.post(source, b"{}").status == 200
    assert len(store._receipts) == 1


@pytest.mark.parametrize("source", [*OUTSIDE, "slack"])
@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"id": null}', b'{"object": "moon"}'])
def test_whatever_has_the_right_signature_is_kept_byte_for_byte(world: World, source: str, body: bytes) -> None:
    receipt = world.receipt(world.happens(source, body))
    kept = world.store.delivery(receipt.id)
    assert kept is not None
    assert kept.body == body
    assert receipt.status in ("parked", "unknown", "ignored")
    assert receipt.fate
    assert receipt in world.store.receipts("demo", receipt.status, 10)


def test_what_was_parked_takes_effect_when_it_is_replayed_after_a_fix(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise UnreadableError("a field nobody expected")

    with monkeypatch.context() as before_the_fix:
        before_the_fix.setitem(shopify.READERS, "orders/create", unreadable)
        receipt = world.receipt(world.order())
    assert receipt.status == "parked"
    world.later(days=3)
    world.store.update_receipt(replace(receipt, status="new"))
    world.pump()
    assert world.the_order().name == "#1001"


@pytest.mark.parametrize("lost", ["stream", "queue"])
def test_what_a_trigger_loses_is_made_up_for(world: World, lost: str) -> None:
    world.post("shopify", bodies.order(1001, world.now, DUE))
    if lost == "queue":
        while world.stream:
            world.flow(world.stream.popleft())
    getattr(world, lost).clear()
    world.run(minutes=11)
    assert world.email.kinds() == ["order_received"]
