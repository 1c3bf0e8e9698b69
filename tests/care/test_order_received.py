"""We have your order: told once, and never after a later step."""

import pytest

from chalicelib.care.events import ParcelState
from tests.care.steps import cancels, ordered, shipped, untrue, without


def test_an_order_is_confirmed_once_and_only_where_it_is_on() -> None:
    assert len(ordered().messages("order_received")) == 1
    play = ordered(without("order_received"))
    assert (play.messages("order_received"), play.notes("order_received.not_told")) == (
        [], ["messages.order_received is off"],
    )  # fmt: skip


def test_it_is_no_news_once_the_order_has_arrived() -> None:
    play = shipped()
    assert untrue(play, "order_received") == ""
    play.scan(ParcelState.DELIVERED)
    assert untrue(play, "order_received") == "it has arrived already"


@pytest.mark.parametrize(("changes", "why"), [({"in_person": True}, "sold in person"), ({"person": None}, "no e-mail")])
def test_who_was_served_in_person_or_cannot_be_written_to_is_not(changes: dict[str, object], why: str) -> None:
    play = ordered(**changes)
    assert play.messages("order_received") == []
    assert why in play.notes("order_received.not_told")[0]


def test_a_cancelled_order_is_not_confirmed_any_more() -> None:
    play = ordered()
    cancels(play)
    assert untrue(play, "order_received") == "the order was cancelled"


def test_the_past_is_not_told() -> None:
    play = ordered(history=True)
    assert play.messages("order_received") == []
