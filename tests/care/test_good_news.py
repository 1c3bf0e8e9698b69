"""What stood still and was told is moving again: said once per delay, to who was told, and never once it is here."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.care import still_true
from chalicelib.care.events import ParcelState, Reason
from chalicelib.care.rules import Late, Messages, Policy, Promise
from ops.simulation.cast import POLICY
from tests.care.play import Play

EXCEPTION, DELIVERED, MOVING = ParcelState.EXCEPTION, ParcelState.DELIVERED, ParcelState.IN_TRANSIT
WATCHING = replace(POLICY, late=Late(near_days=2, no_scan_days=4), promise=Promise(ship_days=1))


def stuck(policy: Policy = POLICY, told: bool = True) -> Play:
    """A parcel that customs hold, without a date; its customer was told."""
    play = Play(policy=policy)
    play.order()
    play.ships("N1")
    play.later(hours=5).scan(EXCEPTION, reason=Reason.CUSTOMS)
    if told:
        play.sends("late_parcel")
    return play.later(hours=20)


def true(play: Play) -> str:
    (message,) = play.messages("good_news")
    return still_true.why_untrue(play.world, message.about, message.conditions)


@pytest.mark.parametrize(
    ("eta", "in_time"), [(None, ""), (date(2026, 11, 27), "yes"), (date(2026, 11, 26), "yes"), (date(2026, 12, 1), "")]
)
def test_who_was_told_hears_that_it_moves_with_the_date_within_the_promise_or_not(
    eta: date | None, in_time: str
) -> None:
    play = stuck()
    play.scan(MOVING, eta)
    (message,) = play.messages("good_news")
    assert (message.params["new_date"], message.params["in_time"]) == (str(eta or ""), in_time)
    assert not message.wakes  # the night holds it
    assert "good_news" in still_true.NOTICES
    assert len(play.messages("late_parcel")) == 1
    assert true(play) == ""
    known = {None: "unknown", date(2026, 12, 1): "no"}.get(eta, "yes")
    assert play.facts("good_news")[0].dimensions == {"rule": "carrier_exception", "in_time": known}


def test_it_is_said_once_in_a_delay() -> None:
    play = stuck()
    for state in (MOVING, EXCEPTION, MOVING, MOVING):
        play.later(hours=1).scan(state, date(2026, 12, 1) if state is MOVING else None)
    assert len(play.messages("good_news")) == 1


def test_a_new_delay_may_have_its_own() -> None:
    play = stuck()
    play.scan(MOVING, date(2026, 11, 27))
    play.sends("good_news")
    assert play.the_order().delay is None
    play.ships("N2")
    play.later(hours=1).scan(EXCEPTION, number="N2", reason=Reason.CUSTOMS)
    play.sends("late_parcel")
    play.later(hours=1).scan(MOVING, number="N2")
    assert [message.params["episode"] for message in play.messages("good_news")] == ["1", "2"]


def test_who_was_not_told_hears_nothing() -> None:
    play = stuck(told=False)
    play.scan(MOVING, date(2026, 11, 27))
    assert not play.messages("good_news")
    assert play.notes("good_news.not_told") == ["the notice of the delay has not gone out"]


def test_nothing_once_it_has_arrived_or_stands_again() -> None:
    play = stuck()
    play.scan(DELIVERED)
    assert not play.messages("good_news")
    play = stuck()
    play.scan(MOVING)
    play.later(hours=1).scan(DELIVERED)
    assert true(play).endswith("is delivered, not moving")
    play = stuck()
    play.scan(MOVING)
    play.later(hours=1).scan(EXCEPTION, reason=Reason.LOST)
    assert true(play).endswith("is exception, not moving")


def test_a_delay_with_a_new_date_has_no_standstill_to_end() -> None:
    play = Play()
    play.order()
    play.ships("N1")
    play.later(hours=5).scan(EXCEPTION, date(2026, 11, 30))
    play.sends("late_parcel")
    play.later(hours=5).scan(MOVING, date(2026, 11, 30))
    assert not play.messages("good_news")


def test_all_of_what_was_late_must_move() -> None:
    play = Play()
    play.order()
    play.ships("N1", "N2")
    play.later(hours=5).scan(EXCEPTION, reason=Reason.CUSTOMS)
    play.scan(EXCEPTION, number="N2", reason=Reason.CUSTOMS)
    play.sends("late_parcel")
    play.later(hours=5).scan(MOVING)
    assert not play.messages("good_news")
    play.scan(MOVING, number="N2")
    assert len(play.messages("good_news")[0].params["parcels"].split(",")) == 2


def test_after_a_silence_only_a_new_scan_is_news() -> None:
    play = Play(policy=WATCHING)
    play.order(promised=date(2026, 12, 3))
    play.ships("N1")
    play.later(hours=5).scan(MOVING)
    while not play.messages("late_parcel"):
        play.timer("promise_ends")
    assert play.messages("late_parcel")[-1].params["rule"] == "no_scan"
    play.sends("late_parcel")
    play.later(hours=3).scan(MOVING, occurred_at=play.now - timedelta(days=2))
    assert not play.messages("good_news")
    play.later(hours=3).scan(MOVING)
    assert len(play.messages("good_news")) == 1


def test_what_was_not_handed_over_is_news_at_its_first_scan_unless_the_shipped_mail_says_so() -> None:
    for announced in (False, True):
        play = Play(policy=WATCHING)
        play.order(promised=date(2026, 11, 27))
        if not announced:
            play.ships("N1")
        for _ in range(3):
            play.timer("promise_ends")
        assert play.messages("late_parcel")[0].params["rule"] == "not_handed_over"
        play.sends("late_parcel")
        if announced:
            play.later(hours=1).ships("N1")
        play.later(hours=1).scan(MOVING)
        assert len(play.messages("good_news")) == (0 if announced else 1)


def test_an_agent_who_talks_with_the_customer_tells_it() -> None:
    play = stuck()
    play.writes("Kde je moja objednávka #1001?")
    play.scan(MOVING)
    assert not play.messages("good_news")
    assert play.notes("case.parcel_moves") == ["what was late is moving again"]


def test_who_writes_while_the_night_holds_it_hears_it_in_the_morning() -> None:
    """Nobody else would tell them, and the date that it names counts as told."""
    play = stuck()
    play.scan(MOVING, date(2026, 12, 1))
    play.writes("Kde je moja objednávka #1001?")
    assert true(play) == ""


def test_it_can_be_turned_off() -> None:
    play = stuck(replace(POLICY, messages=Messages(good_news=False)))
    play.scan(MOVING)
    assert play.notes("good_news.not_told") == ["messages.good_news is off"]


def test_the_date_it_names_is_kept_and_slips_from_there() -> None:
    play = stuck()
    play.scan(MOVING, date(2026, 12, 1))
    play.sends("good_news")
    assert play.the_order().told_date == date(2026, 12, 1)
    play.later(hours=5).scan(MOVING, date(2026, 12, 2))
    assert len(play.messages("late_parcel")) == 1
    play.later(hours=5).scan(MOVING, date(2026, 12, 3))
    assert [m.params["new_date"] for m in play.messages("late_parcel")] == ["", "2026-12-03"]


def test_what_comes_today_is_told_by_that_mail() -> None:
    play = stuck(replace(POLICY, messages=replace(POLICY.messages, out_for_delivery=True)))
    play.scan(ParcelState.OUT_FOR_DELIVERY)
    assert not play.messages("good_news")
    assert play.notes("good_news.not_told") == ["the mail that it comes today says so"]
    play = stuck()
    play.scan(ParcelState.OUT_FOR_DELIVERY)
    assert len(play.messages("good_news")) == 1


def test_held_by_the_night_it_is_not_said_once_that_mail_says_that_it_comes_today() -> None:
    play = stuck(replace(POLICY, messages=replace(POLICY.messages, out_for_delivery=True)))
    play.scan(MOVING)
    assert true(play) == ""
    play.later(hours=9).scan(ParcelState.OUT_FOR_DELIVERY)
    assert true(play).endswith("is out_for_delivery, not moving")


@pytest.mark.parametrize("eta", [None, date(2026, 12, 1)])
def test_held_by_the_night_it_names_no_date_that_a_newer_notice_has_moved(eta: date | None) -> None:
    play = stuck()
    play.scan(MOVING, eta)
    play.later(hours=2).scan(MOVING, date(2026, 12, 8))
    assert play.messages("late_parcel")[-1].params["new_date"] == "2026-12-08"
    assert true(play) == "a newer message tells of it"
