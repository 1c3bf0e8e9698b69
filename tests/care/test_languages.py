"""In which language we speak to somebody."""

from dataclasses import replace

import pytest

from chalicelib.care.languages import language_of
from chalicelib.care.rules import Shop
from ops.simulation.cast import POLICY

SHOP = replace(POLICY.shop, language="en", languages=("en", "sk", "pl", "ro", "ru"))


@pytest.mark.parametrize(
    "text",
    [
        "Dobrý večer, my sme stornovali objednávku hneď v ten deň. The Mug nám netreba.",
        "Malo to prísť v pondelok. Dnes je štvrtok a stále nič.",
        "Mám otázku k minulotýždňovému nákupu, mohol by mi niekto zavolať?",
        "preco mi to pri plateni neberie kartu",
    ],
)
def test_a_slovak_mail_is_no_english_one(text: str) -> None:
    """They were: few of its words were known, and a shop that speaks English at first spoke English to its writer."""
    assert language_of(SHOP, text=text) == "sk"


def test_the_locale_of_the_order_is_asked_first_then_the_words_then_the_country() -> None:
    polish = "Gdzie jest moja paczka?"
    assert language_of(SHOP, locale="ro-RO", text=polish, country="SK") == "ro"
    assert language_of(SHOP, text=polish, country="SK") == "pl"
    assert language_of(SHOP, text="1001", country="SK") == "sk"
    assert language_of(SHOP, text="1001") == "en"


def test_a_czech_is_answered_in_slovak_by_a_shop_that_speaks_no_czech() -> None:
    czech = "Dobrý den, kde je můj balíček? Čekám už týden."
    assert language_of(SHOP, text=czech) == "sk"
    assert language_of(SHOP, locale="cs-CZ") == "sk"
    assert language_of(with_czech(SHOP), text=czech) == "cs"


def with_czech(shop: Shop) -> Shop:
    return replace(shop, languages=(*shop.languages, "cs"))
