"""In which language we speak to somebody."""

from dataclasses import replace

import pytest

from chalicelib.care.events import MessageReceived
from chalicelib.care.languages import language_of
from chalicelib.care.rules import Shop
from ops.simulation.cast import POLICY
from tests.care.play import JANA, Play

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


def somebody(locale: str = "", country: str = "SK") -> Play:
    """Jana has ordered; what the store told of her language is this."""
    play = Play()
    play.order(person=replace(JANA, locale=locale, country=country))
    return play.later(hours=1)


def asks(play: Play, text: str) -> None:
    """She asks by mail from her own address, about her order."""
    play.happens(MessageReceived(
        shop="demo", key=play.key(), occurred_at=play.now, channel="email", thread=play.key(), item_id=play.key(),
        author_id=JANA.email, text=text, person=JANA, verified=True,
    ))  # fmt: skip


def test_the_locale_of_the_order_stands_whatever_is_written() -> None:
    play = somebody(locale="sk-SK")
    asks(play, "Gdzie jest moja paczka? Proszę o informację.")
    assert (play.customer.language, play.case.language) == ("sk", "sk")


def test_a_country_is_a_guess_until_their_own_words_tell() -> None:
    play = somebody()
    assert (play.customer.language, play.customer.language_guessed) == ("sk", True)
    asks(play, "Gdzie jest moja paczka? Proszę o informację.")
    assert (play.customer.language, play.customer.language_guessed, play.case.language) == ("pl", False, "pl")


def test_words_that_tell_nothing_leave_the_guess() -> None:
    play = somebody()
    asks(play, "1001?")
    assert (play.customer.language, play.customer.language_guessed, play.case.language) == ("sk", True, "sk")


def test_a_locale_that_comes_later_is_better_than_a_guess_and_one_we_do_not_speak_is_none() -> None:
    play = somebody()
    play.order(order_id="shopify:2", name="#1002", person=replace(JANA, locale="ro-RO"))
    assert (play.customer.language, play.customer.language_guessed) == ("ro", False)
    play.order(order_id="shopify:3", name="#1003", person=replace(JANA, locale="ja-JP"))
    assert play.customer.language == "ro"


def test_a_store_that_tells_neither_locale_nor_country_leaves_the_shops_own() -> None:
    play = somebody(country="")
    assert (play.customer.language, play.customer.language_guessed) == ("en", True)
    asks(play, "Dobrý deň, kde je môj balík?")
    assert play.customer.language == "sk"
