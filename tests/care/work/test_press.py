"""Claim, reply, resolve: one winner, refusals with a reason, the clock of the first response."""

from chalicelib.care.events import CaseClaimed, CaseResolved, DialogOpened, ReplyWritten
from chalicelib.care.state import CaseState
from ops.simulation.cast import ADAM, ZUZANA
from tests.care.play import Play


def opened() -> Play:
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?")
    return play.later(minutes=10)


def test_a_claim_holds_the_case_and_a_second_agent_is_refused_by_name() -> None:
    play = opened()
    play.press(CaseClaimed)
    assert play.case.state is CaseState.CLAIMED
    play.press(CaseClaimed, user=ADAM.id)
    (refused,) = play.messages("press_refused")
    assert refused.params["reason"] == "held_by_another"
    assert refused.params["name"] == "Zuzana"
    assert refused.to == "agent:U2"
    assert play.case.agent_id == ZUZANA.id


def test_claiming_a_case_routed_to_another_frees_their_capacity() -> None:
    play = opened()
    play.press(CaseClaimed, user=ADAM.id)
    assert play.agent(ZUZANA.id).open_case_ids == ()
    assert play.agent(ADAM.id).open_case_ids == (play.case.id,)


def test_who_is_not_on_the_roster_is_refused_and_nothing_changes() -> None:
    play = opened()
    before = play.case
    for kind, values in ((CaseClaimed, {}), (CaseResolved, {}), (ReplyWritten, {"text": "x"})):
        play.press(kind, user="U404", **values)
    assert {m.params["reason"] for m in play.messages("press_refused")} == {"not_on_roster"}
    assert play.case == before
    assert not play.messages("agent_reply")


def test_a_strangers_dialog_says_why_it_is_refused() -> None:
    play = opened()
    play.press(DialogOpened, user="U404", dialog="reply", view_id="v1")
    assert play.messages("dialog")[0].params == {"dialog": "reply", "view": "v1", "refused": "not_on_roster"}


def test_the_reply_goes_out_on_the_channel_it_came_from_and_stops_the_clock_once() -> None:
    play = opened()
    play.press(CaseClaimed)
    play.press(ReplyWritten, text="Balík príde v pondelok.")
    play.later(minutes=5).press(ReplyWritten, text="Ozvem sa.")
    replies = play.messages("agent_reply")
    assert [(m.channel, m.params["thread"]) for m in replies] == [("social", "c1"), ("social", "c1")]
    (fact,) = play.facts("first_response")
    assert fact.value == 600


def test_resolving_frees_the_agent_sets_the_timer_and_counts() -> None:
    play = opened()
    play.press(CaseClaimed)
    play.press(ReplyWritten, text="Balík príde v pondelok.")
    play.later(minutes=20).press(CaseResolved)
    assert play.case.state is CaseState.RESOLVED
    assert play.case.cycle == 1
    assert play.agent(ZUZANA.id).open_case_ids == ()
    assert play.customer.open_case_id == ""
    assert [fact.value for fact in play.facts("resolution")] == [1800]
    play.press(CaseResolved)
    assert play.messages("press_refused")[-1].params["reason"] == "case_resolved"
    assert play.case.cycle == 1


def test_a_reply_by_a_free_agent_claims() -> None:
    play = opened()
    play.press(ReplyWritten, user=ADAM.id, text="Hello")
    assert play.case.agent_id == ADAM.id
    assert play.case.state is CaseState.CLAIMED
    assert play.agent(ZUZANA.id).open_case_ids == ()


def test_an_agent_who_presses_again_is_told_and_nothing_happens_twice() -> None:
    play = Play()
    play.writes("Kde je moja objednávka?")
    play.press(CaseClaimed)
    claimed = play.world
    play.press(CaseClaimed)
    assert play.world == claimed
    play.press(CaseResolved)
    resolved = play.world
    play.press(CaseResolved)
    assert play.world == resolved
    assert [m.params["reason"] for m in play.messages("press_refused")] == ["yours_already", "case_resolved"]
    assert len(play.facts("case_resolved")) == 1
