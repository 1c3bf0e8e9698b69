"""A parcel may be delivered before anybody says whose it is: the order is delivered all the same."""

from chalicelib.care.events import ParcelState
from chalicelib.care.foreseen import PROMISE_ENDS
from chalicelib.care.state import OrderState
from tests.care.play import Play


def test_an_order_whose_parcel_arrived_before_its_fulfilment_is_delivered() -> None:
    play = Play()
    play.order()
    play.scan(ParcelState.DELIVERED)
    play.ships("N1")
    assert play.the_order().state is OrderState.DELIVERED
    assert play.cancelled(PROMISE_ENDS, play.the_order().ref)


def test_an_order_that_comes_after_its_delivered_parcel_is_delivered() -> None:
    play = Play()
    play.scan(ParcelState.DELIVERED, order_name="#1001")
    play.order()
    assert play.the_order().state is OrderState.DELIVERED


def test_one_parcel_of_two_is_not_all() -> None:
    play = Play()
    play.order()
    play.scan(ParcelState.DELIVERED)
    play.ships("N1", "N2")
    assert play.the_order().state is OrderState.OPEN
