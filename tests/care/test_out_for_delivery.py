"""It comes today: one mail a day, in time to be of use, or none and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.care.events import FulfilmentScanned, ParcelsShipped, ParcelState, Shipment
from chalicelib.care.rules import Quiet
from tests.care.play import Play
from tests.care.steps import TELLING, cancels, ordered, shipped, untrue, without

OUT = ParcelState.OUT_FOR_DELIVERY
# 07:00, 23:00 and 22:00 in Bratislava, by the clock of winter.
AT_SEVEN, AT_ELEVEN, AT_TEN = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (6, 22, 21))


def test_it_is_told_until_the_customers_night() -> None:
    play = shipped()
    play.now = AT_SEVEN
    play.scan(OUT)
    (mail,) = play.messages("out_for_delivery")
    assert mail.not_after == datetime(2026, 11, 24, 20, tzinfo=UTC), "21:00 in Bratislava"
    assert not mail.wakes
    assert untrue(play, "out_for_delivery") == ""


def test_in_the_late_evening_it_is_no_news_any_more() -> None:
    for at in (AT_TEN, AT_ELEVEN):
        play = shipped()
        play.now = at
        play.scan(OUT)
        assert play.messages("out_for_delivery") == []
        assert "its time to come was over" in play.notes("out_for_delivery.not_told")[0]


def test_a_shop_without_a_night_tells_until_the_day_ends() -> None:
    play = shipped(policy=replace(TELLING, quiet=Quiet(start="00:00", end="00:00")))
    play.now = AT_TEN
    play.scan(OUT)
    (mail,) = play.messages("out_for_delivery")
    assert mail.not_after == datetime(2026, 11, 24, 23, tzinfo=UTC)


def test_once_delivered_it_is_not_told() -> None:
    play = shipped()
    play.now = AT_SEVEN
    play.scan(OUT)
    play.later(hours=3).scan(ParcelState.DELIVERED)
    assert untrue(play, "out_for_delivery") == "no parcel of it is out_for_delivery any more"
    play.later(minutes=1).scan(OUT)
    assert len(play.messages("out_for_delivery")) == 1


def test_parcels_of_one_order_are_one_mail_a_day_and_the_next_day_is_another() -> None:
    play = shipped("N1", "N2")
    play.now = AT_SEVEN
    play.scan(OUT)
    play.later(minutes=2).scan(OUT, number="N2")
    play.later(minutes=2).scan(OUT)
    assert len(play.messages("out_for_delivery")) == 1
    play.later(days=1).scan(OUT)
    assert len(play.messages("out_for_delivery")) == 2


def test_a_scan_that_comes_a_day_late_is_no_news() -> None:
    play = shipped()
    play.now = AT_SEVEN + timedelta(days=1)
    play.scan(OUT, occurred_at=AT_SEVEN)
    assert play.messages("out_for_delivery") == []
    assert "out on 2026-11-24" in play.notes("out_for_delivery.not_told")[0]


def test_a_scan_before_its_order_is_told_when_the_order_comes() -> None:
    play = Play(policy=TELLING)
    play.scan(OUT, order_name="#1001")
    assert play.messages("out_for_delivery") == []
    play.order()
    assert len(play.messages("out_for_delivery")) == 1


def test_the_store_tells_it_of_a_fulfilment_as_well() -> None:
    play = ordered()
    shipment = Shipment(number="N1", carrier="DPD")
    play.told(ParcelsShipped, shipments=(shipment,), fulfilment_id="f1")
    play.later(minutes=5).told(FulfilmentScanned, fulfilment_id="f1", state=OUT)
    assert len(play.messages("out_for_delivery")) == 1


def test_off_is_off_and_cancelled_is_cancelled() -> None:
    play = shipped(policy=without("out_for_delivery"))
    play.scan(OUT)
    assert play.notes("out_for_delivery.not_told") == ["messages.out_for_delivery is off"]
    play = shipped()
    play.scan(OUT)
    cancels(play)
    assert untrue(play, "out_for_delivery") == "the order was cancelled"
    play = shipped()
    cancels(play)
    play.scan(OUT)
    assert play.notes("out_for_delivery.not_told") == ["the order is cancelled"]
