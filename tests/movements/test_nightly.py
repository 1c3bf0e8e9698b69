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


def test_how_long_parcels_took_is_learnt_at_night_from_our_own_deliveries_once(world: World) -> None:
    """The night's run alone teaches what lateness is predicted by (care/foreseen.py asks it)."""
    world.order()
    world.ships()
    world.scan("InTransit")
    world.later(days=2, hours=6).scan("Delivered", "Delivered_001")
    for hours in (24, 24, 1):
        world.later(hours=hours)
        nightly.learn_transit_times(world.services, world.policies)
        world.pump()
    learnt = {each.id: each.halves for each in world.subjects("transit")}
    assert {id_.partition("|")[2] for id_ in learnt} == {"SK", ""}
    assert all(halves == {"4": 1.0} for halves in learnt.values())
