"""Formats by language, and what is done with words that others typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.vocabulary import Money
from chalicelib.errors import RenderError
from chalicelib.rendering import wording


@pytest.mark.parametrize(
    ("lang", "sentence", "alone"),
    [
        ("en", "2 December", "Wednesday 2 December"),
        ("sk", "2. decembra", "streda 2. decembra"),
        ("pl", "2 grudnia", "środa, 2 grudnia"),
        ("ro", "2 decembrie", "miercuri, 2 decembrie"),
        ("ru", "2 декабря", "среда, 2 декабря"),
    ],
)
def test_dates_are_written_as_the_language_does(lang: str, sentence: str, alone: str) -> None:
    day = date(2026, 12, 2)
    assert wording.in_sentence(day, lang) == sentence
    assert wording.on_its_own(day, lang).replace("\u00a0", " ") == alone


@pytest.mark.parametrize(
    ("lang", "money", "written"),
    [
        ("en", Money(8970, "EUR"), "€89.70"),
        ("sk", Money(123456, "EUR"), "1 234,56 €"),
        ("pl", Money(8970, "PLN"), "89,70 zł"),
        ("ro", Money(8970, "RON"), "89,70 RON"),
        ("ru", Money(8970, "EUR"), "89,70 €"),
        ("en", Money(500, "JPY"), "¥500"),
        ("sk", Money(-5, "EUR"), "-0,05 €"),
    ],
)
def test_money_is_written_as_the_language_does(lang: str, money: Money, written: str) -> None:
    plain = wording.amount(money, lang).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    assert plain == written


@pytest.mark.parametrize(
    ("wanted", "default", "spoken"),
    [("sk", "en", "sk"), ("sk-SK", "en", "sk"), ("PL_pl", "en", "pl"), ("hu", "ro", "ro"), ("", "ru", "ru")],
)
def test_the_shops_language_stands_in(wanted: str, default: str, spoken: str) -> None:
    assert wording.spoken(wanted, default) == spoken


def test_no_language_at_all_is_an_error_that_says_what_there_is() -> None:
    with pytest.raises(RenderError, match="en, pl, ro, ru, sk"):
        wording.spoken("hu", "de")


@pytest.mark.parametrize("counted", [False, True])
def test_a_key_without_words_is_an_error(counted: bool) -> None:
    words = wording.catalogue("sk")
    with pytest.raises(RenderError, match=r"nothing\.like_this"):
        words.counted_words("nothing.like_this", "", 2) if counted else words.words("nothing.like_this")


@pytest.mark.parametrize("name", ["Jana", "Mária-Anna", "O’Neil", "Анна", "J. R.", "  Ioana\n", "Zo\u0065\u0301"])
def test_a_persons_name_is_greeted(name: str) -> None:
    assert wording.greetable(name)


@pytest.mark.parametrize(
    "name",
    [None, "", " ", "<script>", "Win 500 EUR", "evil.example", "https://evil.example", "a@b.example", "x" * 41, "!!!"],
)
def test_a_doubtful_name_is_not(name: str | None) -> None:
    assert wording.greetable(name) is None


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://a.example", "http://[",
     "https://a.example/\nx", "mailto:a@b.example"],
)  # fmt: skip
def test_what_is_not_a_web_address_is_not_shown(url: str | None) -> None:
    assert wording.web_address(url) is None


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = wording.one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@given(st.text(), st.integers(2, 300))
def test_shortened_is_short(text: str, longest: int) -> None:
    assert len(wording.shortened(text, longest)) <= longest + 1


def test_typed_text_keeps_its_lines_and_paragraphs() -> None:
    assert wording.paragraphs("One\r\ntwo\n\n \nthree\n") == [["One", "two"], ["three"]]
    assert wording.paragraphs(" \n ") == []
