"""What agents do with a case besides answering it: each press does what is right as the case stands, and says so."""

from datetime import timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care.effects import Alias
from chalicelib.care.state import CaseState
from ops.simulation.cast import ADAM, MARTA, ZUZANA
from tests.care.play import Play


def opened() -> Play:
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?")
    return play.later(minutes=10)


def claimed() -> Play:
    play = opened()
    play.press(e.CaseClaimed)
    return play


def refused(play: Play) -> list[str]:
    return [message.params["reason"] for message in play.messages("press_refused")]


def said(play: Play) -> list[str]:
    return [message.params["line"] for message in play.messages("case_line")]


def test_a_snoozed_case_comes_back_at_its_time() -> None:
    play = claimed()
    play.press(e.CaseSnoozed, until=play.now + timedelta(days=1))
    assert (play.case.state, play.case.handling.snoozed_until) == (CaseState.CLAIMED, play.now + timedelta(days=1))
    play.timer("snooze_ends")
    assert play.case.handling.snoozed_until is None
    assert said(play)[-1] == "woken"
    assert play.agent(ZUZANA.id).open_case_ids == (play.case.id,)


def test_a_snoozed_case_comes_back_when_the_customer_writes() -> None:
    play = claimed()
    play.press(e.CaseSnoozed, until=play.now + timedelta(days=1))
    play.later(hours=1).writes("Haló?")
    assert play.case.handling.snoozed_until is None
    assert play.cancelled("snooze_ends", play.case.ref)


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(seconds=-1), timedelta(days=91)])
def test_a_case_cannot_rest_until_a_time_that_is_over_or_far_away(ahead: timedelta) -> None:
    play = claimed()
    play.press(e.CaseSnoozed, until=play.now + ahead)
    assert (refused(play), play.case.handling.snoozed_until) == (["bad_time"], None)


def test_a_case_can_be_resolved_without_asking() -> None:
    play = claimed()
    play.press(e.CaseResolved, survey=False)
    assert (play.case.state, play.case.handling.unasked) == (CaseState.RESOLVED, True)
    with pytest.raises(IndexError):
        play.timer("ask_solved")
    assert len(play.facts("case_resolved")) == 1


def test_what_the_customer_wrote_since_stops_what_would_be_wrong_then() -> None:
    play = claimed()
    seen = play.case.seen
    play.later(minutes=5).writes("A ešte niečo!")
    for kind, values in ((e.CaseResolved, {}), (e.CaseDismissed, {}), (e.CaseSnoozed, {"until": play.now})):
        play.press(kind, seen=seen, **values)
    assert refused(play) == ["wrote_since"] * 3
    assert play.case.state is CaseState.CLAIMED
    play.press(e.CaseResolved, seen=play.case.seen)
    assert play.case.state is CaseState.RESOLVED


def test_an_agent_opens_a_case_again_and_has_it() -> None:
    play = claimed()
    play.press(e.CaseResolved)
    play.press(e.CaseReopened, user=ADAM.id)
    assert (play.case.state, play.case.agent_id, play.case.reopened) == (CaseState.CLAIMED, ADAM.id, 1)
    assert play.agent(ADAM.id).open_case_ids == (play.case.id,)
    assert play.cancelled("ask_solved", play.case.ref)
    play.press(e.CaseReopened, user=ADAM.id)
    assert refused(play) == ["is_open"]


def test_a_case_is_handed_to_an_agent_with_a_note() -> None:
    play = claimed()
    play.press(e.CaseHandedOver, to=ADAM.id)
    assert refused(play) == ["note_needed"]
    play.press(e.CaseHandedOver, to=ADAM.id, note="Píše po poľsky")
    case = play.case
    assert (case.state, case.agent_id, case.handling.handovers) == (CaseState.WAITING, ADAM.id, 1)
    assert [note.text for note in case.handling.notes] == ["Píše po poľsky"]
    assert play.agent(ZUZANA.id).open_case_ids == ()
    assert play.agent(ADAM.id).open_case_ids == (case.id,)
    (told,) = play.messages("handed_over")
    assert told.to == "agent:U2"
    assert [fact.value for fact in play.facts("handover")] == [1]


def test_the_second_handover_goes_to_a_lead() -> None:
    play = claimed()
    play.press(e.CaseHandedOver, to=ADAM.id, note="Píše po poľsky")
    play.press(e.CaseHandedOver, user=ADAM.id, to=ZUZANA.id, note="Predsa po slovensky")
    assert (play.case.agent_id, play.case.handling.handovers) == (MARTA.id, 2)
    assert play.agent(ADAM.id).open_case_ids == ()
    assert play.agent(MARTA.id).open_case_ids == (play.case.id,)


@pytest.mark.parametrize(
    ("whom", "why"),
    [({"to": "U404"}, "not_to_them"), ({"to": ZUZANA.id}, "not_to_them"), ({"skill": "x"}, "nobody_has_skill"),
     ({}, "nobody_has_skill")],
)  # fmt: skip
def test_whom_a_case_cannot_be_handed_to(whom: dict[str, str], why: str) -> None:
    play = claimed()
    play.press(e.CaseHandedOver, note="Prosím", **whom)
    assert (refused(play), play.case.agent_id) == ([why], ZUZANA.id)


