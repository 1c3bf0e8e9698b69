"""Something is to go back: a case with what, why and what for; and numbers by product."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care.effects import RecordFact
from chalicelib.care.events import CaseResolved, Item, ParcelState, ReturnRequested
from chalicelib.care.first_contact import MOST_EARLIER
from chalicelib.care.return_words import ReturnReason, ReturnWish, WantedBack
from chalicelib.care.state import Case, Wrote
from chalicelib.store.port import MAX_FACTS
from tests.care.play import Play
from tests.care.steps import shipped

LAMP, BULBS = Item("Lamp", 1, "8101"), Item("Bulb", 2, "8102")


def delivered() -> Play:
    play = shipped(items=(LAMP, BULBS))
    play.scan(ParcelState.DELIVERED)
    return play.later(days=5)


def asks(play: Play, **changes: object) -> None:
    play.told(ReturnRequested, **{
        "wish": ReturnWish.EXCHANGE, "reason": ReturnReason.DOES_NOT_FIT, "items": (LAMP, BULBS),
        "comment": "Radšej väčšiu.", **changes,
    })  # fmt: skip


@pytest.mark.parametrize(("wish", "topic"), [(ReturnWish.EXCHANGE, "exchange"), (ReturnWish.RETURN, "return")])
def test_a_wish_is_a_case_of_its_customer_with_its_topic(wish: ReturnWish, topic: str) -> None:
    play = delivered()
    asks(play, wish=wish)
    case = play.case
    assert (case.topic, case.order_id, case.customer_id, case.evidence) == (
        topic, "shopify:1", play.customer.id, "answered",
    )  # fmt: skip
    assert case.back == WantedBack(wish, ReturnReason.DOES_NOT_FIT, (LAMP, BULBS))
    assert case.lines[-1].text == "Radšej väčšiu."
    assert (case.agent_id, len(play.messages("case_card"))) == ("U1", 1)
    assert play.notes("return.wanted") == [f"{wish}, because does_not_fit, day 5 of 14"]


def test_a_wish_without_words_is_a_case_all_the_same() -> None:
    play = delivered()
    asks(play, comment="", items=())
    assert play.case.back == WantedBack(ReturnWish.EXCHANGE, ReturnReason.DOES_NOT_FIT)
    (fact,) = play.facts("return_requested")
    assert (fact.value, fact.dimensions) == (1, {"wish": "exchange", "reason": "does_not_fit"})


def test_who_is_talking_with_us_goes_on_with_their_case() -> None:
    play = delivered()
    play.writes("Objednávka #1001 je tmavá")
    asks(play)
    assert len([each for each in play.world.subjects.values() if isinstance(each, Case)]) == 1
    assert play.case.back
    assert [line.params["line"] for line in play.messages("case_line")][-1] == "back_exchange"


def test_pieces_are_counted_by_product_with_why_and_what_for() -> None:
    play = delivered()
    asks(play, wish=ReturnWish.RETURN, items=(LAMP, BULBS, Item("Bulb", 1, "8102"), Item("Odd", 1)))
    counted = {fact.dimensions.get("product", ""): fact.value for fact in play.facts("return_requested")}
    assert counted == {"8101": 1, "8102": 3, "": 1}
    assert {(fact.dimensions["wish"], fact.dimensions["reason"]) for fact in play.facts("return_requested")} == {
        ("return", "does_not_fit")
    }


def test_a_product_is_counted_by_what_its_order_calls_it_for_the_page_shows_the_variant() -> None:
    play = shipped(items=(replace(LAMP, title="Lamp - Blue", product_title="Lamp"),)).later(days=1)
    asks(play, items=(replace(LAMP, title="Lamp - Blue"),))
    assert [fact.dimensions.get("title") for fact in play.facts("return_requested")] == ["Lamp"]


def test_after_the_clock_nothing_happens_but_a_note() -> None:
    play = delivered()
    play.later(days=11)
    asks(play)
    assert not [each for each in play.world.subjects.values() if isinstance(each, Case)]
    assert play.facts("return_requested") == []
    assert "the right to return ended with" in play.notes("return.not_counted")[0]


def test_what_was_pressed_in_time_counts_though_it_is_decided_late() -> None:
    play = delivered()
    pressed = play.now
    play.later(days=30)
    asks(play, occurred_at=pressed + timedelta(minutes=1))
    assert play.case.back


def test_before_the_last_parcel_has_come_it_may_be_asked_as_well() -> None:
    play = shipped("N1", "N2")
    play.scan(ParcelState.DELIVERED)
    asks(play)
    assert play.case.back
    assert play.notes("return.wanted") == ["exchange, because does_not_fit"]


def test_a_wish_of_many_products_has_no_more_facts_than_a_decision_may() -> None:
    items = tuple(Item(f"Lamp {number}", 1, f"8{number:03}") for number in range(14))
    play = shipped(items=items)
    play.scan(ParcelState.DELIVERED)
    play.later(days=1)
    asks(play, items=items)
    first = play.case
    play.press(CaseResolved)
    # It had been told late, the next wish is of the same topic within a week, and the first message of a month.
    order, customer = play.the_order(), play.customer
    told, wrote = replace(order, late_told=("1",)), replace(customer, wrote=Wrote("2026-10", ("form",)))
    play.world = replace(play.world, subjects={**play.world.subjects, told.ref: told, wrote.ref: wrote})
    play.later(days=1)
    decided = play.told(
        ReturnRequested, wish=ReturnWish.EXCHANGE, reason=ReturnReason.OTHER, items=items, comment="Ešte raz."
    )
    facts = {effect.id: effect.name for effect in decided.effects if isinstance(effect, RecordFact)}
    assert {"contact_after_notice", "first_resolution_lost", "customer_wrote"} <= set(facts.values())
    assert len(facts) <= MAX_FACTS
    assert play.the_order().last_case_id != first.id


def test_a_wish_that_takes_several_first_resolutions_counts_a_few_products_less() -> None:
    items = tuple(Item(f"Lamp {number}", 1, f"8{number:03}") for number in range(14))
    play = shipped(items=items)
    play.scan(ParcelState.DELIVERED)
    play.later(days=1)
    asks(play, items=items)
    play.press(CaseResolved)
    order, customer = play.the_order(), play.customer
    alike = [replace(play.case, id=f"alike{number}") for number in range(MOST_EARLIER)]
    told = replace(order, late_told=("1",), earlier_case_ids=tuple(each.id for each in alike))
    wrote = replace(customer, wrote=Wrote("2026-10", ("form",)))
    known = {each.ref: each for each in (told, wrote, *alike)}
    play.world = replace(play.world, subjects={**play.world.subjects, **known})
    play.later(days=1)
    decided = play.told(
        ReturnRequested, wish=ReturnWish.EXCHANGE, reason=ReturnReason.OTHER, items=items, comment="Ešte raz."
    )
    facts = {effect.id: effect.name for effect in decided.effects if isinstance(effect, RecordFact)}
    assert list(facts.values()).count("first_resolution_lost") == MOST_EARLIER + 1
    assert len(facts) <= MAX_FACTS
