"""Every message to customers can be turned off on its own, and no other goes with it."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.care import events as e
from chalicelib.care.effects import SendMessage, SetTimer
from chalicelib.care.events import ParcelState
from chalicelib.care.rules import Messages
from ops.simulation.cast import POLICY
from tests.care.play import JANA, Play

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
ON = Messages(**{each.name: True for each in fields(Messages)})
# They need a survey that is drawn, a choice that is made, or something given: their own tests turn them off.
ELSEWHERE = {"survey_csat", "survey_nps", "case_nps", "choice_confirmed", "goodwill_told"}
KINDS = sorted({each.name for each in fields(Messages)} - ELSEWHERE)


def heard(messages: Messages) -> set[str]:
    """What a customer hears whose parcel stands still, moves and waits, and whose question is solved at second try."""
    play = Play(policy=replace(POLICY, messages=messages), now=MORNING)
    play.order()
    play.told(e.OrderPaid)
    play.later(hours=1).ships("N1")
    play.later(hours=1).scan(ParcelState.EXCEPTION)
    if messages.late_parcel:
        play.sends("late_parcel")
    play.later(hours=1).scan(ParcelState.IN_TRANSIT, date(2026, 11, 26))
    play.later(hours=20).scan(ParcelState.OUT_FOR_DELIVERY)
    play.later(hours=1).scan(ParcelState.READY_FOR_PICKUP)
    if any(isinstance(each, SetTimer) and each.kind == "pickup_waits" for each in play.effects):
        play.timer("pickup_waits")
    play.later(hours=1).scan(ParcelState.DELIVERED)
    play.told(e.RefundMade, refund_id="r1", amount=e.Money(500, "EUR"))
    play.happens(e.MessageReceived(
        shop="demo", key="m1", occurred_at=play.now, channel="email", thread="t1", item_id="m1", person=JANA,
        author_id=JANA.email, author_name="Jana", text="Kde je môj druhý balík?", verified=True,
    ))  # fmt: skip
    for solved in (False, True):
        play.press(e.CaseResolved)
        play.timer("ask_solved")
        play.answers(solved=solved)
    return {each.kind for each in play.effects if isinstance(each, SendMessage) and each.channel == "email"}


@pytest.fixture(scope="module")
def everything() -> set[str]:
    return heard(ON)


def test_all_of_them_are_heard(everything: set[str]) -> None:
    assert set(KINDS) <= everything


@pytest.mark.parametrize("kind", KINDS)
def test_each_can_be_turned_off_alone(everything: set[str], kind: str) -> None:
    # Who was not told that it stands still has no use for the news that it moves.
    with_it = {kind, "good_news"} if kind == "late_parcel" else {kind}
    assert everything - heard(replace(ON, **{kind: False})) == with_it
