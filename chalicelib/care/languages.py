"""In which language we speak to somebody: order locale, then their own words, then country, then the shop's default."""

from chalicelib.care.rules import Shop
from chalicelib.care.understanding.language import detect

_BY_COUNTRY = {"SK": "sk", "CZ": "sk", "PL": "pl", "RO": "ro", "MD": "ro", "RU": "ru", "BY": "ru", "KZ": "ru",
               "GB": "en", "IE": "en", "US": "en"}  # fmt: skip
# What is understood as well, where a shop does not speak the language itself.
_NEAREST = {"cs": "sk"}


def language_of(shop: Shop, *, locale: str = "", text: str = "", country: str = "") -> str:
    """The best language the shop offers; the shop's default where nothing tells."""
    for guess in (locale.replace("_", "-").split("-")[0].lower(), detect(text).language, _BY_COUNTRY.get(country, "")):
        for language in (guess, _NEAREST.get(guess, "")):
            if language in shop.languages:
                return language
    return shop.language
