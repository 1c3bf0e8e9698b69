"""The page of a return: what may go back and until when; nothing changed by looking; after the clock, a person."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.care.state import Case, OrderState
from chalicelib.react import react
from tests.web.api import BULB, HERE, JANA, LAMP, Api

ASKED = {"wish": "exchange", "reason": "does_not_fit", "item0": "1", "item1": "0", "comment": " Radšej väčšiu.\r\n"}


def recorded(api: Api) -> list[dict[str, Any]]:
    return [json.loads(delivery.body) for _, delivery in api.store.presses]


def test_it_shows_the_items_the_reasons_and_the_last_day_and_offers_the_exchange_first(api: Api) -> None:
    page = api.get(api.link("r"))
    assert page.status == 200
    assert "7.\u00a0decembra" in page.text or "7. decembra" in page.text, "14 days from Nov 23, where Jana lives"
    assert LAMP.title in page.text
    assert re.search(r'<select name="item1">', page.text), "of two pieces one may be kept"
    assert re.findall(r'name="wish" value="(\w+)"', page.text) == ["exchange", "return"]
    assert " checked>" not in page.text
    assert api.store.presses == []


def test_a_wish_is_recorded_with_the_products_and_becomes_a_case(api: Api) -> None:
    answer = api.press(api.link("r"), form="f1", **ASKED)
    assert answer.status == 200
    (press,) = recorded(api)
    assert press["items"] == [{"title": LAMP.title, "quantity": 1, "product_id": "8101"}]
    assert (press["wish"], press["reason"], press["comment"]) == ("exchange", "does_not_fit", "Radšej väčšiu.")
    for receipt, _ in api.store.presses:
        react(bootstrap.services(), receipt.id)
    (case,) = [each for _, each in api.store._subjects.values() if isinstance(each, Case) and each.id != "k1"]
    assert (case.topic, case.customer_id, case.order_id) == ("exchange", JANA.id, HERE.id)
    assert case.back
    assert case.back.items == (replace(LAMP, quantity=1),)


@pytest.mark.parametrize(
    "fields", [{"wish": ""}, {"wish": "keep"}, {"reason": ""}, {"reason": "x"}, {"item0": "0"}, {"item0": "²"}]
)
def test_what_is_missing_is_named_and_nothing_is_lost(api: Api, fields: dict[str, str]) -> None:
    page = api.press(api.link("r"), form="f1", **{**ASKED, **fields})
    assert (page.status, recorded(api)) == (200, [])
    assert 'role="alert"' in page.text
    assert "Radšej väčšiu." in page.text
    assert page.text.count('class="wrong"') == 1


def test_never_more_pieces_than_were_ordered(api: Api) -> None:
    api.press(api.link("r"), form="f1", **{**ASKED, "item0": "7", "item1": "99"})
    assert [(each["title"], each["quantity"]) for each in recorded(api)[0]["items"]] == [
        (LAMP.title, 1), (BULB.title, 2),
    ]  # fmt: skip


def test_after_the_clock_it_leads_to_a_person(api: Api) -> None:
    link = api.link("r", lasts=timedelta(days=400))
    api.now += timedelta(days=30)
    for page in (api.get(link), api.press(link, form="f1", **ASKED)):
        assert (page.status, "<form" in page.text) == (200, False)
        assert 'href="../contact/demo?lang=sk&amp;order=%231003"' in page.text
    assert recorded(api) == []


@pytest.mark.parametrize("state", [OrderState.CANCELLED, OrderState.DELETED])
def test_an_order_that_is_none_any_more_has_nothing_to_return(api: Api, state: OrderState) -> None:
    api.store.know(replace(HERE, state=state))
    assert "<form" not in api.get(api.link("r")).text
    assert "<form" not in api.get(api.link("r", order="shopify:404")).text


def test_of_somebody_who_was_erased_nothing_is_shown_and_nothing_becomes_a_case(api: Api) -> None:
    api.store.know(replace(HERE, erased_at=api.now))
    for page in (api.get(api.link("r")), api.press(api.link("r"), form="f1", **ASKED)):
        assert (page.status, "<form" in page.text, LAMP.title in page.text) == (200, False, False)
        assert "decembra" not in page.text, "no day is named that has not come yet"
    assert recorded(api) == []


def test_an_order_of_one_thing_has_it_ticked(api: Api) -> None:
    api.store.know(replace(HERE, items=(LAMP,)))
    assert " checked>" in api.get(api.link("r")).text


def test_an_order_of_more_things_than_a_form_has_place_for_is_no_error(api: Api) -> None:
    api.store.know(replace(HERE, items=tuple(replace(LAMP, title=f"Lamp {n}") for n in range(40))))
    page = api.press(api.link("r"), form="f1", **{f"item{n}": "1" for n in range(40)}, wish="return", reason="other")
    assert page.status == 200
