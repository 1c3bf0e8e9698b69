""" "Did we solve it?": asked once per resolution, counted once per answer, reopened by No, closed by Yes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care import events as e
from chalicelib.care.events import (
    CaseClaimed,
    CaseHandedOver,
    CaseResolved,
    CauseGiven,
    ReplyWritten,
    ScoreGiven,
    SurveyKind,
    TopicCorrected,
)
from chalicelib.care.rules import Messages, Policy
from chalicelib.care.state import CaseState
from ops.simulation.cast import POLICY, ZUZANA
from tests.care.play import Play


def resolved(author: str = "Jana Kováčová") -> Play:
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?", author=author)
    play.press(CaseClaimed)
    play.press(ReplyWritten, text="V pondelok.")
    play.later(minutes=30).press(CaseResolved)
    return play


def asked() -> Play:
    play = resolved()
    play.timer("ask_solved")
    return play.later(hours=1)


def test_it_is_asked_after_the_wait_once() -> None:
    play = resolved()
    before = play.now
    play.timer("ask_solved")
    assert play.now - before == timedelta(hours=24)
    (question,) = play.messages("solved_question")
    assert question.conditions == ("resolved_in_cycle:1",)
    play.timer("ask_solved")
    assert len(play.messages("solved_question")) == 1
    assert "was asked already" in play.notes("solved_question.not_asked")[0]


def test_nobody_verified_is_not_asked_and_the_timeline_says_so() -> None:
    play = resolved(author="Peter Novák")
    play.timer("ask_solved")
    assert not play.messages("solved_question")
    assert "nobody verified" in play.notes("solved_question.not_asked")[0]


def test_no_reopens_with_the_same_agent_first_in_their_queue_and_tells_the_lead() -> None:
    play = asked()
    play.writes("Kde je moj iný balík? Prečo nie je tu", thread="other", author_id="f9", author="Eva")
    play.answers(solved=False)
    assert play.case.state is CaseState.CLAIMED
    assert play.case.agent_id == ZUZANA.id
    assert play.agent(ZUZANA.id).open_case_ids[0] == play.case.id
    assert len(play.agent(ZUZANA.id).open_case_ids) == 2
    assert play.case.priority == 1
    assert [m.to for m in play.messages("lead_reopened")] == ["agent:U9"]
    assert len(play.messages("reopened")) == 1
    assert play.customer.open_case_id == play.case.id


def test_yes_closes_and_thanks() -> None:
    play = asked()
    play.answers(solved=True)
    assert play.case.state is CaseState.CLOSED
    assert len(play.messages("solved_thanks")) == 1
    assert play.customer.last_score == "yes"


def test_no_then_resolved_again_asked_again_then_yes() -> None:
    play = asked()
    play.answers(solved=False)
    play.later(minutes=5).press(ReplyWritten, text="Už ide.")
    play.press(CaseResolved)
    play.timer("ask_solved")
    assert len(play.messages("solved_question")) == 2
    play.answers(solved=True)
    assert play.case.state is CaseState.CLOSED
    counts = {
        answer: sum(f.value for f in play.facts("solved_answer") if f.dimensions["answer"] == answer)
        for answer in ("yes", "no")
    }
    assert counts == {"yes": 1, "no": 1}


def test_an_answer_to_an_earlier_question_is_not_counted() -> None:
    play = asked()
    play.answers(solved=False)
    play.press(CaseResolved)
    play.answers(solved=True, cycle=1)
    assert play.case.state is CaseState.RESOLVED
    assert "for cycle 1" in play.notes("solved_answer.not_counted")[0]


def test_a_changed_answer_replaces_the_earlier_within_the_window_only() -> None:
    play = asked()
    play.answers(solved=True)
    play.later(hours=2).answers(solved=False)
    assert play.case.state is CaseState.CLAIMED
    assert sum(f.value for f in play.facts("solved_answer")) == 1
    play.later(days=2).answers(solved=True)
    assert play.case.state is CaseState.CLAIMED
    assert "change_within" in play.notes("solved_answer.not_counted")[-1]


def test_who_presses_on_and_on_does_not_fill_the_case() -> None:
    play = asked()
    for n in range(40):
        play.later(minutes=1).answers(solved=bool(n % 2))
    assert [each.answer for each in play.case.answers] == ["no", "yes"]
    assert play.case.state is CaseState.CLOSED


def test_an_expired_answer_is_not_counted() -> None:
    play = asked()
    play.later(days=15).answers(solved=False)
    assert play.case.state is CaseState.RESOLVED


def test_switched_off_is_said() -> None:
    play = resolved()
    play.policy = replace(POLICY, messages=Messages(solved_question=False))
    play.timer("ask_solved")
    assert play.notes("solved_question.not_asked") == ["messages.solved_question is off"]


@given(st.lists(st.booleans(), max_size=8))
def test_however_often_the_buttons_are_pressed_one_answer_counts(presses: list[bool]) -> None:
    play = asked()
    for solved in presses:
        play.later(minutes=1).answers(solved=solved)
    assert sum(f.value for f in play.facts("solved_answer")) == (1 if presses else 0)
    if presses:
        assert play.case.state is (CaseState.CLOSED if presses[-1] else CaseState.CLAIMED)
    open_ids = play.agent(ZUZANA.id).open_case_ids
    assert open_ids.count(play.case.id) == (1 if presses and not presses[-1] else 0)


def cause(play: Play, cause: str, comment: str = "", cycle: int = 1) -> None:
    play.happens(CauseGiven(
        shop="demo", key=play.key(), occurred_at=play.now, case_id=play.case.id, cycle=cycle, cause=cause,
        comment=comment,
    ))  # fmt: skip


def score(play: Play, value: int | None, comment: str = "") -> None:
    play.happens(ScoreGiven(
        shop="demo", key=play.key(), occurred_at=play.now, survey=SurveyKind.CSAT, about=str(play.case.ref), cycle=1,
        score=value, comment=comment,
    ))  # fmt: skip


def totals(play: Play, name: str, dimension: str) -> dict[str, float]:
    """A fact's sums by one dimension, without those that came to nothing."""
    found: dict[str, float] = {}
    for fact in play.facts(name):
        found[fact.dimensions[dimension]] = found.get(fact.dimensions[dimension], 0) + fact.value
    return {key: value for key, value in found.items() if value}


