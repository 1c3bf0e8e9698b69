"""Cancelled and deleted orders: nothing more is said about them, unless a newer word takes it back."""

from datetime import date, timedelta

import pytest

from chalicelib.care import still_true
from chalicelib.care.effects import CancelTimer
from chalicelib.care.events import Event, OrderCancelled, OrderChanged, OrderDeleted, OrderPaid, ParcelState
from tests.care.play import NOON, Play


def late() -> Play:
    play = Play()
    play.order()
    play.ships("N1")
    play.later(hours=1).scan(ParcelState.EXCEPTION, date(2026, 11, 30))
    return play.later(hours=1)


@pytest.mark.parametrize(
    ("event", "state", "why"),
    [
        (OrderCancelled, "cancelled", "the order was cancelled"),
        (OrderDeleted, "deleted", "the store has deleted the order"),
    ],
)
def test_an_order_that_is_over_is_watched_no_longer(event: type[Event], state: str, why: str) -> None:
    play = late()
    decision = play.told(event)
    assert play.the_order().state == state
    assert CancelTimer(about=play.the_order().ref, kind="promise_ends") in decision.effects
    (notice,) = play.messages("late_parcel")
    assert still_true.why_untrue(play.world, notice.about, notice.conditions) == why
    play.later(hours=1).scan(ParcelState.EXCEPTION, date(2026, 12, 8))
    assert len(play.messages("late_parcel")) == 1
    play.ships("N2")
    assert f"the order is {state}" in play.notes("order_shipped.not_told")[-1]


def test_an_order_that_is_paid_after_all_goes_on() -> None:
    play = Play()
    play.order()
    play.later(hours=1).told(OrderCancelled)
    play.later(hours=1).told(OrderPaid)
    assert play.the_order().state == "open"
    assert "it was cancelled, and goes on" in play.notes("order.paid")[-1]
    play.timer("promise_ends")
    assert len(play.messages("late_parcel_line")) == 1


def test_a_late_cancellation_does_not_undo_a_newer_payment() -> None:
    play = Play()
    play.order()
    play.later(hours=2).told(OrderPaid)
    play.told(OrderCancelled, occurred_at=NOON + timedelta(hours=1))
    assert play.the_order().state == "open"
    assert "but it was paid since: it goes on" in play.notes("order.cancelled")[-1]


def test_a_change_wakes_no_cancelled_order() -> None:
    play = Play()
    play.order()
    play.told(OrderCancelled)
    play.later(hours=1).told(OrderChanged, promised_on=date(2026, 12, 1))
    assert play.the_order().state == "cancelled"


def test_an_order_cancelled_before_anybody_knew_of_it_is_not_watched() -> None:
    play = Play()
    play.told(OrderCancelled)
    decision = play.order()
    assert not [effect for effect in decision.effects if getattr(effect, "kind", "") == "promise_ends"]


def test_an_order_that_goes_on_with_all_its_parcels_here_is_delivered() -> None:
    play = late()
    play.told(OrderDeleted)
    play.later(hours=1).scan(ParcelState.DELIVERED)
    play.later(hours=1).told(OrderChanged, promised_on=date(2026, 12, 1))
    assert play.the_order().state == "delivered"
