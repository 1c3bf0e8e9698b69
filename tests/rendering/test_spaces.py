"""Which spaces are hard, language by language; and that nothing else of a mail or page changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rendering.spaces import HARD, ONE_LETTER, bound

TAGS = re.compile(r"<[^>]*>")
LANGUAGES = st.sampled_from(("en", "sk", "pl", "ro", "ru"))
# What mails and pages are made of, in any order.
PIECES = st.lists(
    st.sampled_from((
        "v", "z", "Z", "w", "O", "a", "и", "В", "slovo", "49,90", "€", "2.", "decembra", "2", "December", "#1001", "—",
        "–", "s.", "r.", "o.", "№", "7", " ", " ", " ", " ", "\u00a0", "\n", "&amp;", "&#39;", "&nbsp;", "<b>", "</b>",
        '<a href="https://shop.example/a b?v=1 z">', "</a>", "<p class=\"v z\">", "</p>", "<br>", "<!-- v z -->",
        "<style>.a v { z: 1 }</style>", "<title>v meste</title>", "<textarea>v meste</textarea>", "15:00", "(", ")",
    )),
    max_size=40,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("sk", "Balík je v depe a v piatok príde.", "Balík je v~depe a~v~piatok príde."),
        ("sk", "Z nášho skladu odišla o 15:00.", "Z~nášho skladu odišla o~15:00."),
        ("sk", "do 2. decembra, streda 2. decembra", "do 2.~decembra, streda 2.~decembra"),
        ("sk", "Trvá to 3 dni. Potom 14 dní", "Trvá to 3~dni. Potom 14~dní"),
        ("sk", "Lumen s. r. o., Dunajská 1, 811 08 Bratislava", "Lumen s.~r.~o., Dunajská 1, 811 08 Bratislava"),
        ("sk", "Objednávka #1001 už dorazila", "Objednávka~#1001 už dorazila"),
        ("sk", "v <strong>stredu</strong> v<br>", "v~<strong>stredu</strong> v<br>"),
        ("sk", "a </p><p>v", "a </p><p>v"),
        ("sk", "Rock&#39;n&#39;roll a &amp; v &lt;b", "Rock&#39;n&#39;roll a~&amp; v~&lt;b"),
        ("pl", "Paczka w drodze i w piątek z Krakowa", "Paczka w~drodze i~w~piątek z~Krakowa"),
        ("pl", "49,90 zł do 2 grudnia", "49,90~zł do 2~grudnia"),
        ("pl", "v s k", "v s k"),
        ("ru", "Я в пути и к вам — с подарком", "Я~в~пути и~к~вам~— с~подарком"),
        ("ru", "Заказ № 7, 3 дня, 2 декабря", "Заказ №~7, 3~дня, 2~декабря"),
        ("ro", "a sosit la 2 decembrie, 25,00 lei", "a sosit la 2~decembrie, 25,00~lei"),
        (
            "en",
            "It comes on 2 December, in 3 days. I am a friend.",
            "It comes on 2~December, in 3~days. I am a friend.",
        ),
        ("en", "version 2.0 is here, 50 % off, €5", "version 2.0~is here, 50~% off, €5"),
        ("en", "2 Lamps, 3 čaje, 3 Čaje", "2 Lamps, 3~čaje, 3 Čaje"),
        ("en", "In 2026. Then we", "In 2026. Then we"),
        ("en", "+421 2 5555 0100", "+421 2 5555 0100"),
    ],
)
def test_what_is_kept_together(lang: str, text: str, said: str) -> None:
    assert bound(text, lang).replace(HARD, "~") == said


@given(PIECES, LANGUAGES)
def test_only_the_kind_of_spaces_changes_and_only_in_text(html: str, lang: str) -> None:
    made = bound(html, lang)
    assert made.replace(HARD, " ") == html.replace(HARD, " ")
    assert TAGS.findall(made) == TAGS.findall(html)
    assert made.count(" ") <= html.count(" ")
    assert bound(made, lang) == made


@given(st.text(max_size=200), LANGUAGES)
def test_whatever_somebody_wrote_stays_as_they_wrote_it(text: str, lang: str) -> None:
    assert bound(text, lang).replace(HARD, " ") == text.replace(HARD, " ")


@pytest.mark.parametrize("kept", ["<style>a v { }</style>", "<textarea>a v b</textarea>", "<!-- a v b -->"])
def test_styles_comments_and_fields_that_are_sent_back_stay(kept: str) -> None:
    assert bound(f"v {kept} v meste", "sk") == f"v {kept} v{HARD}meste"


def test_every_language_that_has_such_words_is_one_we_write_or_read() -> None:
    assert set(ONE_LETTER) <= {"en", "sk", "pl", "ro", "ru", "cs"}
