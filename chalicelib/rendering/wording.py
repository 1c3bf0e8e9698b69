"""Words by language from gettext catalogues; dates and money by CLDR (babel, loaded on first use)."""

import gettext
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from chalicelib.care.vocabulary import Money
from chalicelib.errors import RenderError

LOCALE = Path(__file__).resolve().parents[2] / "templates" / "locale"
DOMAIN = "aftercare"
_LONGEST_NAME = 40


class Catalogue:
    """One language's words, by key. A key without words is an error, never a key in a customer's mail."""

    def __init__(self, lang: str, translations: gettext.NullTranslations) -> None:
        self.lang = lang
        self._translations = translations

    def words(self, key: str) -> str:
        """The words of a key, placeholders and all. RenderError if there are none."""
        return self._found(key, self._translations.gettext(key))

    def counted_words(self, key: str, _key: str, count: int) -> str:
        """The words of a key in the plural form of a count. RenderError if there are none."""
        return self._found(key, self._translations.ngettext(key, key, count))

    def _found(self, key: str, words: str) -> str:
        if words == key:
            raise RenderError(f"catalogue {self.lang} has no words for {key!r}")
        return words


@cache
def languages() -> frozenset[str]:
    """Languages that have a compiled catalogue."""
    return frozenset(path.parts[-3] for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


def spoken(lang: str, default: str) -> str:
    """The language to write in: the wanted one ("sk", "sk-SK"), else the shop's. RenderError if we have neither."""
    for wanted in (lang, default):
        primary = wanted.replace("_", "-").split("-")[0].lower()
        if primary in languages():
            return primary
    have = ", ".join(sorted(languages())) or f"none; run: pybabel compile -d {LOCALE.name} -D {DOMAIN}"
    raise RenderError(f"no catalogue for {lang!r} nor for the shop's {default!r} (compiled: {have})")


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of a language that `spoken` returned."""
    return Catalogue(lang, gettext.translation(DOMAIN, LOCALE, [lang]))


def filters(lang: str) -> dict[str, Callable[..., object]]:
    """All filters that templates have, in a language."""
    return {
        "date": partial(in_sentence, lang=lang), "day": partial(on_its_own, lang=lang),
        "amount": partial(amount, lang=lang), "greetable": greetable, "one_line": one_line, "web_address": web_address,
        "paragraphs": paragraphs, "shortened": shortened, "length": len,
        "own_name": own_name, "whole": round, "minor": lambda minor, currency: money(int(minor), currency, lang),
        "unbroken": Markup('<span style="white-space:nowrap">{}</span>').format,
    }  # fmt: skip


def own_name(lang: str) -> str:
    """What a language is called by those who speak it, in its own catalogue."""
    return catalogue(lang).words("language.name")


def in_sentence(day: date, lang: str) -> str:
    """A date as it stands inside a sentence: "2. decembra"."""
    return _dated(day, lang, "format.date")


def on_its_own(day: date, lang: str) -> str:
    """A date as it stands alone, with its weekday: "streda 2. decembra". Its month never breaks off its day."""
    return "\u00a0".join(_dated(day, lang, "format.day").rsplit(" ", 1))


def _dated(day: date, lang: str, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(day, catalogue(lang).words(pattern), locale=lang)


def money(minor: int, currency: str, lang: str) -> str:
    """As `amount`."""
    return amount(Money(minor, currency), lang)


def amount(money: Money, lang: str) -> str:
    """An amount with its currency: "49,90 €". Minor units are as many digits as CLDR gives the currency."""
    from babel.numbers import format_currency, get_currency_precision

    major = Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
    return format_currency(major, money.currency, locale=lang)


def one_line(text: str) -> str:
    """The text without line breaks, control characters and runs of space: safe in a subject or a preheader."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text).strip()


def greetable(name: str | None) -> str | None:
    """The name if it can be a person's. People who spam put addresses and offers into a shop's name field."""
    clean = unicodedata.normalize("NFC", one_line(name or ""))
    plain = re.fullmatch(r"[^\W\d_]+(?:[ '’.\-]{1,2}[^\W\d_]+)*\.?", clean)
    return clean if plain and len(clean) <= _LONGEST_NAME and not re.search(r"\w\.\w{2}", clean) else None


def web_address(url: str | None) -> str | None:
    """The address if a customer can safely be sent to it (http or https, with a host), else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", url or "") else None


def paragraphs(text: str) -> list[list[str]]:
    """A typed text as paragraphs of lines; blank lines part them."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return [[line.rstrip() for line in block.split("\n")] for block in blocks if block.strip()]


def shortened(text: str, longest: int) -> str:
    """The text in one line, cut at a word with "…" where it is longer than `longest` characters."""
    line = one_line(text)
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
