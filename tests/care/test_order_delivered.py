"""It has arrived: when the last parcel has, once."""

from datetime import timedelta

from chalicelib.care.arrival import arrived_at
from chalicelib.care.events import ParcelState
from tests.care.play import Play
from tests.care.steps import TELLING, cancels, shipped, untrue, without

HERE = ParcelState.DELIVERED


def test_the_last_parcel_of_the_order_is_told_and_no_other() -> None:
    play = shipped("N1", "N2")
    play.scan(HERE)
    assert play.messages("order_delivered") == []
    play.later(hours=5).scan(HERE, number="N2")
    (mail,) = play.messages("order_delivered")
    assert untrue(play, "order_delivered") == ""
    parcels = [parcel for id_ in play.the_order().parcel_ids if (parcel := play.world.parcel(id_))]
    assert arrived_at(play.the_order(), parcels) == play.now
    play.later(hours=1).scan(HERE)
    play.later(hours=1).scan(ParcelState.IN_TRANSIT)
    assert play.messages("order_delivered") == [mail]


def test_a_parcel_that_joins_later_is_a_new_arrival() -> None:
    play = shipped("N1")
    play.scan(HERE)
    play.later(hours=1).ships("N2")
    assert untrue(play, "order_delivered") == "a parcel of it is still under way"
    play.later(days=1).scan(HERE, number="N2")
    assert len(play.messages("order_delivered")) == 2


def test_nothing_is_called_shipped_after_it_has_arrived() -> None:
    play = Play(policy=TELLING)
    play.order()
    play.scan(HERE)
    play.ships("N1")
    assert (len(play.messages("order_delivered")), play.messages("order_shipped")) == (1, [])
    play.sends("order_delivered")
    play.later(minutes=1).ships("N1")
    assert len(play.messages("order_delivered")) == 1


def test_an_arrival_of_days_ago_is_no_news_and_off_is_off() -> None:
    play = shipped()
    at = play.now
    play.later(days=3).scan(HERE, occurred_at=at + timedelta(minutes=1))
    assert "this is no news" in play.notes("order_delivered.not_told")[0]
    play = shipped(policy=without("order_delivered"))
    play.scan(HERE)
    assert play.notes("order_delivered.not_told") == ["messages.order_delivered is off"]


def test_an_order_that_was_cancelled_while_under_way_is_not_said_to_have_arrived() -> None:
    play = shipped()
    cancels(play)
    play.scan(HERE)
    assert play.messages("order_delivered") == []


def test_the_past_is_not_told() -> None:
    play = shipped(history=True)
    play.scan(HERE, history=True)
    assert play.messages("order_delivered") == []
