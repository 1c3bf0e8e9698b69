"""Macros filled in from a case, in the customer's language."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.care.macros import VARIABLES, problems, used
from chalicelib.care.state import Macro
from chalicelib.care.world import World
from chalicelib.rendering import macros
from chalicelib.rendering.macros import About
from ops.samples import LANGUAGES
from tests.desk.making import AGENT, CASE, CUSTOMER, ORDER, PARCEL, POLICY

EVERY = replace(POLICY, shop=replace(POLICY.shop, languages=LANGUAGES))
BY = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


def about(**changes: Any) -> About:
    known: dict[str, Any] = {"case": CASE, "customer": CUSTOMER, "order": ORDER, "parcels": (PARCEL,), "agent": AGENT}
    return About(**{**known, **changes})


def built_in(id_: str) -> Macro:
    return next(each for each in macros.built_in(LANGUAGES) if each.id == id_)


def test_those_that_ship_are_as_good_as_the_teams_own() -> None:
    for macro in macros.built_in(LANGUAGES):
        assert problems(macro, LANGUAGES) == []
        assert set(macro.texts) == set(LANGUAGES)
        assert len({frozenset(used(text)) for text in macro.texts.values()}) == 1, macro.id


def test_the_angry_customers_macro_has_its_four_parts_in_every_language() -> None:
    """Greeting, empathy, apology, the solution that only the agent knows, the invitation back."""
    for text in built_in("angry").texts.values():
        parts = text.split("\n\n")
        assert len(parts) == 5
        assert parts[0] == "{greeting}"
        assert parts[3] == "{solution}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You will hear from me by 26 November at 15:00."),
        ("sk", "ozvem sa Vám najneskôr 26. novembra do 15:00."),
        ("pl", "odezwę się najpóźniej 26 listopada do godz. 15:00."),
        ("ro", "revin la dumneavoastră cel târziu pe 26 noiembrie, ora 15:00."),
        ("ru", "напишу вам до 15:00 26 ноября."),
    ],
)
def test_the_holding_reply_promises_a_time_by_the_customers_clock(language: str, said: str) -> None:
    filled = macros.fill(built_in("holding"), about(case=replace(CASE, language=language), by=BY), EVERY)
    assert filled.text.endswith(said)
    assert (filled.gaps, filled.language) == ((), language)


def test_another_country_has_another_clock() -> None:
    zones = {"RO": "Europe/Bucharest"}
    shop = replace(EVERY.shop, zones_by_country=zones)
    romanian = replace(CUSTOMER, country="RO")
    said = macros.fill(built_in("holding"), about(customer=romanian, by=BY), replace(EVERY, shop=shop))
    assert "26. novembra do 16:00" in said.text


def test_a_time_not_chosen_yet_is_a_gap_until_it_is() -> None:
    filled = macros.fill(built_in("holding"), about(), EVERY)
    assert filled.gaps == ("by",)
    assert "{by}" in filled.text
    assert "najneskôr 26. novembra do 15:00" in macros.with_promise(filled.text, BY, about(), EVERY)


def test_dates_and_names_come_from_the_case() -> None:
    filled = macros.fill(built_in("parcel"), about(), EVERY)
    assert filled.text == (
        "Dobrý deň, Jana,\n\nVaša zásielka DPD 0123 k objednávke #1001 je na ceste. Mala by prísť 30. novembra. "
        "Sledovať ju môžete tu: https://t.example/0123"
    )


def test_what_is_not_known_is_a_gap_and_said_so() -> None:
    filled = macros.fill(built_in("parcel"), about(order=None, parcels=(), customer=None), EVERY)
    assert filled.gaps == ("parcel", "order", "expected", "tracking")
    assert filled.text.startswith("Dobrý deň,\n\n")


def test_a_mail_greets_by_itself() -> None:
    filled = macros.fill(built_in("thanks"), about(case=replace(CASE, channel="email")), EVERY)
    assert filled.text.startswith("Ďakujeme, veľmi")


def test_every_variable_can_be_filled() -> None:
    text = " ".join(f"{{{name}}}" for name in VARIABLES)
    filled = macros.fill(Macro(id="x", texts={"en": text}), about(by=BY), EVERY)
    assert filled.gaps == ("solution",)


def test_the_team_changes_and_retires_those_that_ship() -> None:
    own = Macro(id="holding", name="Hold on", texts={"en": "By {by}."}, kind=built_in("holding").kind)
    gone = replace(built_in("thanks"), retired=True)
    world = World({each.ref: each for each in (own, gone, Macro(id="sizes", texts={"en": "See our sizes."}))})
    offered = {each.id: each for each in macros.offered(world, EVERY)}
    assert offered["holding"] == own
    assert "thanks" not in offered
    assert {"sizes", "angry", "parcel"} <= set(offered)
    assert gone in macros.every(world, EVERY)
