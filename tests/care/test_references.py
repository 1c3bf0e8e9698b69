"""Which lists must be at hand whole."""

from datetime import UTC, datetime

import pytest

from chalicelib.care import events as e
from chalicelib.care.references import DECIDED_WITH, DRAWN_WITH, lists_for, lists_of
from chalicelib.care.state import LISTS, SUBJECTS
from chalicelib.gather import gather_about
from ops.simulation.cast import ADAM, MARTA, ZUZANA
from ops.simulation.world import World


def test_every_list_that_is_asked_for_is_there() -> None:
    assert set(SUBJECTS) > LISTS
    assert {*DECIDED_WITH, *DRAWN_WITH} <= LISTS


def test_a_press_of_any_kind_looks_through_the_roster_and_a_scan_through_none() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    press = e.CaseClaimed(shop="demo", key="k", occurred_at=now, slack_user="U1", case_id="c1")
    assert lists_for(press) == ("agent",)
    assert lists_for(e.OrderPaid(shop="demo", key="k", occurred_at=now, order_id="o1")) == ()


def test_a_message_is_drawn_with_the_lists_of_its_kind_a_dialog_with_those_of_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(DRAWN_WITH, "agent", ("lead_nobody", "dialog:hand_over"))
    assert lists_of("lead_nobody", {}) == ("agent",)
    assert lists_of("dialog", {"dialog": "hand_over"}) == ("agent",)
    assert lists_of("dialog", {"dialog": "preview"}) == lists_of("hand_over", {}) == ()


def test_lists_are_gathered_whole_for_what_is_drawn() -> None:
    store = World().staffed().store
    assert gather_about(store, "demo", []).world.subjects == {}
    assert set(gather_about(store, "demo", [], ["agent"]).world.subjects.values()) == {ZUZANA, ADAM, MARTA}
