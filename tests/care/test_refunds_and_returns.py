"""Refunds and returns: kept on the order, counted by product, and a request is shown to people."""

from datetime import timedelta
from itertools import permutations

import pytest

from chalicelib.care.effects import RecordFact
from chalicelib.care.events import CaseClaimed, CaseResolved, Item, Money, RefundMade, ReturnReported, ReturnState
from chalicelib.store.port import MAX_FACTS
from tests.care.play import NOON, Play

LAMP = (Item("Lamp", 1, "8101"), Item("Bulb", 2, "8102"), Item("Bulb", 1, "8102"), Item("Gift", 1))


def ordered() -> Play:
    play = Play()
    play.order()
    return play.later(hours=1)


def asks(play: Play, state: ReturnState = ReturnState.REQUESTED, **more: object) -> None:
    values: dict[str, object] = {"return_id": "shopify:9", "state": state, "items": LAMP, "reason": "too dark"}
    play.told(ReturnReported, **{**values, **more})  # type: ignore[arg-type]


def test_a_refund_is_kept_once_and_counted_by_product() -> None:
    play = ordered()
    for _ in range(2):
        play.told(RefundMade, refund_id="shopify:5", amount=Money(3850, "EUR"), items=LAMP, reason="broken")
    (refund,) = play.the_order().refunds
    assert (refund.id, refund.amount, refund.reason) == ("shopify:5", Money(3850, "EUR"), "broken")
    assert len(play.facts("refund")) == 1
    products = [(fact.dimensions["product"], fact.value) for fact in play.facts("refunded_product")]
    assert products == [("8101", 1), ("8102", 3)]
    assert play.notes("order.refunded") == ["refund shopify:5: 3850 EUR (minor units)"]


def test_a_return_keeps_its_newest_state_whatever_comes_late() -> None:
    play = ordered()
    asks(play, ReturnState.APPROVED)
    asks(play, ReturnState.REQUESTED, occurred_at=NOON, reason="")
    (kept,) = play.the_order().returns
    assert (kept.state, kept.reason) == ("approved", "too dark")
    assert "late news, it is approved already" in play.notes("order.return")[-1]
    assert not play.messages("order_line")
    asks(play.later(days=1), ReturnState.RECEIVED, reason="")
    assert [(each.state, each.reason) for each in play.the_order().returns] == [("received", "too dark")]
    assert len(play.facts("return")) == 1
    assert [fact.value for fact in play.facts("returned_product")] == [1, 3]


@pytest.mark.parametrize("states", list(permutations((ReturnState.APPROVED, ReturnState.RECEIVED, ReturnState.CLOSED))))
def test_of_steps_in_one_second_the_furthest_stays_in_whatever_order_they_come(states: tuple[ReturnState, ...]) -> None:
    play = ordered()
    for state in states:
        asks(play, state, occurred_at=NOON)
    assert [each.state for each in play.the_order().returns] == [ReturnState.CLOSED]


def test_a_request_is_shown_to_the_team_once() -> None:
    play = ordered()
    asks(play)
    asks(play)
    (line,) = play.messages("order_line")
    assert line.params == {"line": "return_requested", "text": "too dark"}


def test_a_request_of_somebody_who_is_talking_with_us_is_shown_under_their_case() -> None:
    play = ordered()
    play.writes("Objednávka #1001 je tmavá")
    play.press(CaseClaimed)
    asks(play)
    assert not play.messages("order_line")
    assert [m.params["text"] for m in play.messages("case_line") if m.params["line"] == "return_requested"] == [
        "too dark"
    ]
    assert play.notes("return.requested") == ["return shopify:9 of order shopify:1"]


def test_a_resolved_case_is_not_bothered() -> None:
    play = ordered()
    play.writes("Objednávka #1001 je tmavá")
    play.press(CaseClaimed)
    play.press(CaseResolved)
    asks(play)
    assert len(play.messages("order_line")) == 1


def test_what_was_taken_in_from_the_past_is_shown_to_nobody() -> None:
    play = ordered()
    asks(play, history=True)
    assert play.the_order().returns
    assert not play.messages("order_line")


def test_only_the_last_few_stay_on_the_order() -> None:
    play = ordered()
    for number in range(15):
        play.told(RefundMade, refund_id=str(number), occurred_at=NOON + timedelta(minutes=number))
    assert [refund.id for refund in play.the_order().refunds] == [str(number) for number in range(5, 15)]


@pytest.mark.parametrize("kind", [RefundMade, ReturnReported])
def test_an_order_of_many_products_has_no_more_facts_than_a_decision_may(kind: type[RefundMade]) -> None:
    play, many = ordered(), tuple(Item(f"Lamp {n}", 1, str(n)) for n in range(60))
    told = {"refund_id": "shopify:5"} if kind is RefundMade else {"return_id": "shopify:9", "state": "approved"}
    decision = play.told(kind, items=many, **told)
    assert sum(isinstance(effect, RecordFact) for effect in decision.effects) == MAX_FACTS


def test_pieces_that_come_back_are_counted_by_what_the_store_says_of_each() -> None:
    play = ordered()
    items = (Item("Lamp", 1, "8101"), Item("Bulb", 2, "8102"), Item("Bulb", 1, "8102"))
    asks(play, items=items, reasons=("", "damaged", "quality"))
    assert [(fact.value, fact.dimensions) for fact in play.facts("returned_product")] == [
        (1, {"product": "8101", "title": "Lamp"}), (2, {"product": "8102", "title": "Bulb", "reason": "damaged"}),
        (1, {"product": "8102", "title": "Bulb", "reason": "quality"}),
    ]  # fmt: skip
    assert len({fact.id for fact in play.facts("returned_product")}) == 3