def test_the_cause_of_a_no_is_shown_to_the_agent_and_counted_once_whatever_it_becomes() -> None:
    play = asked()
    play.answers(solved=False)
    cause(play, "not_done", "Nikto nezavolal.")
    assert play.case.answers[-1].cause == "not_done"
    assert (play.case.lines[-1].who, play.case.lines[-1].text) == ("customer", "Nikto nezavolal.")
    (line,) = [m for m in play.messages("case_line") if m.params["line"] == "no_because"]
    assert (line.params["cause"], line.params["text"]) == ("not_done", "Nikto nezavolal.")
    assert len(play.messages("case_card")) >= 2
    cause(play, "partly")
    assert totals(play, "solved_cause", "cause") == {"partly": 1}
    assert play.facts("solved_cause")[0].dimensions["agent"] == ZUZANA.id
    play.later(minutes=1).answers(solved=True)
    assert totals(play, "solved_cause", "cause") == {}


def test_a_cause_is_taken_back_where_it_was_counted_whoever_has_the_case_by_then() -> None:
    play = asked()
    play.answers(solved=False)
    cause(play, "not_done")
    play.press(TopicCorrected, topic="product")
    play.press(CaseHandedOver, to="U2", note="Polish")
    play.press(CaseClaimed, user="U2")
    play.later(minutes=1).answers(solved=True)
    first, back = play.facts("solved_cause")
    assert (back.value, back.dimensions) == (-1, first.dimensions)


def test_a_cause_without_a_no_or_that_nobody_knows_is_not_counted() -> None:
    play = asked()
    cause(play, "not_done")
    play.answers(solved=False)
    cause(play, "the weather")
    cause(play, "not_done", cycle=2)
    assert len(play.notes("solved_cause.not_counted")) == 3
    assert not play.facts("solved_cause")


def test_a_score_after_yes_counts_and_a_changed_one_takes_its_place() -> None:
    play = asked()
    play.answers(solved=True)
    score(play, 4)
    score(play, 5, "Rýchlo a milo.")
    score(play, 5)
    assert play.case.answers[-1].score == 5
    assert totals(play, "csat", "score") == {"5": 1}
    assert totals(play, "survey_answered", "kind") == {"solved": 1}, "no survey of its own went out"
    assert play.customer.last_score == "5/5"
    assert play.case.state is CaseState.CLOSED
    assert [m.params["score"] for m in play.messages("opinion_line")] == ["4", "5"]


def test_a_low_score_after_yes_opens_the_case_again_with_the_same_agent() -> None:
    play = asked()
    play.answers(solved=True)
    score(play, 1, "Trvalo to týždeň.")
    assert (play.case.state, play.case.agent_id) == (CaseState.CLAIMED, ZUZANA.id)
    assert play.case.lines[-1].text == "1/5\nTrvalo to týždeň."
    assert "not satisfied: 1 of 5" in play.notes("case.reopened")[0]


def test_a_score_counts_after_a_yes_only() -> None:
    play = asked()
    score(play, 5)
    play.answers(solved=False)
    score(play, 5)
    assert not play.facts("csat")
    assert len(play.notes("score.not_counted")) == 2


