"""In which language we speak to somebody: order locale, then their own words, then country, then the shop's default."""

from chalicelib.care.rules import Shop

_BY_COUNTRY = {"SK": "sk", "CZ": "sk", "PL": "pl", "RO": "ro", "MD": "ro", "RU": "ru", "BY": "ru", "KZ": "ru",
               "GB": "en", "IE": "en", "US": "en"}  # fmt: skip
# What is understood as well, where a shop does not speak the language itself.
_NEAREST = {"cs": "sk"}


def language_of(shop: Shop, *, locale: str = "", text: str = "", country: str = "") -> str:
    """The best language the shop offers; the shop's default where nothing tells."""
    return told_by(shop, locale=locale, text=text) or _offered(shop, _BY_COUNTRY.get(country, "")) or shop.language


def told_by(shop: Shop, *, locale: str = "", text: str = "") -> str:
    """The language that a locale or somebody's own words tell, of those the shop offers; "" if neither does."""
    return _offered(shop, locale.replace("_", "-").split("-")[0].lower()) or _offered(shop, _written_in(text))


def _written_in(text: str) -> str:
    if not text:
        return ""
    # What knows languages by their words is imported where there are some: an order has a locale.
    from chalicelib.care.understanding.language import detect

    return detect(text).language


def _offered(shop: Shop, language: str) -> str:
    known = (each for each in (language, _NEAREST.get(language, "")) if each in shop.languages)
    return next(known, "")
