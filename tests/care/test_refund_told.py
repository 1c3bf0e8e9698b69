"""Money is on its way back: told once, also of a cancelled order; what an agent gave is told elsewhere."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.care.effects import Decision, Put
from chalicelib.care.events import Money, OrderDeleted, RefundMade
from chalicelib.care.state import GoodwillState
from chalicelib.care.state.goodwill import Given
from chalicelib.care.vocabulary import GoodwillKind
from tests.care.play import Play
from tests.care.steps import cancels, ordered, untrue, without

NINE = Money(990, "EUR")


def refunds(play: Play, **changes: object) -> None:
    play.told(RefundMade, **{"refund_id": "shopify:5", "amount": NINE, **changes})


def test_a_refund_is_told_once_with_its_amount() -> None:
    play = ordered()
    refunds(play)
    play.later(hours=1)
    refunds(play)
    (mail,) = play.messages("refund_told")
    assert mail.params == {"minor": "990", "currency": "EUR"}


def test_a_cancelled_orders_refund_is_told_and_a_deleted_ones_is_not() -> None:
    play = ordered()
    cancels(play)
    refunds(play)
    assert untrue(play, "refund_told") == ""
    play.told(OrderDeleted)
    assert untrue(play, "refund_told") == "the store has deleted the order"


def test_an_amount_that_nobody_told_is_not_made_up() -> None:
    play = ordered()
    refunds(play, amount=None)
    assert play.messages("refund_told")[0].params == {}


def test_what_an_agent_gave_is_told_by_its_own_message() -> None:
    play = ordered()
    order = play.the_order()
    given = Given("g1", GoodwillKind.REFUND, NINE, GoodwillState.DONE, reference="shopify:5")
    play.world = play.world.after(Decision((Put(subject=replace(order, given=(given,))),)))
    refunds(play)
    assert play.messages("refund_told") == []
    assert "goodwill entry g1 of ours" in play.notes("refund_told.not_told")[0]


def test_an_old_refund_is_no_news_and_off_is_off() -> None:
    play = ordered()
    at = play.now
    play.later(days=3)
    refunds(play, occurred_at=at + timedelta(minutes=1))
    assert "this is no news" in play.notes("refund_told.not_told")[0]
    play = ordered(without("refund_told"))
    refunds(play)
    assert play.notes("refund_told.not_told") == ["refund shopify:5: messages.refund_told is off"]


def test_who_bought_in_person_is_not_written_to() -> None:
    play = ordered(in_person=True)
    refunds(play)
    assert play.notes("refund_told.not_told") == ["refund shopify:5: sold in person"]
