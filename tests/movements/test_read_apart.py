"""A case and its agent are read one after the other: what changes in between is not taken for what is still so."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.slack_ids import CLAIM, RESOLVE
from ops.simulation.world import LATE, World


def once_agents_are_read(world: World, happens: Callable[[], object]) -> Callable[[str, str], Any]:
    """The store's `every`: something happens once, after the agents were read and before the case is."""
    every, left = world.store.every, [happens]

    def read(shop: str, kind: str) -> Any:
        found = every(shop, kind)
        if kind == "agent" and left:
            left.pop()()
        return found

    return read


def held(world: World) -> dict[str, list[str]]:
    return {agent.id: [*agent.open_case_ids] for agent in world.subjects("agent")}


def test_a_case_that_is_resolved_while_its_customer_writes_is_on_its_agents_list_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.staffed().complains()
    world.press(CLAIM, "U9")
    resolves = once_agents_are_read(world, lambda: world.press(RESOLVE, "U9"))
    monkeypatch.setattr(world.store, "every", resolves)
    world.complains("It is still not here.", id_="1_2", parent="1_1")
    assert (world.case.state.value, world.case.agent_id, world.case.reopened) == ("claimed", "U9", 1)
    assert held(world) == {"U1": [], "U2": [], "U9": [world.case.id]}


def test_a_parcel_that_is_scanned_first_by_two_at_once_is_one_that_knows_both(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name was read before the one scan had given it, its order after that."""
    world.order()
    load, left = world.store.load, ["waits"]

    def read(*given: Any) -> Any:
        found = load(*given)
        if left:
            left.clear()
            world.scan("InTransit", eta=LATE, event_id="e1")
        return found

    monkeypatch.setattr(world.store, "load", read)
    world.scan("OutForDelivery", event_id="e2")
    assert (world.parcel.state.value, world.parcel.eta) == ("out_for_delivery", LATE)
    assert world.tally("processing") == 1
