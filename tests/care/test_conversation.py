"""A call or chat that was written down is a case like any other, and knows who talked."""

from datetime import timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care.effects import Decision, Put, RecordFact
from chalicelib.care.state import Case, CaseState, Evidence
from tests.care.play import JANA, Play
from tests.care.test_call_back import asks

TEXT = "Jana: Kde je môj balík?\nZuzana: Zajtra je u vás."
AGO = timedelta(minutes=30)


def logs(play: Play, **changes: object) -> Decision:
    values: dict[str, object] = {
        "shop": "demo", "key": play.key(), "occurred_at": play.now - AGO, "channel": "phone", "item_id": play.key(),
        "person": JANA, "text": TEXT, "agent_id": "U1",
    }  # fmt: skip
    return play.happens(e.ConversationLogged(**{**values, **changes}))  # type: ignore[arg-type]


def lines(play: Play) -> list[str]:
    return [message.params["line"] for message in play.messages("case_line")]


def values(play: Play, name: str) -> list[float]:
    return [fact.value for fact in play.facts(name)]


def test_what_was_solved_is_resolved_at_once_without_a_wait_and_asked_about() -> None:
    play = Play()
    play.order()
    play.later(days=1)
    logs(play, solved=True, customer_id=play.customer.id)
    case = play.case
    assert (case.state, case.agent_id, case.agent_name, case.cycle) == (CaseState.RESOLVED, "U1", "Zuzana", 1)
    assert (case.first_response_at, case.resolved_at, case.waiting_since) == (play.now - AGO, play.now - AGO, None)
    assert (values(play, "first_response"), values(play, "resolution")) == ([0], [0])
    assert (case.evidence, play.customer.open_case_id, play.agent("U1").open_case_ids) == (Evidence.AGENT, "", ())
    assert case.lines[0].text == TEXT
    play.timer("ask_solved")
    assert len(play.messages("solved_question")) == 1


def test_what_is_left_to_do_is_open_and_with_who_talked() -> None:
    play = Play()
    play.order()
    logs(play, agent_id="U9", person=e.Person(email="iny@example.sk", locale="en"))
    assert (play.case.state, play.case.agent_id) == (CaseState.WAITING, "U9")
    assert play.facts("first_response")[0].dimensions == {
        "channel": "phone", "agent": "U9", "language": "en", "topic": "tracking",
    }  # fmt: skip
    assert play.messages("case_card")[0].params == {"first": "yes"}


def test_who_is_not_on_the_roster_is_not_credited() -> None:
    play = Play()
    logs(play, agent_id="U0", solved=True)
    assert (play.case.state, play.case.agent_id) == (CaseState.RESOLVED, "")
    assert [fact.dimensions["agent"] for fact in play.facts("case_resolved")] == [""]


def test_it_goes_into_the_open_case_of_whom_the_team_names_and_answers_still_go_where_they_wrote() -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    logs(play, customer_id=play.customer.id, occurred_at=play.now, channel="chat")
    assert [line.channel for line in play.case.lines] == ["facebook_comment", "chat"]
    assert (play.case.channel, play.case.state) == ("facebook_comment", CaseState.WAITING)
    assert (lines(play), len(play.facts("first_response"))) == (["logged"], 1)


@pytest.mark.parametrize("who", ["U2", "U0"])
def test_a_solved_talk_resolves_the_case_it_names_and_frees_whoever_had_it(who: str) -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    logs(play, case_id=play.case.id, solved=True, agent_id=who, occurred_at=play.now, person=None)
    assert play.case.state is CaseState.RESOLVED
    assert play.case.agent_id == ("U2" if who == "U2" else "U1")
    assert (play.agent("U1").open_case_ids, play.agent("U2").open_case_ids) == ((), ())


def test_only_an_address_does_not_lead_into_somebodys_case() -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    logs(play, person=e.Person(email="jana@example.sk"))
    assert len([s for s in play.world.subjects.values() if isinstance(s, Case)]) == 2


def test_a_talk_about_a_resolved_case_opens_it_again_unless_all_is_solved() -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    play.press(e.CaseResolved)
    logs(play, case_id=play.case.id, solved=True)
    assert (play.case.state, play.case.cycle, len(play.case.lines)) == (CaseState.RESOLVED, 1, 2)
    logs(play, case_id=play.case.id)
    assert (play.case.state, play.case.reopened) == (CaseState.CLAIMED, 1)


def test_the_call_that_was_wanted_is_over_once_a_talk_is_logged() -> None:
    play = Play()
    asks(play)
    logs(play, case_id=play.case.id, person=None)
    assert play.case.call is None
    assert play.cancelled("call_due", play.case.ref)


def test_a_long_transcript_is_clipped() -> None:
    play = Play()
    decision = logs(play, text="x" * 9000)
    assert len(play.case.lines[0].text) == 1500
    assert not [each for each in decision.effects if isinstance(each, Put | RecordFact) and "x" * 1501 in repr(each)]
