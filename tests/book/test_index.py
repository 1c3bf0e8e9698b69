"""The answer book searched: inflected words, words without accents, every language, and nothing rather than a guess."""

from dataclasses import replace

import pytest

from chalicelib.answer_book import index_of
from chalicelib.book_index import Index, stem, terms_of
from chalicelib.care.effects import Decision, Put
from chalicelib.care.state import Entry, Wording
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Mark
from ops.bench import book
from tests.store.making import NOW


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(book.entries())


@pytest.mark.parametrize("language", book.LANGUAGES)
def test_the_right_entry_is_among_three_for_nearly_every_question(index: Index, language: str) -> None:
    """docs/benchmarks.md has the figures; a change that finds less must say so there."""
    found = book.hits(index, language)
    assert (found.asked, found.top_three >= 29, found.first >= 25) == (30, True, True)


def test_what_no_entry_answers_has_no_suggestion(index: Index) -> None:
    assert [text for text in book.off_topic() if index.suggestions(text, "")] == []


@pytest.mark.parametrize(
    ("typed", "language"),
    [("kedy pridu moje penaze spat", "sk"), ("KEDY DOSTANEM SPÄŤ PENIAZE", "sk"), ("zwrot pieniedzy", "pl"),
     ("banii inapoi", "ro"), ("когда вернёте деньги", "ru")],
)  # fmt: skip
def test_accents_case_and_endings_do_not_matter(index: Index, typed: str, language: str) -> None:
    assert "refund-when" in [each.entry.id for each in index.suggestions(typed, language)]


def test_what_somebody_types_is_never_a_query() -> None:
    index = Index([Entry(id="a", wordings={"en": Wording(("Which bulb?",), "E27.")})])
    for typed in ('bulb" OR "', "bulb* NOT bulb", "NEAR(bulb which)", "questions:bulb", '"', "(", "\x00bulb\x00", ""):
        assert [each.entry.id for each in index.search(typed)] in ([], ["a"])


def test_an_entry_that_was_put_away_is_not_found() -> None:
    entry = Entry(id="a", wordings={"en": Wording(("Which bulb?",), "E27.")})
    assert [each.entry for each in Index([entry]).search("bulb")] == [entry]
    assert Index([replace(entry, active=False)]).search("bulb") == []


def test_the_topic_of_the_case_decides_between_equals() -> None:
    same = {"en": Wording(("How long does it take?",), "Three days of processing.")}
    index = Index([Entry(id="a", wordings=same, topic="delivery"), Entry(id="b", wordings=same, topic="refund")])
    assert [each.entry.id for each in index.suggestions("how long processing takes", "en", "refund")] == ["b", "a"]


def test_a_long_letter_is_searched_by_its_first_words() -> None:
    assert len(terms_of(" ".join(f"{n:04d}" for n in range(500)))) == 40


def test_endings_are_cut_by_length() -> None:
    assert [stem(word) for word in ("dni", "balik", "zasielky", "objednavku")] == ["dni", "bali", "zasiel", "objedna"]


def test_the_index_is_built_anew_only_when_the_book_has_changed() -> None:
    store = MemoryStore()
    assert len(index_of(store, "shop-of-books", "")) == 0
    one = Entry(id="a", wordings={"en": Wording(("Which bulb?",), "E27.")})
    store.commit(store.load("shop-of-books", [one.ref]), Decision((Put(subject=one),)),
                 Mark(shop="shop-of-books", event="e1", receipt="r1", now=NOW))  # fmt: skip
    first = index_of(store, "shop-of-books", "m1")
    assert len(first) == 1
    assert index_of(store, "shop-of-books", "m1") is first
    assert index_of(store, "shop-of-books", "m2") is not first
