import pytest

from chalicelib import nightly
from ops.simulation.world import World


def test_what_stands_parked_is_counted_every_night_until_it_is_replayed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, float]] = []
    monkeypatch.setattr(nightly, "gauge", lambda name, value: shown.append((name, value)))
    for number in range(2):
        world.happens("shopify", b"broken", webhook_id=f"w{number}")
    assert nightly.show_parked(world.services, ["demo", "quiet"]) == {"demo": 2, "quiet": 0}
    assert nightly.show_parked(world.services, ["demo", "quiet"]) == {"demo": 2, "quiet": 0}
    assert shown == [("ParkedStanding", 2.0)] * 2


def test_a_night_changes_nothing(world: World) -> None:
    world.happens("shopify", b"broken")
    before = dict(world.store._receipts)
    nightly.show_parked(world.services, ["demo"])
    assert world.store._receipts == before
