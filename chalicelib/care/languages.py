"""In which language we speak to somebody: order locale, then their own words, then country, then the shop's default."""

import re
from collections import Counter

from chalicelib.care.rules import Shop

_BY_COUNTRY = {"SK": "sk", "CZ": "sk", "PL": "pl", "RO": "ro", "MD": "ro", "RU": "ru", "BY": "ru", "KZ": "ru",
               "GB": "en", "IE": "en", "US": "en"}  # fmt: skip

# Short words that one of our languages uses all the time and the others do not.
# fmt: off
_MARKS = {
    "sk": "som ste je nie kde prečo preco ešte este objednávka objednavka balík balik dobrý "
          "neprišiel neprisiel čakám cakam už keď",
    "pl": "jest nie gdzie dlaczego jeszcze zamówienie zamowienie paczka dzień dobry "
          "czekam już juz się sie proszę prosze moja",
    "ro": "este unde nu comanda mea colet coletul încă inca bună buna aștept astept când cand vă rog sunt pentru",
    "en": "the is where my order not why still parcel waiting hello you and have when please",
}
# fmt: on
_WORDS = {language: frozenset(words.split()) for language, words in _MARKS.items()}
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def language_of(shop: Shop, *, locale: str = "", text: str = "", country: str = "") -> str:
    """The best language the shop offers; the shop's default where nothing tells."""
    for guess in (locale.replace("_", "-").split("-")[0].lower(), _of_text(text), _BY_COUNTRY.get(country, "")):
        if guess in shop.languages:
            return guess
    return shop.language


def _of_text(text: str) -> str:
    """The language a text is plainly in, "" if two are as likely: never a guess."""
    if len(_CYRILLIC.findall(text)) > len(text) / 4:
        return "ru"
    words = re.findall(r"\w+", text.lower())
    counts = Counter({language: sum(word in marks for word in words) for language, marks in _WORDS.items()})
    (best, most), (_, second) = counts.most_common(2)
    return best if most > second else ""
