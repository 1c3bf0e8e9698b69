"""The labelled sentences are well-formed: labels that there are, enough of each, no text twice."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest

from chalicelib.care.vocabulary import Topic
from tests.understanding.labelled import FOLDER, LANGUAGES, Sentence, held_out, open_to_all

Reader = Callable[[str], tuple[Sentence, ...]]
TOPICS = {*Topic, "complaint_quality", "payment", "account"}
URGENCIES = {"urgent", "normal"}
TONES = {"angry", "negative", "neutral", "praise"}
KINDS = {"case", "thanks", "spam"}
# Written with letters that many customers leave away.
MARKED = ("pl", "sk", "cs", "ro")
SETS: list[tuple[Reader, str]] = [(read, language) for read in (open_to_all, held_out) for language in LANGUAGES]
EVERY = [sentence for read, language in SETS for sentence in read(language)]


def test_there_is_a_file_of_each_kind_for_each_language_and_no_other() -> None:
    names = {f"{language}.toml" for language in LANGUAGES} | {f"held_out_{language}.toml" for language in LANGUAGES}
    assert {file.name for file in FOLDER.iterdir()} == names | {"README.md"}


def test_every_label_is_one_of_those_there_are() -> None:
    for sentence in EVERY:
        assert sentence.text == sentence.text.strip() != "", sentence
        assert set(sentence.topics) <= TOPICS, sentence
        assert len(set(sentence.topics)) == len(sentence.topics), sentence
        assert sentence.urgency in URGENCIES, sentence
        assert sentence.tone in TONES, sentence
        assert sentence.kind in KINDS, sentence


def test_every_file_holds_its_own_language() -> None:
    assert [(read, language) for read, language in SETS if {s.language for s in read(language)} != {language}] == []


def test_what_wants_no_answer_has_no_topic_and_no_hurry() -> None:
    asks_nothing = [sentence for sentence in EVERY if sentence.kind != "case"]
    assert [s for s in asks_nothing if s.topics or s.urgency == "urgent" or s.tone in {"angry", "negative"}] == []


def test_the_guide_explains_every_topic_and_no_other() -> None:
    parts = (FOLDER / "README.md").read_text(encoding="utf-8").split("\n## ")
    [guide] = [part for part in parts if part.startswith("Topics\n")]
    assert set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE)) == TOPICS


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_of_each(language: str) -> None:
    sentences = open_to_all(language)
    assert len(sentences) >= 60
    assert _missing(Counter(topic for s in sentences for topic in s.topics), TOPICS, 4) == []
    assert _missing(Counter(s.topics[0] for s in sentences if s.topics), TOPICS, 4) == []
    assert _missing(Counter(s.tone for s in sentences), TONES, 4) == []
    assert _missing(Counter(s.urgency for s in sentences), URGENCIES, 4) == []
    assert _missing(Counter(s.kind for s in sentences), KINDS, 4) == []
    assert len(_unsorted(sentences)) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_some_of_each_are_held_out(language: str) -> None:
    sentences = held_out(language)
    assert len(sentences) >= 20
    assert _missing(Counter(topic for s in sentences for topic in s.topics), TOPICS, 1) == []
    assert _missing(Counter(s.tone for s in sentences), TONES, 2) == []
    assert _missing(Counter(s.urgency for s in sentences), URGENCIES, 2) == []
    assert _missing(Counter(s.kind for s in sentences), KINDS, 2) == []
    assert len(_unsorted(sentences)) >= 2


@pytest.mark.parametrize("read", [open_to_all, held_out])
@pytest.mark.parametrize("language", MARKED)
def test_a_quarter_is_written_without_diacritics(read: Reader, language: str) -> None:
    sentences = read(language)
    plain = [s for s in sentences if _plain(s.text) == s.text.casefold()]
    assert len(plain) * 4 >= len(sentences)


def test_some_russian_is_written_in_latin_letters() -> None:
    for read, least in ((open_to_all, 4), (held_out, 2)):
        assert len([s for s in read("ru") if not re.search("[а-яё]", s.text.casefold())]) >= least


def test_no_text_is_there_twice() -> None:
    texts = Counter(" ".join(re.findall(r"\w+", _plain(s.text))) or s.text for s in EVERY)
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize(("language", "other"), [("cs", "sk"), ("sk", "cs")])
def test_every_czech_or_slovak_text_has_a_word_that_tells_them_apart(language: str, other: str) -> None:
    strange = {word for s in (*open_to_all(other), *held_out(other)) for word in _words(s.text)}
    assert [s.text for s in (*open_to_all(language), *held_out(language)) if _words(s.text) <= strange] == []


def _missing(counted: Counter[str], names: set[str], least: int) -> list[str]:
    return sorted(name for name in names if counted[name] < least)


def _unsorted(sentences: tuple[Sentence, ...]) -> list[Sentence]:
    return [s for s in sentences if s.kind == "case" and not s.topics]


def _plain(text: str) -> str:
    """The text as it is written without diacritics; ł has none that could be taken off."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("ł", "l"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{2,}", _plain(text)))
