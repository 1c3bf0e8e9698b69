"""It still waits: once, by policy, and not if it was collected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care.effects import SetTimer
from chalicelib.care.events import ParcelState
from chalicelib.care.pickup_reminder import GONE, PICKUP_WAITS
from chalicelib.care.rules import Pickup
from tests.care.play import Play
from tests.care.steps import TELLING, cancels, shipped, untrue, without

WAITS = ParcelState.READY_FOR_PICKUP


def waiting() -> Play:
    play = shipped()
    play.scan(WAITS)
    return play


def timers(play: Play) -> list[SetTimer]:
    return [effect for effect in play.effects if isinstance(effect, SetTimer) and effect.kind == PICKUP_WAITS]


def test_what_waits_for_three_days_is_reminded_of_once() -> None:
    play = waiting()
    came = play.now
    play.timer(PICKUP_WAITS)
    assert play.now == came + timedelta(days=3)
    assert len(play.messages("pickup_reminder")) == 1
    assert "pickup.remind_after = 3 days" in play.notes("pickup_reminder.decided")[0]


@pytest.mark.parametrize("state", sorted(GONE))
def test_what_was_collected_or_went_back_is_not(state: ParcelState) -> None:
    play = waiting()
    play.later(days=1).scan(state)
    assert play.cancelled(PICKUP_WAITS, play.the_order().ref)


def test_one_of_two_that_was_collected_leaves_the_other_to_be_reminded_of() -> None:
    play = shipped("N1", "N2")
    play.scan(WAITS)
    play.later(minutes=1).scan(WAITS, number="N2")
    play.later(days=1).scan(ParcelState.DELIVERED)
    assert not play.cancelled(PICKUP_WAITS, play.the_order().ref)
    play.timer(PICKUP_WAITS)
    assert len(play.messages("pickup_reminder")) == 1
    play.scan(ParcelState.DELIVERED, number="N2")
    assert "no parcel of it is ready_for_pickup any more" in untrue(play, "pickup_reminder")


def test_a_timer_that_comes_too_late_says_nothing() -> None:
    play = waiting()
    set_ = timers(play)[-1]
    play.later(days=1).scan(ParcelState.DELIVERED)
    play.effects.append(set_)
    play.timer(PICKUP_WAITS)
    assert play.messages("pickup_reminder") == []


def test_a_cancelled_order_is_not_reminded_of() -> None:
    play = waiting()
    cancels(play)
    play.timer(PICKUP_WAITS)
    assert play.notes("pickup_reminder.not_told") == ["the order is cancelled"]


@pytest.mark.parametrize(
    "policy", [without("pickup_reminder"), replace(TELLING, pickup=Pickup(remind_after=timedelta()))]
)
def test_a_shop_may_have_none(policy: object) -> None:
    play = shipped(policy=policy)  # type: ignore[arg-type]
    play.scan(WAITS)
    assert timers(play) == []
