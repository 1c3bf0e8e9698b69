"""What a text shows: the concepts that each of its sentences names, said or denied, and how it is written."""

import re
from dataclasses import dataclass

from chalicelib.care.understanding.dictionary import Dictionary, Found, covers, dictionary
from chalicelib.care.understanding.folding import russian, sentences

# So many words a "not" reaches, if no comma or bracket ends it.
REACH = 3
SHORT = 4
_ENDS_REACH = frozenset(",;:()–—")
# A word in capitals, long enough to be no size, currency or company's form.
_CAPITALS = re.compile(r"\b[^\W\d_]{4,}\b")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """What each sentence shows (and how the text is written), what the whole text does, the words of each concept.

    A concept stands as "parcel", and as "+parcel" where it is said or "-parcel" where it is denied.
    """

    sentences: tuple[frozenset[str], ...]
    text: frozenset[str]
    words: dict[str, str]


def signs_of(text: str, language: str) -> Signs:
    """The signs of a text in a language that there is a dictionary of."""
    known, words = dictionary(language), dict[str, str]()
    written = _written(text)
    found = tuple(_of_sentence(sentence, known, words, language) | written for sentence in sentences(text))
    return Signs(found, frozenset().union(*found), words)


def _of_sentence(tokens: list[str], known: Dictionary, words: dict[str, str], language: str) -> frozenset[str]:
    folded = [russian(token) for token in tokens] if language == "ru" else tokens
    found = _widest(list(known.concepts(folded)))
    nots = [each for each in found if each.concept == "not"]
    signs = {sign for token in tokens if (sign := _mark(token))}
    for each in found:
        concept = each.concept.removeprefix("-")
        denied = each.concept.startswith("-") != _is_denied(each, nots, folded)
        signs |= {concept, f"{'-' if denied else '+'}{concept}"}
        words.setdefault(concept, " ".join(tokens[each.at : each.at + each.length]))
    return frozenset(signs)


def _widest(found: list[Found]) -> list[Found]:
    """Without what a longer entry covers: a "gift card" is no card."""
    long = [each for each in found if each.concept in covers()]
    return [each for each in found if not any(_is_covered(each, other) for other in long)]


def _is_covered(each: Found, other: Found) -> bool:
    inside = other.at <= each.at and each.at + each.length <= other.at + other.length
    return inside and each.length < other.length and each.concept.removeprefix("-") in covers()[other.concept]


def _is_denied(found: Found, nots: list[Found], tokens: list[str]) -> bool:
    """Does a "not" reach it?"""
    between = (tokens[each.at + each.length : found.at] for each in nots if each.at + each.length <= found.at)
    return any(len(words) < REACH and not _ENDS_REACH & set(words) for words in between)


def _mark(token: str) -> str:
    """The sign of a run of ! and ?, "" for a word."""
    if token[0] not in "!?":
        return ""
    return "?" if token == "?" else "!!" if len(token) > 1 else ""


def _written(text: str) -> set[str]:
    """How the whole text is written."""
    loud = [word for word in _CAPITALS.findall(text) if word.isupper()]
    length = len(_WORDS.findall(text))
    return {
        *(["caps"] if loud else []), *(["many_caps"] if len(loud) > 1 else []), *(["short"] if length <= SHORT else []),
        *(["question"] if "?" in text else []),
    }  # fmt: skip
