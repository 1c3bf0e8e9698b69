"""The roster changes: only by a lead, never without one, and what waits for who goes is offered again at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.care.effects import Note, Rely
from chalicelib.care.events import AgentAway, AgentRemoved, AgentSet, CaseClaimed, CaseResolved
from chalicelib.care.presence import on_duty
from chalicelib.care.state import Agent, CaseState, Shift
from chalicelib.care.world import World
from ops.simulation.cast import ADAM, ALWAYS, MARTA, NOON, ZUZANA
from tests.care.play import Play

OFFICE = Shift(days=(0, 1, 2, 3, 4), start="09:00", end="17:00", zone="Europe/Bratislava")
EVA = replace(ZUZANA, id="U3", name="Eva")


def team(*agents: Agent) -> Play:
    return Play(world=World({agent.ref: agent for agent in agents}))


def set_(play: Play, agent: Agent, by: str = MARTA.id) -> None:
    play.happens(AgentSet(shop="demo", key=play.key(), occurred_at=play.now, agent=agent, by=by))


def removed(play: Play, agent: Agent, by: str = MARTA.id) -> None:
    play.happens(AgentRemoved(shop="demo", key=play.key(), occurred_at=play.now, agent_id=agent.id, by=by))


def away(play: Play, agent: Agent, until: str = "", by: str = "", back: bool = False) -> None:
    play.happens(AgentAway(
        shop="demo", key=play.key(), occurred_at=play.now, agent_id=agent.id, away=not back, until=until,
        by=by or agent.id,
    ))  # fmt: skip


def refusals(play: Play) -> list[tuple[str, str]]:
    return [(message.to, message.params["reason"]) for message in play.messages("press_refused")]


def test_a_lead_changes_somebody_and_the_history_says_what() -> None:
    play = team(ZUZANA, MARTA)
    set_(play, replace(ZUZANA, capacity=8, skills=("refund",), shifts=(OFFICE,)))
    assert play.agent("U1").capacity == 8
    assert play.notes("agent.changed") == [
        "by Marta: skills none -> refund; shifts mon-sun 00:00-24:00 Europe/Bratislava -> "
        "mon-fri 09:00-17:00 Europe/Bratislava; capacity 5 -> 8"
    ]


def test_what_somebody_holds_and_that_they_are_away_outlives_a_change() -> None:
    holding = replace(ZUZANA, open_case_ids=("a",), away=True, away_until=NOON + timedelta(hours=1), given_at=NOON)
    play = team(holding, MARTA)
    set_(play, replace(ZUZANA, capacity=8))
    assert play.agent("U1") == replace(holding, capacity=8)


@pytest.mark.parametrize("by", ["U1", "U404"])
def test_anybody_else_is_refused_with_a_reason(by: str) -> None:
    play = team(ZUZANA, ADAM, MARTA)
    set_(play, replace(ADAM, lead=True), by=by)
    removed(play, MARTA, by=by)
    away(play, ADAM, by=by)
    reason = "not_a_lead" if by == "U1" else "not_on_roster"
    assert refusals(play) == [(f"agent:{by}", reason)] * 3
    assert (play.agent("U2"), play.agent("U9")) == (ADAM, MARTA)
    assert len(play.notes("agent.refused")) == 3


def test_everybody_sets_themselves_away() -> None:
    play = team(ZUZANA, MARTA)
    away(play, ZUZANA)
    assert play.agent("U1").away
    away(play, ZUZANA, back=True)
    assert not play.agent("U1").away
    assert refusals(play) == []


def test_the_last_lead_stays_one() -> None:
    play = team(ZUZANA, MARTA)
    removed(play, MARTA)
    set_(play, replace(MARTA, lead=False))
    set_(play, replace(MARTA, lead=False), by="operator")
    assert refusals(play) == [("agent:U9", "last_lead")] * 2
    assert play.agent("U9") == MARTA


def test_two_leads_cannot_strip_each_other_at_one_moment() -> None:
    """Each decision rests on the other lead being as they were: the store lets only one of them through."""
    play = team(replace(ZUZANA, lead=True), MARTA)
    set_(play, ZUZANA)
    assert Rely(MARTA.ref) in play.effects


def test_somebody_taken_off_is_nobody_any_more_and_may_come_again() -> None:
    play = team(ZUZANA, EVA, MARTA)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.")
    case = play.case
    removed(play, play.agent(case.agent_id))
    other = {"U1": "U3", "U3": "U1"}[case.agent_id]
    assert play.case.agent_id == other
    gone = play.agent(case.agent_id)
    assert (gone.left_at, gone.open_case_ids, on_duty(gone, play.now)) == (NOON, (), False)
    play.press(CaseClaimed, user=gone.id)
    assert play.case.state is CaseState.WAITING
    set_(play, replace(gone, left_at=None))
    assert on_duty(play.agent(gone.id), play.now)


def test_all_that_somebody_has_who_is_taken_off_is_offered_again() -> None:
    play = team(ZUZANA, MARTA)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.")
    play.press(CaseClaimed)
    removed(play, ZUZANA)
    assert (play.case.state, play.case.agent_id) == (CaseState.WAITING, "")
    (line,) = play.messages("lead_absent")
    assert (line.to, line.params["nobody"], line.params["held"]) == ("agent:U9", play.case.id, "")
    assert play.messages("lead_nobody") == [], "the one line says it"


def test_what_waits_for_who_goes_is_offered_again_and_the_leads_hear_of_what_they_hold() -> None:
    play = team(ZUZANA, MARTA)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.", thread="a")
    play.press(CaseClaimed)
    play.writes("A kde je môj balík? Nič mi neprišlo.", thread="b", author_id="fb8")
    set_(play, EVA)
    play.later(minutes=5)
    away(play, ZUZANA)
    claimed, waiting = (case for case in play.world.subjects.values() if case.ref.type == "case")
    assert (claimed.agent_id, claimed.state) == ("U1", CaseState.CLAIMED)  # type: ignore[union-attr]
    assert waiting.agent_id == "U3"  # type: ignore[union-attr]
    (line,) = play.messages("lead_absent")
    assert line.params == {
        "name": "Zuzana", "why": "away until they are back", "given": waiting.id, "nobody": "", "held": claimed.id,
    }  # fmt: skip
    assert play.agent("U1").open_case_ids == (claimed.id,)
    assert any(isinstance(e, Note) and e.about == claimed.ref and e.what == "case.holder_gone" for e in play.effects)


def test_away_until_ends_by_itself_and_what_waits_comes_at_once() -> None:
    play = team(ZUZANA, MARTA)
    away(play, ZUZANA, until="14:00")
    assert play.agent("U1").away_until == datetime(2026, 11, 23, 13, tzinfo=UTC)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.")
    assert play.case.agent_id == ""
    play.timer("presence")
    assert (play.now, play.case.agent_id) == (datetime(2026, 11, 23, 13, tzinfo=UTC), "U1")
    assert not play.agent("U1").away
    assert any("has come" in note for note in play.notes("agent.back"))


def test_a_time_that_is_not_understood_is_refused() -> None:
    play = team(ZUZANA, MARTA)
    away(play, ZUZANA, until="after lunch")
    assert refusals(play) == [("agent:U1", "which_time")]
    assert not play.agent("U1").away


def test_at_the_end_of_a_shift_what_is_not_claimed_is_offered_and_at_its_start_what_waits_is_given() -> None:
    play = team(MARTA)
    set_(play, replace(ZUZANA, shifts=(OFFICE,)))
    play.now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.")
    assert play.case.agent_id == "U1"
    play.timer("presence")
    assert play.now == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert play.case.agent_id == ""
    assert play.messages("lead_absent")[0].params["why"] == "their shift has ended"
    play.timer("presence")
    assert (play.now, play.case.agent_id) == (datetime(2026, 11, 24, 8, tzinfo=UTC), "U1")


def test_a_resolved_case_makes_room_for_the_next_at_once() -> None:
    play = team(replace(ZUZANA, capacity=1), MARTA)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.", thread="a")
    play.later(minutes=1).writes("A kde je môj balík? Nič mi neprišlo.", thread="b", author_id="fb8")
    first, second = (case for case in play.world.subjects.values() if case.ref.type == "case")
    assert second.agent_id == ""  # type: ignore[union-attr]
    play.press(CaseClaimed)
    play.press(CaseResolved)
    after = play.world.case(second.id)
    assert after is not None
    assert (after.agent_id, after.unassigned_since) == ("U1", None)
    assert play.agent("U1").open_case_ids == (second.id,)
    assert first.id != second.id


def test_a_case_opened_again_whose_agent_is_not_there_goes_to_who_is() -> None:
    play = team(ZUZANA, EVA, MARTA)
    play.writes("Kde je moja objednávka? Ešte stále neprišla.")
    had = play.case.agent_id
    play.press(CaseClaimed, user=had)
    play.press(CaseResolved, user=had)
    away(play, play.agent(had))
    play.later(minutes=1).writes("Neprišlo.")
    assert play.case.state is CaseState.WAITING
    assert play.case.agent_id == {"U1": "U3", "U3": "U1"}[had]
    assert play.case.priority == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": " "}, "no_name"), ({"capacity": 51}, "capacity_size"), ({"capacity": -1}, "capacity_size"),
        ({"shifts": (replace(ALWAYS, zone="Europe/Nowhere"),)}, "which_shift"),
        ({"shifts": (replace(ALWAYS, zone="../etc"),)}, "which_shift"),
        ({"shifts": (replace(ALWAYS, start="9:00"),)}, "which_shift"),
        ({"shifts": (replace(ALWAYS, end="25:00"),)}, "which_shift"),
        ({"shifts": (replace(ALWAYS, days=(7,)),)}, "which_shift"),
        ({"shifts": (replace(ALWAYS, days=()),)}, "which_shift"),
    ],
)  # fmt: skip
def test_an_agent_that_cannot_be_is_refused(wrong: dict[str, object], reason: str) -> None:
    play = team(MARTA)
    set_(play, replace(ZUZANA, **wrong))  # type: ignore[arg-type]
    assert refusals(play) == [("agent:U9", reason)]
    assert play.world.agent("U1") is None