def test_a_changed_answer_counts_as_changed() -> None:
    play = asked()
    play.answers(solved=True)
    play.later(minutes=1).answers(solved=False)
    assert totals(play, "solved_changed", "answer") == {"no": 1}
    assert totals(play, "survey_answered", "kind") == {"solved": 1}


def asked_in_a_chat(shop: Policy = POLICY) -> Play:
    """By WhatsApp, of a customer whose address is known; resolved at once, so that the chat still takes it."""
    play = Play(policy=replace(shop, solved=replace(shop.solved, wait=timedelta(hours=1))))
    play.order()
    play.happens(e.MessageReceived(
        shop="demo", key="w1", occurred_at=play.now, channel="whatsapp", thread="wa1", item_id="w1",
        author_id="421905111222", author_name="Jana Kováčová", text="Kde je objednávka #1001?",
    ))  # fmt: skip
    play.press(CaseResolved)
    play.timer("ask_solved")
    (question,) = play.messages("solved_question")
    assert (question.channel, question.not_after < play.now + timedelta(days=1)) == ("social", True)
    return play


def ends(play: Play, kind: type[e.MessageSkipped] | type[e.MessageFailed], **more: object) -> None:
    """The question does not go out in the chat."""
    row = play.messages("solved_question")[0]
    play.happens(kind(
        shop="demo", key=f"end:{row.id}", occurred_at=play.now, message_id=row.id, kind=row.kind, channel=row.channel,
        about=str(row.about), reason="its latest time has passed", **more,  # type: ignore[arg-type]
    ))  # fmt: skip


@pytest.mark.parametrize("kind", [e.MessageSkipped, e.MessageFailed])
def test_what_a_chat_takes_no_more_is_asked_by_mail(kind: type[e.MessageSkipped] | type[e.MessageFailed]) -> None:
    play = asked_in_a_chat().later(hours=23)
    ends(play, kind)
    _, mail = play.messages("solved_question")
    assert (mail.channel, mail.to, mail.conditions) == (
        "email", f"customer:{play.customer.id}", ("resolved_in_cycle:1",),
    )  # fmt: skip
    assert mail.not_after > play.now + timedelta(days=10)
    assert [each.kind for each in play.customer.surveyed] == ["solved"], "one question, however it went out"
    told = [each.params["instead"] for each in play.messages("message_trouble")]
    assert told == (["mail"] if kind is e.MessageFailed else []), "the team is not told that it did not go out"


def test_what_a_chat_may_have_taken_is_not_asked_again() -> None:
    play = asked_in_a_chat()
    ends(play, e.MessageFailed, ambiguous=True)
    assert len(play.messages("solved_question")) == 1
    assert [each.params["ambiguous"] for each in play.messages("message_trouble")] == ["yes"]


def test_what_neither_chat_nor_mail_takes_did_not_go_out_and_the_team_hears_so() -> None:
    play = asked_in_a_chat()
    play.world.subjects[play.customer.ref] = replace(play.customer, email="")  # type: ignore[index]
    ends(play, e.MessageFailed)
    assert len(play.messages("solved_question")) == 1
    assert ["instead" in each.params for each in play.messages("message_trouble")] == [False]


@pytest.mark.parametrize("since", ["wrote", "muted"])
def test_nor_is_what_nobody_wants_to_know_any_more(since: str) -> None:
    play = asked_in_a_chat()
    if since == "wrote":
        play.happens(e.MessageReceived(
            shop="demo", key="w2", occurred_at=play.now, channel="whatsapp", thread="wa1", item_id="w2",
            author_id="421905111222", author_name="Jana Kováčová", text="Stále nič neprišlo, kde to je?",
        ))  # fmt: skip
    else:
        play.happens(e.CustomerMuted(
            shop="demo", key="m", occurred_at=play.now, customer_id=play.customer.id, group="survey",
        ))  # fmt: skip
    ends(play, e.MessageSkipped)
    assert len(play.messages("solved_question")) == 1
    assert play.notes("solved_question.not_mailed")


@pytest.mark.parametrize(("scanned", "lines"), [(True, 1), (False, 0)])
def test_that_a_scanner_was_there_is_said_under_the_answer(scanned: bool, lines: int) -> None:
    play = asked()
    play.happens(e.SolvedAnswered(
        shop="demo", key="a", occurred_at=play.now, case_id=play.case.id, cycle=1, solved=True, scanned=scanned,
    ))  # fmt: skip
    said = [each for each in play.messages("case_line") if each.params["line"] == "scanned"]
    assert (len(said), len(play.notes("solved_answer.scanned"))) == (lines, lines)
