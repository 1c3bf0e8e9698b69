"""Whether they would recommend us, days after a Yes: of a few, once, beside no other question; a low score gets a case
with an owner, and the solved one stays solved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care import still_true
from chalicelib.care.rules import Messages, Surveys
from chalicelib.care.state import Case, CaseState, Evidence, Surveyed
from ops.simulation.cast import POLICY
from tests.care.play import Play
from tests.care.test_solved import resolved

RULES = Surveys(case_nps_share=1.0, case_wait=timedelta(days=7), at_most=3)
ASKING = replace(POLICY, surveys=RULES)
MAIL = "case_nps"


def said_yes(rules: Surveys = RULES) -> Play:
    play = resolved()
    play.policy = replace(ASKING, surveys=rules)
    play.timer("ask_solved")
    play.sends("solved_question")
    play.later(hours=1).answers(solved=True)
    return play


def asked() -> Play:
    play = said_yes()
    play.timer("case_asks")
    play.sends(MAIL)
    return play.later(hours=1)


def scores(play: Play, score: int | None, comment: str = "", may_quote: bool = False) -> None:
    play.happens(e.ScoreGiven(
        shop="demo", key=play.key(), occurred_at=play.now, survey=e.SurveyKind.NPS, about=str(play.case.ref),
        score=score, comment=comment, may_quote=may_quote,
    ))  # fmt: skip


def others(play: Play) -> list[Case]:
    every = (each for each in play.world.subjects.values() if isinstance(each, Case))
    return [case for case in every if case.id != play.case.id]


def timers(play: Play) -> int:
    return len([each for each in play.effects if getattr(each, "kind", "") == "case_asks"])


def test_so_long_after_the_yes_once_under_the_count_of_all_surveys() -> None:
    play = said_yes()
    yes_at = play.now
    play.timer("case_asks")
    assert play.now - yes_at == RULES.case_wait
    (mail,) = play.messages(MAIL)
    assert (mail.to, mail.about, mail.conditions) == (f"customer:{play.customer.id}", play.case.ref, ("solved_well",))
    assert [each.kind for each in play.customer.surveyed] == ["solved", "nps"]
    play.sends(MAIL)
    assert [fact.dimensions["kind"] for fact in play.facts("survey_sent")] == ["solved", "nps"]
    play.timer("case_asks")
    assert len(play.messages(MAIL)) == 1


def test_who_is_not_drawn_is_not_asked_and_it_costs_no_timer() -> None:
    play = said_yes(replace(RULES, case_nps_share=0.0))
    assert play.notes("survey.not_asked") == ["not drawn; surveys.case_nps_share = 0.0"]
    assert timers(play) == 0


@pytest.mark.parametrize("says_no", [True, False])
def test_a_no_or_silence_draws_nothing_nor_does_a_yes_that_comes_too_late(says_no: bool) -> None:
    play = resolved()
    play.policy = replace(ASKING, solved=replace(POLICY.solved, remind_after=timedelta(days=3)))
    play.timer("ask_solved")
    play.sends("solved_question")
    if says_no:
        play.later(hours=1).answers(solved=False)
    else:
        play.timer("solved_remind")
        play.sends("solved_reminder")
    cycle = play.case.cycle
    play.now += POLICY.solved.expires + timedelta(days=1)
    play.answers(solved=True, cycle=cycle)
    assert (play.case.survey, timers(play)) == (None, 0)


def test_a_case_that_was_opened_again_is_drawn_anew_when_it_is_solved_anew() -> None:
    play = said_yes()
    play.later(hours=2).answers(solved=False)
    play.timer("case_asks")
    assert play.case.survey is None
    assert "drawn once it is solved anew" in play.notes("survey.put_off")[0]
    play.press(e.CaseResolved)
    play.timer("ask_solved")
    play.later(hours=1).answers(solved=True)
    yes_at = play.now
    play.timer("case_asks")
    while not play.messages(MAIL):
        play.timer("case_asks")
    assert play.now - yes_at >= RULES.case_wait


def test_a_yes_after_a_no_before_it_is_asked_waits_from_that_yes() -> None:
    play = said_yes()
    play.later(hours=2).answers(solved=False)
    play.later(hours=2).press(e.CaseResolved)
    play.timer("ask_solved")
    play.later(hours=2).answers(solved=True)
    yes_at = play.now
    play.timer("case_asks")
    assert play.now - yes_at == RULES.case_wait


@pytest.mark.parametrize("what", ["muted", "off", "asked often", "asked the same", "no address"])
def test_who_wants_none_or_was_asked_enough_is_not_asked_and_the_timeline_says_why(what: str) -> None:
    play = said_yes()
    why = ""
    match what:
        case "muted":
            play.happens(e.CustomerMuted(
                shop="demo", key="m", occurred_at=play.now, customer_id=play.customer.id, group="survey"
            ))  # fmt: skip
            why = "muted: asked for it"
        case "off":
            play.policy = replace(ASKING, messages=Messages(case_nps=False))
            why = "messages.case_nps is off"
        case "asked often":
            play.policy = replace(ASKING, surveys=replace(RULES, at_most=1))
            why = "surveys.at_most = 1"
        case "asked the same":
            last = Surveyed("nps", play.now - timedelta(days=3), "order:shopify:9")
            play.world.subjects[play.customer.ref] = replace(  # type: ignore[index]
                play.customer, surveyed=(*play.customer.surveyed, last)
            )
            why = "asked the same at"
        case "no address":
            play.world.subjects[play.customer.ref] = replace(play.customer, email="")  # type: ignore[index]
            why = "no e-mail address is known"
    play.timer("case_asks")
    assert not play.messages(MAIL)
    assert why in play.notes("survey.not_asked")[0]


def test_a_case_that_was_given_up_is_not_drawn_anew_when_it_is_solved_anew() -> None:
    play = said_yes()
    play.policy = replace(ASKING, messages=Messages(case_nps=False))
    play.timer("case_asks")
    play.policy = ASKING
    given_up = timers(play)
    play.later(hours=1).press(e.CaseReopened)
    play.later(hours=1).press(e.CaseResolved)
    play.timer("ask_solved")
    play.later(hours=1).answers(solved=True)
    assert [each.cycle for each in play.case.answers] == [1, 2]
    assert timers(play) == given_up


def test_beside_another_question_it_waits() -> None:
    play = said_yes(replace(RULES, case_wait=timedelta(hours=1)))
    asked_at = play.customer.surveyed[-1].at
    while not play.messages(MAIL):
        play.timer("case_asks")
    assert play.now - asked_at >= RULES.apart
    assert "surveys.apart" in play.notes("survey.put_off")[0]


def test_while_another_case_of_theirs_is_open_it_waits_and_a_mail_on_its_way_is_not_sent() -> None:
    play = said_yes()
    play.timer("case_asks")
    (mail,) = play.messages(MAIL)
    assert still_true.why_untrue(play.world, mail.about, mail.conditions) == ""
    play.happens(e.MessageReceived(
        shop="demo", key="w2", occurred_at=play.now, channel="email", thread="t2", item_id="m2", author_id="j",
        person=e.Person(email="jana@example.sk"), verified=True, text="Faktúra #1001 je zle.",
    ))  # fmt: skip
    assert others(play)
    assert "is open" in still_true.why_untrue(play.world, mail.about, mail.conditions)


def test_what_did_not_go_out_does_not_stand_in_the_way_of_the_next_question() -> None:
    play = said_yes()
    play.timer("case_asks")
    (mail,) = play.messages(MAIL)
    play.happens(e.MessageSkipped(
        shop="demo", key="s", occurred_at=play.now, message_id=mail.id, kind=MAIL, channel="email",
        about=str(mail.about), reason="the case is claimed",
    ))  # fmt: skip
    assert [each.kind for each in play.customer.surveyed] == ["solved"]


def test_a_promoter_counts_as_asked_after_a_case_and_may_be_quoted() -> None:
    play = asked()
    scores(play, 10)
    scores(play, 10, "Rýchlo a milo!", may_quote=True)
    (fact,) = play.facts("nps")
    assert (fact.value, fact.dimensions) == (1, {"score": "10", "via": "case", "group": "promoter"})
    assert [each.dimensions["kind"] for each in play.facts("survey_answered")] == ["solved", "nps"]
    assert [(each.text, each.about) for each in play.customer.quotable] == [("Rýchlo a milo!", str(play.case.ref))]
    assert not others(play)


def test_a_detractor_gets_a_case_of_their_own_with_an_owner_and_the_solved_one_stays_solved() -> None:
    play = asked()
    scores(play, 4)
    scores(play, 4, "Dlho som čakala.")
    (case,) = others(play)
    assert (case.channel, case.evidence, case.customer_id) == ("survey", Evidence.ANSWERED, play.customer.id)
    assert (case.state, case.agent_id, case.order_id) == (CaseState.WAITING, "U1", "shopify:1")
    assert case.priority >= POLICY.surveys.raised
    assert [line.text for line in case.lines] == ["4/10", "4/10\nDlho som čakala."]
    assert (play.case.state, play.case.reopened) == (CaseState.CLOSED, 0)
    assert sum(fact.value for fact in play.facts("nps")) == 1


def test_a_score_that_was_not_asked_for_does_not_count() -> None:
    play = said_yes()
    scores(play, 9)
    assert not play.facts("nps")
    assert play.notes("score.not_counted") == ["nobody was asked for nps"]