def test_only_its_agent_or_a_lead_hands_a_case_on() -> None:
    play = claimed()
    play.press(e.CaseHandedOver, user=ADAM.id, to=ADAM.id, note="Beriem si to")
    assert refused(play) == ["held_by_another"]
    play.press(e.CaseHandedOver, user=MARTA.id, to=ADAM.id, note="Zuzana je chorá")
    assert play.case.agent_id == ADAM.id


def test_a_note_is_kept_for_the_team_whoever_has_the_case_and_reaches_no_customer() -> None:
    play = claimed()
    play.press(e.CaseNoted, user=ADAM.id, text="Volala už dvakrát")
    (note,) = play.case.handling.notes
    assert (note.by, note.text) == ("Adam", "Volala už dvakrát")
    assert not play.messages("agent_reply")
    assert "Volala" not in " ".join(play.notes("case.noted"))
    for number in range(9):
        play.press(e.CaseNoted, text=str(number))
    assert [each.text for each in play.case.handling.notes] == ["4", "5", "6", "7", "8"]


def test_cases_are_linked_both_ways_once() -> None:
    play = claimed()
    first = play.case
    play.writes("Iná vec", author="Peter", thread="c2", author_id="fb9")
    second = next(case for case in play.world.subjects.values() if getattr(case, "thread", "") == "c2")
    for _ in range(2):
        play.press(e.CaseLinked, other=second.number.lower())
    one, two = play.world.case(first.id), play.world.case(second.ref.id)
    assert one is not None
    assert two is not None
    assert (one.handling.linked_ids, two.handling.linked_ids) == ((two.id,), (one.id,))
    for other in (first.number, "ZZZZZZ"):
        play.press(e.CaseLinked, other=other)
    assert refused(play) == ["no_such_other"] * 2


def test_a_call_that_an_agent_notes_is_reminded_of() -> None:
    play = claimed()
    play.press(e.CallbackNoted, phone="+421 905 123 456", at=play.now + timedelta(hours=3))
    assert play.case.call is not None
    assert play.case.call.phone == "+421 905 123 456"
    play.timer("call_due")
    assert len(play.messages("call_due")) == 1
    play.press(e.CallbackNoted, phone="+421 905 123 456")
    assert play.cancelled("call_due", play.case.ref)


@pytest.mark.parametrize(("given", "kept"), [("thanks", "thanks"), ("mistake", "mistake"), ("nonsense", "mistake")])
def test_what_was_no_case_is_closed_unasked_and_not_counted_as_resolved(given: str, kept: str) -> None:
    play = claimed()
    play.press(e.CaseDismissed, why=given)
    assert (play.case.state, play.case.handling.dismissed) == (CaseState.CLOSED, kept)
    assert play.agent(ZUZANA.id).open_case_ids == ()
    assert play.customer.open_case_id == ""
    assert (len(play.facts("case_dismissed")), play.facts("case_resolved")) == (1, [])
    play.later(hours=1).writes("Predsa len niečo")
    assert (play.case.state, play.case.handling.dismissed) == (CaseState.CLAIMED, "")


def test_a_blocked_sender_is_kept_counted_and_not_shown_until_unblocked() -> None:
    play = claimed()
    play.press(e.SenderBlocked)
    assert (play.case.state, play.case.handling.dismissed) == (CaseState.CLOSED, "blocked")
    assert Alias("blocked", "facebook_comment:fb7") in play.world.aliases
    cards = len(play.messages("case_card"))
    play.later(hours=1).writes("Kúpte si lacné lampy", thread="c9")
    assert (len(play.facts("message_blocked")), len(play.messages("case_card"))) == (1, cards)
    play.press(e.SenderUnblocked)
    play.press(e.SenderUnblocked)
    assert refused(play) == ["not_blocked"]
    play.later(hours=1).writes("Prepáčte, kde je #1001?")
    assert play.case.state is CaseState.CLAIMED


def test_whoever_opens_the_case_of_a_blocked_sender_listens_to_them_again() -> None:
    play = claimed()
    play.press(e.SenderBlocked)
    play.later(hours=1).writes("Kde je #1001?", thread="c9")
    assert len(play.facts("message_blocked")) == 1
    play.press(e.CaseReopened)
    assert (play.case.state, play.case.handling.dismissed) == (CaseState.CLAIMED, "")
    assert Alias("blocked", "facebook_comment:fb7") not in play.world.aliases
    assert "its sender is listened to" in play.notes("case.reopened")[-1]
    lines = len(play.case.lines)
    play.later(hours=1).writes("Kde je #1001?")
    assert (len(play.case.lines), len(play.facts("message_blocked"))) == (lines + 1, 1)
    play.press(e.CaseResolved)
    play.press(e.CaseReopened)
    assert len(play.notes("case.unblocked")) == 1, "one that is not blocked is only opened"


def test_blocking_after_it_was_resolved_asks_nobody() -> None:
    play = claimed()
    play.press(e.CaseResolved)
    play.press(e.SenderBlocked)
    assert play.case.state is CaseState.CLOSED
    assert play.cancelled("ask_solved", play.case.ref)
