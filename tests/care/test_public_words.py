"""What everybody may read names nobody."""

import pytest

from chalicelib.care.public_words import personal
from tests.desk.making import SHOP


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Napísali sme vám na jana.kovacova@post.example.", "email"),
        ("Your order #1001 is on its way.", "order"),
        ("Zavoláme na +421 905 123 456.", "number"),
        ("Zavoláme na 0905/123 456, áno?", "number"),
        ("DPD 05808012345678 je v depe.", "number"),
        ("Pošta: RR123456789SK", "number"),
        ("UPS 1Z999AA10123456784", "number"),
        ("https://tracking.example/?n=05808012345678", "number"),
    ],
)
def test_what_leads_to_a_person_or_their_order_is_found(text: str, what: str) -> None:
    assert personal(text, SHOP) == what


@pytest.mark.parametrize(
    "text",
    [
        "Dobrý deň, pani Kováčová, balík je v Žiline a príde v piatok 27. 11. 2026 do 15:00.",
        "Stojí 1 299,90 EUR, vrátime do 14 dní.",
        "Napíšte nám na care@lumen.example alebo pozrite https://lumen.example/help.",
        "#LampaLuna je späť, 10 000 kusov! Otvorené 8:00-17:00.",
        "Norma EN 60598-1, 220-240 V, IP44",
        "",
    ],
)
def test_ordinary_words_and_the_shops_own_addresses_are_not(text: str) -> None:
    assert personal(text, SHOP) == ""


def test_the_shops_own_number_is_everybodys() -> None:
    from dataclasses import replace

    assert personal("Volajte +421 2 5555 0100.", SHOP) == "number"
    assert personal("Volajte +421 2 5555 0100.", replace(SHOP, help_phone="+421 2 5555 0100")) == ""
