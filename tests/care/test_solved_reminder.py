"""Who does not answer is reminded once, and not for what is no longer so."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.care.events import CaseResolved, TimerFired
from chalicelib.care.state import Customer
from ops.simulation.cast import POLICY
from tests.care.play import Play
from tests.care.test_solved import resolved

REMINDING = replace(POLICY, solved=replace(POLICY.solved, remind_after=timedelta(days=3)))


def sent(reminding: bool = True) -> Play:
    play = resolved()
    play.policy = REMINDING if reminding else POLICY
    play.timer("ask_solved")
    play.sends("solved_question")
    return play


def test_once_and_only_after_the_question_has_gone_out() -> None:
    play = sent()
    before = play.now
    play.timer("solved_remind")
    assert play.now - before == timedelta(days=3)
    (reminder,) = play.messages("solved_reminder")
    assert reminder.conditions == ("resolved_in_cycle:1",)
    assert reminder.not_after == play.messages("solved_question")[0].not_after
    play.sends("solved_reminder")
    assert [fact.dimensions["kind"] for fact in play.facts("survey_sent")] == ["solved"]
    assert len(play.customer.surveyed) == 1


def test_switched_off_nobody_is_reminded() -> None:
    play = sent(reminding=False)
    assert not [effect for effect in play.effects if getattr(effect, "kind", "") == "solved_remind"]


def test_an_answer_or_a_message_ends_it() -> None:
    for answer in (True, False):
        play = sent()
        play.later(hours=1).answers(solved=answer)
        assert play.cancelled("solved_remind", play.case.ref)
    play = sent()
    play.later(hours=1).writes("Stále nič.")
    assert play.cancelled("solved_remind", play.case.ref)
    play.later(hours=1).press(CaseResolved)
    assert play.case.cycle == 2


def test_who_muted_us_meanwhile_is_not_reminded() -> None:
    play = sent()
    play.world.subjects[play.customer.ref] = replace(  # type: ignore[index]
        play.customer, muted={"survey": "asked for it (2026-11-27)"}
    )
    assert isinstance(play.customer, Customer)
    play.timer("solved_remind")
    assert play.notes("solved_reminder.not_asked") == ["muted: asked for it (2026-11-27)"]


def test_a_reminder_that_had_rung_when_the_answer_came_reminds_nobody() -> None:
    play = sent()
    play.later(days=3).answers(solved=True)
    play.happens(TimerFired(
        shop="demo", key=play.key(), occurred_at=play.now, subject=str(play.case.ref), kind="solved_remind",
        params={"cycle": "1"},
    ))  # fmt: skip
    assert play.messages("solved_reminder") == []
    assert play.notes("solved_reminder.not_asked") != []
