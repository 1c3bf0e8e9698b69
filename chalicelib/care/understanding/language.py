"""In which language a text is written, by letters and words; "" where nothing tells well enough, never a guess."""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from chalicelib.care.understanding.dictionary import read
from chalicelib.care.understanding.folding import fold, russian

# What a mark weighs, shared out among the languages that have it.
LETTER, WORD, ENDING, PART = 4.0, 2.0, 0.7, 0.5
# A word of one letter is none of much weight.
LETTER_WORD = 0.2
# So much must speak for a language, and so much more than for the next one.
LEAST, MORE = 1.0, 0.8
# One word in so many with a letter that none of our languages has, and the text is in another one.
FOREIGN = 5
# Words shorter than this have no ending; none is longer than that.
_SHORTEST, _LONGEST_PART = 4, 5
_WORDS = re.compile(r"[^\W\d_]+")
_APOSTROPHES = re.compile(r"['’`ʼ]")
# From a word's beginning only: tried at each letter of one long word, it would take the square of its length.
_ADDRESSES = re.compile(r"(?<!\S)\S+@\S+|(?:https?://|www\.)\S+|#\w+|@\w+")


class Detected(NamedTuple):
    """The language ("" if unknown), and how much of what speaks for any speaks for it, 0 to 1."""

    language: str
    confidence: float


class _Marks(NamedTuple):
    foreign: frozenset[str]
    letters: dict[str, dict[str, float]]
    words: dict[str, dict[str, float]]
    endings: dict[str, dict[str, float]]
    parts: dict[str, dict[str, float]]


def detect(text: str) -> Detected:
    """The language of a text, also of one written without diacritics or, in Russian, with Latin letters."""
    weights = defaultdict[str, float](float)
    plain = unicodedata.normalize("NFC", _ADDRESSES.sub(" ", _APOSTROPHES.sub("", text)).casefold())
    words = _WORDS.findall(plain)
    foreign = _marks().foreign
    if sum(not foreign.isdisjoint(word) for word in words) * FOREIGN > len(words):
        return Detected("", 0.0)
    for word in words:
        for language, weight in _of_word(word):
            weights[language] += weight
    ranked = sorted(((weight, language) for language, weight in weights.items()), reverse=True)[:2]
    (best, language), (second, _) = (*ranked, (0.0, ""), (0.0, ""))[:2]
    if best < max(LEAST, second + MORE) or language == "other":
        return Detected("", 0.0)
    return Detected(language, round(best / (best + second), 2))


@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[tuple[str, float], ...]:
    """What a word speaks for, and how much."""
    marks, folded, weights = _marks(), fold(word), defaultdict[str, float](float)
    found = [marks.letters[letter] for letter in set(word) & marks.letters.keys()]
    found += [marks.words[folded]] if folded in marks.words else []
    # How Russian is written with Latin letters says nothing of other languages: "je" is no Romanian "e".
    if (latin := russian(folded)) != folded and "ru" in marks.words.get(latin, {}):
        found.append({"ru": marks.words[latin]["ru"]})
    if len(word) >= _SHORTEST:
        endings = {each[-length:] for each in (word, folded) for length in range(1, _LONGEST_PART + 1)}
        found += [marks.endings[each] for each in endings & marks.endings.keys()]
        found += [weight for part, weight in marks.parts.items() if part in word]
    for each in found:
        for language, weight in each.items():
            weights[language] += weight
    # Sums of fractions depend on their order: no text may be read in two ways.
    part = LETTER_WORD if len(word) == 1 else 1.0
    return tuple((language, round(weights[language] * part, 3)) for language in sorted(weights))


@cache
def _marks() -> _Marks:
    listed = read("languages")
    return _Marks(
        frozenset(listed["other"]["letters"]),
        _shared({language: set(marks["letters"]) for language, marks in listed.items()}, LETTER),
        _shared({language: _folded(marks["words"], language) for language, marks in listed.items()}, WORD),
        *(
            _shared({language: _entries(marks.get(kind, "")) for language, marks in listed.items()}, weight)
            for kind, weight in (("endings", ENDING), ("parts", PART))
        ),
    )


def _entries(listed: str) -> set[str]:
    return {each.strip() for each in listed.split(",")} - {""}


def _folded(listed: str, language: str) -> set[str]:
    folded = {fold(each) for each in _entries(listed)}
    return {russian(each) for each in folded} | folded if language == "ru" else folded


def _shared(marks: dict[str, set[str]], weight: float) -> dict[str, dict[str, float]]:
    """What each mark weighs for each language."""
    owners = defaultdict[str, list[str]](list)
    for language, each in marks.items():
        for mark in each:
            owners[mark].append(language)
    return {mark: dict.fromkeys(languages, weight / len(languages) ** 1.5) for mark, languages in owners.items()}
