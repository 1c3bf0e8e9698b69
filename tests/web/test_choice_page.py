"""The page of a late order's choices: the order as of now, what is still possible, and nothing changed by looking."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care.state import Case, CaseState, Choice, ChoiceState, Order, OrderState, Parcel
from chalicelib.care.vocabulary import ChoiceKind, ParcelState
from tests.web.api import CASE, LATE, Api

WAIT, SWAP, PICKUP, CANCEL = ChoiceKind


def options(html: str) -> list[str]:
    return re.findall(r'type="radio" name="choice" value="(\w+)"', html)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, html
    return found[1]


def chose(api: Api, what: ChoiceKind, state: ChoiceState, ago: timedelta = timedelta(hours=1), **more: object) -> Order:
    order = replace(LATE, choices=(Choice(1, what, api.now - ago, state, **more),))  # type: ignore[arg-type]
    api.store.know(order)
    return order


def recorded(api: Api) -> list[dict[str, object]]:
    return [json.loads(delivery.body) for _, delivery in api.store.presses]


def test_it_shows_where_the_order_is_and_what_is_possible(api: Api) -> None:
    html = api.get(api.link("c")).words
    assert options(html) == ["wait", "swap", "pickup", "cancel"]
    assert "#1002" in html
    assert "ešte u nás, nič zatiaľ neodišlo" in html
    assert "zdržanie v našom sklade" in html


def test_a_choice_for_a_person_promises_a_day_and_records_it(api: Api) -> None:
    html = api.get(api.link("c")).words
    answer = api.press(
        api.link("c"), form=hidden(html, "form"), seen=hidden(html, "seen"), choice="swap", words=" Radšej Lunu\r\n"
    )
    (press,) = recorded(api)
    assert (press["choice"], press["words"]) == ("swap", "Radšej Lunu")
    assert "Vybaví to niekto z nášho tímu" in answer.words
    assert str(press["by"])[-2:].lstrip("0") in answer.words
    assert options(answer.words) == []


def test_waiting_is_thanked_and_promises_nothing(api: Api) -> None:
    answer = api.press(api.link("c"), form="f1", choice="wait")
    assert "sledujeme ďalej" in answer.words
    assert recorded(api)[0]["by"] == ""


@pytest.mark.parametrize("choice", ["", "free", "CANCEL"])
def test_a_press_without_a_choice_asks_again_and_keeps_what_was_typed(api: Api, choice: str) -> None:
    answer = api.press(api.link("c"), form="f1", choice=choice, words="Luna <b>")
    assert 'role="alert"' in answer.words
    assert "Luna &lt;b&gt;" in answer.words
    assert len(options(answer.words)) == 4
    assert api.store.presses == []


def test_what_is_no_longer_possible_is_said_with_what_still_is(api: Api) -> None:
    parcel = Parcel(id="p1", number="N1", first_seen=api.now, state=ParcelState.IN_TRANSIT)
    api.store.know(replace(LATE, parcel_ids=("p1",)), parcel)
    answer = api.press(api.link("c"), form="f1", choice="cancel")
    assert "Táto možnosť už nie je k dispozícii" in answer.words
    assert options(answer.words) == ["wait", "pickup"]
    assert api.store.presses == []


def test_what_was_chosen_is_shown_and_can_be_changed_while_it_may(api: Api) -> None:
    chose(api, CANCEL, ChoiceState.AGENT)
    html = api.get(api.link("c")).words
    assert "Chcem objednávku zrušiť a dostať späť peniaze" in html
    assert options(html) == ["wait", "swap", "pickup"]
    assert api.press(api.link("c"), form="f1", seen=hidden(html, "seen"), choice="wait").status == 200
    assert [press["choice"] for press in recorded(api)] == ["wait"]


@pytest.mark.parametrize(
    ("state", "ago"), [(ChoiceState.STORE, 1), (ChoiceState.DONE, 1), (ChoiceState.AGENT, 25), (ChoiceState.TAKEN, 25)]
)
def test_what_can_be_changed_no_more_is_only_shown(api: Api, state: ChoiceState, ago: int) -> None:
    chose(api, CANCEL, state, timedelta(hours=ago))
    shown = api.get(api.link("c"))
    pressed = api.press(api.link("c"), form="f1", seen=hidden_or_none(api), choice="wait")
    assert options(shown.words) == options(pressed.words) == []
    assert "Tu sa to už zmeniť nedá" in pressed.words
    assert api.store.presses == []


def hidden_or_none(api: Api) -> str:
    """What a form drawn just now would say of earlier choices."""
    order = api.store.load("demo", [LATE.ref]).world.order(LATE.id)
    assert order is not None
    return f"{order.choices[-1].at.timestamp():.0f}"


def test_a_task_that_its_agent_resolved_is_done(api: Api) -> None:
    chose(api, SWAP, ChoiceState.AGENT, case_id="k9")
    done = {name: getattr(CASE, name) for name in CASE.__slots__} | {"id": "k9", "state": CaseState.CLOSED}
    api.store.know(Case(**done), replace(chose(api, SWAP, ChoiceState.AGENT, case_id="k9"), last_case_id="k9"))
    html = api.get(api.link("c")).words
    assert "Je to vybavené." in html
    assert options(html) == []


def test_a_form_older_than_the_newest_choice_changes_nothing_and_says_so(api: Api) -> None:
    seen = hidden(api.get(api.link("c")).words, "seen")
    chose(api, SWAP, ChoiceState.AGENT)
    answer = api.press(api.link("c"), form="f1", seen=seen, choice="cancel")
    assert "novšiu voľbu" in answer.words
    assert api.store.presses == []


def test_the_same_choice_again_is_thanked_and_is_one(api: Api) -> None:
    seen = hidden(api.get(api.link("c")).words, "seen")
    chose(api, SWAP, ChoiceState.AGENT)
    answer = api.press(api.link("c"), form="f1", seen=seen, choice="swap")
    assert "Ďakujeme" in answer.words
    assert api.store.presses == []


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(LATE, state=OrderState.DELIVERED, delay=None), "už prišla"),
        (replace(LATE, state=OrderState.CANCELLED), "je zrušená"),
        (replace(LATE, state=OrderState.DELETED), "je zrušená"),
        (replace(LATE, delay=None), "už nemešká"),
        (replace(LATE, in_person=True), "nie je z čoho vyberať"),
    ],
)
def test_where_nothing_is_left_to_choose_it_says_so_kindly(api: Api, order: Order, words: str) -> None:
    api.store.know(order)
    for answer in (api.get(api.link("c")), api.press(api.link("c"), form="f1", choice="cancel")):
        assert answer.status == 200
        assert words in answer.words
        assert "<form" not in answer.words
    assert api.store.presses == []


def test_a_link_to_an_order_that_is_gone_is_no_error(api: Api) -> None:
    link = api.link("c", order="shopify:gone")
    for answer in (api.get(link), api.press(link, form="f1", choice="cancel")):
        assert (answer.status, "<form" in answer.words) == (200, False)
