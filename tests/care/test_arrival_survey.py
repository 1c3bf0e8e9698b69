"""Asked once all has really arrived, of a few, and not about what went wrong; a bad score gets a case with an owner."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care import events as e
from chalicelib.care import still_true
from chalicelib.care.arrival_survey import drawn
from chalicelib.care.rules import Messages, Surveys
from chalicelib.care.state import Case, CaseState, Evidence, Surveyed
from chalicelib.care.vocabulary import Money, ReturnState
from ops.simulation.cast import POLICY
from tests.care.play import Play

ALL = Surveys(nps_share=1.0, at_most=3)
ASKING = replace(POLICY, surveys=ALL)
MAIL = "survey_nps"


def here(policy: object = ASKING, *numbers: str) -> Play:
    """An order of which every parcel has arrived."""
    play = Play(policy=policy)  # type: ignore[arg-type]
    play.order()
    play.ships(*(numbers or ("N1",)))
    for number in numbers or ("N1",):
        play.later(hours=20).scan(e.ParcelState.DELIVERED, number=number)
    return play


def scores(play: Play, score: int | None, comment: str = "", may_quote: bool = False) -> None:
    play.happens(e.ScoreGiven(
        shop="demo", key=play.key(), occurred_at=play.now, survey=e.SurveyKind.NPS, about="order:shopify:1",
        score=score, comment=comment, may_quote=may_quote,
    ))  # fmt: skip


def asked() -> Play:
    play = here()
    play.timer("arrival_asks")
    play.sends(MAIL)
    return play.later(hours=1)


def cases(play: Play) -> list[Case]:
    return [found for found in play.world.subjects.values() if isinstance(found, Case)]


def test_so_long_after_the_last_parcel_and_not_the_first() -> None:
    play = Play(policy=ASKING)
    play.order()
    play.ships("N1", "N2")
    play.later(days=1).scan(e.ParcelState.DELIVERED)
    assert play.the_order().survey is None
    play.later(days=2).scan(e.ParcelState.DELIVERED, number="N2")
    arrived = play.now
    play.timer("arrival_asks")
    assert play.now - arrived == ALL.arrived_wait
    (mail,) = play.messages(MAIL)
    assert (mail.to, mail.conditions, mail.wakes) == (f"customer:{play.customer.id}", ("arrived_well",), False)
    assert [each.kind for each in play.customer.surveyed] == ["nps"]
    play.sends(MAIL)
    assert [fact.dimensions["kind"] for fact in play.facts("survey_sent")] == ["nps"]


def test_one_that_is_not_drawn_says_so_and_costs_no_timer() -> None:
    play = here(replace(POLICY, surveys=Surveys()))
    assert "not drawn" in play.notes("survey.not_asked")[0]
    assert not [each for each in play.effects if getattr(each, "kind", "") == "arrival_asks"]
    assert play.the_order().survey is not None


def test_a_late_scan_draws_nothing_a_second_time() -> None:
    play = here()
    play.later(hours=1).scan(e.ParcelState.DELIVERED)
    assert len(play.notes("survey.drawn")) == 1


@given(st.integers(0, 10_000), st.floats(0, 0.5), st.floats(0, 0.5))
def test_the_draw_is_the_same_every_time_and_of_its_size(number: int, nps: float, csat: float) -> None:
    policy = replace(POLICY, surveys=Surveys(nps_share=nps, csat_share=csat))
    assert drawn(f"shopify:{number}", policy) == drawn(f"shopify:{number}", policy)


def test_of_many_orders_the_shares_are_drawn_and_another_salt_draws_others() -> None:
    def found(salt: str) -> list[str]:
        policy = replace(POLICY, surveys=Surveys(nps_share=0.2, csat_share=0.3, salt=salt))
        return [drawn(f"shopify:{number}", policy) for number in range(4000)]

    one = found("")
    assert abs(one.count("nps") / 4000 - 0.2) < 0.03
    assert abs(one.count("csat") / 4000 - 0.3) < 0.03
    assert one != found("again")


@pytest.mark.parametrize("what", ["refund", "return", "cancelled", "muted", "off", "asked before"])
def test_an_order_that_went_wrong_or_a_customer_who_wants_none_is_not_asked(what: str) -> None:
    play = here()
    match what:
        case "refund":
            play.told(e.RefundMade, refund_id="r1", amount=Money(100, "EUR"))
        case "return":
            play.told(e.ReturnReported, return_id="b1", state=ReturnState.REQUESTED)
        case "cancelled":
            play.told(e.OrderCancelled)
        case "muted":
            play.happens(e.CustomerMuted(
                shop="demo", key="m", occurred_at=play.now, customer_id=play.customer.id, group="survey"
            ))  # fmt: skip
        case "off":
            play.policy = replace(ASKING, messages=Messages(survey_nps=False))
        case "asked before":
            play.policy = replace(ASKING, surveys=replace(ALL, at_most=1))
            customer = replace(play.customer, surveyed=(_surveyed(play),))
            play.world.subjects[customer.ref] = customer  # type: ignore[index]
    play.timer("arrival_asks")
    assert not play.messages(MAIL)
    assert len(play.notes("survey.not_asked")) == 1
    assert play.notes("survey.not_asked")[0]


def _surveyed(play: Play) -> Surveyed:
    return Surveyed("solved", play.now - timedelta(days=10), "case:1")


def test_while_a_case_is_open_it_waits_and_at_last_is_not_asked() -> None:
    play = here()
    play.writes("Lampa #1001 bliká.")
    days = 0
    while not play.notes("survey.not_asked"):
        play.timer("arrival_asks")
        days += 1
    assert not play.messages(MAIL)
    assert days == ALL.patience.days + 1
    assert "surveys.patience" in play.notes("survey.not_asked")[0]


def test_once_the_case_is_over_it_is_asked_a_while_after_the_other_question() -> None:
    play = here()
    play.writes("Lampa #1001 bliká.")
    play.press(e.CaseClaimed)
    play.press(e.ReplyWritten, text="Vymeníme.")
    play.press(e.CaseResolved)
    play.timer("ask_solved")
    when = play.now
    play.timer("arrival_asks")
    while not play.messages(MAIL):
        play.timer("arrival_asks")
    assert play.now - when >= ALL.apart


def test_a_parcel_that_comes_after_puts_it_off_until_all_is_here() -> None:
    play = here()
    play.later(hours=1).ships("N2")
    play.timer("arrival_asks")
    assert play.the_order().survey is None
    assert not play.messages(MAIL)
    play.later(days=1).scan(e.ParcelState.DELIVERED, number="N2")
    play.timer("arrival_asks")
    assert len(play.messages(MAIL)) == 1


def test_what_arrived_long_before_we_heard_of_it_is_not_asked_about() -> None:
    play = Play(policy=ASKING)
    play.order()
    play.ships()
    play.later(days=40)
    play.scan(e.ParcelState.DELIVERED, occurred_at=play.now - timedelta(days=30))
    assert play.notes("survey.not_asked") == ["it arrived long ago"]


def test_a_mail_that_waits_is_not_sent_once_something_goes_back_or_they_write() -> None:
    for what in ("refund", "case"):
        play = here()
        play.timer("arrival_asks")
        (mail,) = play.messages(MAIL)
        assert still_true.why_untrue(play.world, mail.about, mail.conditions) == ""
        if what == "refund":
            play.told(e.RefundMade, refund_id="r1", amount=Money(100, "EUR"))
        else:
            play.writes("Lampa #1001 bliká.")
        assert still_true.why_untrue(play.world, mail.about, mail.conditions)


def test_a_promoter_counts_once_is_shown_and_may_be_quoted() -> None:
    play = asked()
    scores(play, 9)
    scores(play, 9, "Krásna lampa!", may_quote=True)
    (fact,) = play.facts("nps")
    assert (fact.value, fact.dimensions) == (1, {"score": "9", "via": "arrival", "group": "promoter"})
    (quote,) = play.customer.quotable
    assert (quote.text, quote.at, quote.about) == ("Krásna lampa!", play.now, "order:shopify:1")
    assert play.customer.last_score == "9/10"
    assert not cases(play)
    assert [m.params["quote"] for m in play.messages("opinion_line")] == ["", "yes"]


def test_a_detractor_gets_a_case_with_an_owner_in_their_language_more_urgent_than_others() -> None:
    play = asked()
    scores(play, 3)
    scores(play, 3, "Prišla rozbitá.")
    (case,) = cases(play)
    assert (case.channel, case.evidence, case.language) == ("survey", Evidence.ANSWERED, "sk")
    assert (case.state, case.agent_id, case.order_id) == (CaseState.WAITING, "U1", "shopify:1")
    assert case.priority >= POLICY.surveys.raised
    assert [line.text for line in case.lines] == ["3/10", "3/10\nPrišla rozbitá."]
    assert sum(fact.value for fact in play.facts("nps")) == 1


def test_a_changed_score_takes_the_place_of_the_first_within_the_window_only() -> None:
    play = asked()
    scores(play, 10)
    play.later(hours=1)
    scores(play, 8)
    groups: dict[str, float] = {}
    for fact in play.facts("nps"):
        groups[fact.dimensions["group"]] = groups.get(fact.dimensions["group"], 0) + fact.value
    assert groups == {"promoter": 0, "passive": 1}
    play.later(days=2)
    scores(play, 2)
    assert not cases(play)
    assert "change_within is over" in play.notes("score.not_counted")[0]


def test_a_score_that_nobody_asked_for_or_for_too_long_ago_does_not_count() -> None:
    play = here()
    scores(play, 9)
    play.timer("arrival_asks")
    play.later(days=15)
    scores(play, 9)
    assert not play.facts("nps")
    assert len(play.notes("score.not_counted")) == 2
