"""The dictionaries: which words of a language stand for which concept. Read from data/<language>.toml, when first used.

An entry is a word, several words in a row, or a stem with a star for whatever ends it: "parcel*", "not yet". They are
written as the language writes them; diacritics and Cyrillic are folded away.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.care import toml
from chalicelib.care.understanding.folding import fold, russian

DATA = Path(__file__).with_name("data")
# Stems shorter than this would begin too many words.
SHORTEST = 2


class Found(NamedTuple):
    """A concept in a sentence: where its first word stands, and how many words say it."""

    concept: str
    at: int
    length: int


class _Word(NamedTuple):
    text: str
    is_stem: bool

    def fits(self, word: str) -> bool:
        return word.startswith(self.text) if self.is_stem else word == self.text


class _Entry(NamedTuple):
    concept: str
    rest: tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """One language's concepts, found by the first word of an entry.

    `prefix`: what makes a word its opposite where the language writes it in one ("neprišiel"), "" if it does not.
    """

    whole: dict[str, list[_Entry]]
    stems: dict[str, list[_Entry]]
    longest: int
    prefix: str

    def concepts(self, words: list[str]) -> Iterator[Found]:
        """Every concept of a sentence; one whose word bears the prefix of its opposite comes with a "-" before it."""
        for at, word in enumerate(words):
            yield from self._at(words, at, word, "")
            if self.prefix and word.startswith(self.prefix) and len(word) > len(self.prefix) + SHORTEST:
                yield from self._at(words, at, word.removeprefix(self.prefix), "-")

    def _at(self, words: list[str], at: int, word: str, sign: str) -> Iterator[Found]:
        for entry in self._beginning(word):
            following = words[at + 1 : at + 1 + len(entry.rest)]
            if len(following) == len(entry.rest) and all(
                part.fits(other) for part, other in zip(entry.rest, following, strict=True)
            ):
                yield Found(sign + entry.concept, at, 1 + len(entry.rest))

    def _beginning(self, word: str) -> Iterator[_Entry]:
        yield from self.whole.get(word, ())
        for length in range(SHORTEST, min(len(word), self.longest) + 1):
            yield from self.stems.get(word[:length], ())


@cache
def dictionary(language: str) -> Dictionary:
    """A language's dictionary, together with the signs that all share."""
    whole: dict[str, list[_Entry]] = defaultdict(list)
    stems: dict[str, list[_Entry]] = defaultdict(list)
    document = read(language)
    prefix = document.pop("negating_prefix", "")
    for concepts in (document, read("signs")):
        for concept, entries in concepts.items():
            folded = russian(fold(entries)) if language == "ru" else fold(entries)
            for entry in filter(None, map(str.split, folded.split(","))):
                first, *rest = [_Word(each.removesuffix("*"), each.endswith("*")) for each in entry]
                (stems if first.is_stem else whole)[first.text].append(_Entry(concept, tuple(rest)))
    return Dictionary(dict(whole), dict(stems), max(map(len, stems), default=0), prefix)


@cache
def covers() -> dict[str, frozenset[str]]:
    """Which concepts are not looked for within the words of another."""
    return {concept: frozenset(covered) for concept, covered in read("rules")["covers"].items()}


def read(name: str) -> dict[str, Any]:
    """One file of data."""
    return toml.read(DATA / f"{name}.toml")
