"""At the pickup point: told once, together with what waits beside it."""

from datetime import timedelta

from chalicelib.care.events import ParcelState
from tests.care.play import Play
from tests.care.steps import TELLING, shipped, untrue, without

WAITS = ParcelState.READY_FOR_PICKUP


def test_what_waits_is_told_once() -> None:
    play = shipped()
    play.scan(WAITS)
    play.later(hours=1).scan(WAITS)
    assert len(play.messages("ready_for_pickup")) == 1


def test_a_second_parcel_makes_one_mail_of_both_and_the_first_is_not_sent_if_it_still_waits() -> None:
    play = shipped("N1", "N2")
    play.scan(WAITS)
    play.later(minutes=1).scan(WAITS, number="N2")
    first, second = play.messages("ready_for_pickup")
    assert first.id != second.id
    assert untrue(play, "ready_for_pickup") == ""
    play.effects.remove(second)
    assert untrue(play, "ready_for_pickup") == "one more parcel waits: a newer message tells of all"


def test_what_was_collected_is_not_told_any_more_but_what_waits_beside_it_is() -> None:
    play = shipped("N1", "N2")
    play.scan(WAITS)
    play.later(minutes=1).scan(WAITS, number="N2")
    play.later(hours=1).scan(ParcelState.DELIVERED)
    assert untrue(play, "ready_for_pickup") == ""
    play.later(hours=1).scan(ParcelState.DELIVERED, number="N2")
    assert untrue(play, "ready_for_pickup") == "nothing waits for collection any more"


def test_a_scan_of_days_ago_is_no_news_and_off_is_off() -> None:
    play = shipped()
    at = play.now
    play.later(days=3).scan(WAITS, occurred_at=at + timedelta(minutes=1))
    assert "this is no news" in play.notes("ready_for_pickup.not_told")[0]
    play = shipped(policy=without("ready_for_pickup"))
    play.scan(WAITS)
    assert play.notes("ready_for_pickup.not_told") == ["messages.ready_for_pickup is off"]


def test_it_waits_for_its_order() -> None:
    play = Play(policy=TELLING)
    play.scan(WAITS, order_name="#1001")
    play.order()
    assert len(play.messages("ready_for_pickup")) == 1
    play.sends("ready_for_pickup")
    play.ships("N1")
    assert len(play.messages("ready_for_pickup")) == 1, "what was told is no news when its fulfilment comes"
