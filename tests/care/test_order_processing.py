"""It is paid and we work on it: once, and not after it has left."""

from datetime import timedelta

from chalicelib.care.events import OrderPaid
from tests.care.play import NOON, Play
from tests.care.steps import TELLING, cancels, ordered, untrue, without


def test_a_paid_order_is_told_of_once() -> None:
    play = ordered()
    assert play.messages("order_processing") == []
    play.told(OrderPaid)
    play.later(minutes=1).told(OrderPaid)
    assert len(play.messages("order_processing")) == 1


def test_a_payment_that_is_known_before_its_order_waits_for_it() -> None:
    play = Play(policy=TELLING)
    play.told(OrderPaid)
    assert play.messages("order_processing") == []
    play.order()
    assert len(play.messages("order_processing")) == 1


def test_what_has_left_is_not_in_processing() -> None:
    play = ordered()
    play.told(OrderPaid)
    assert untrue(play, "order_processing") == ""
    play.ships()
    assert untrue(play, "order_processing") == "it has left already"
    play = ordered()
    play.ships()
    play.told(OrderPaid)
    assert play.notes("order_processing.not_told") == ["it has left already"]


def test_a_payment_of_long_ago_is_no_news_and_off_is_off() -> None:
    play = ordered(at=NOON - timedelta(days=3))
    play.later(days=3).told(OrderPaid, occurred_at=NOON - timedelta(days=2))
    assert play.notes("order_processing.not_told") == ["paid more than a day ago: this is no news"]
    play = ordered(without("order_processing"))
    play.told(OrderPaid)
    assert play.notes("order_processing.not_told") == ["messages.order_processing is off"]


def test_a_cancelled_order_is_not() -> None:
    play = ordered()
    play.told(OrderPaid)
    cancels(play)
    assert untrue(play, "order_processing") == "the order was cancelled"
