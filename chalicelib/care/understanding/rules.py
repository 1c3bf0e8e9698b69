"""The rules of data/rules.toml, and what speaks for an answer in a text."""

from functools import cache
from typing import NamedTuple

from chalicelib.care.understanding.dictionary import read
from chalicelib.care.understanding.signs import Signs


class Rule(NamedTuple):
    """Signs that stand together, and what that weighs. Each term is a choice of signs.

    `here`: in one sentence. `anywhere`: in the text. `nowhere`: not in the text.
    """

    written: str
    weight: int
    here: tuple[frozenset[str], ...]
    anywhere: tuple[frozenset[str], ...]
    nowhere: frozenset[str]

    def holds(self, signs: Signs) -> bool:
        if not self.nowhere.isdisjoint(signs.text) or any(each.isdisjoint(signs.text) for each in self.anywhere):
            return False
        return not self.here or any(
            not any(each.isdisjoint(sentence) for each in self.here) for sentence in signs.sentences
        )


class Cue(NamedTuple):
    """What spoke for an answer, or against it: the rule, what it weighs, and the words that showed it."""

    rule: str
    weight: int
    words: tuple[str, ...]


@cache
def rules() -> dict[str, dict[str, tuple[Rule, ...]]]:
    """The rules by question (topic, tone, urgency, kind) and answer."""
    return {
        question: {
            answer: tuple(_rule(written, int(weight)) for weight, listed in weights.items() for written in listed)
            for answer, weights in answers.items()
        }
        for question, answers in read("rules").items()
        if question != "covers"
    }


def weighed(question: str, signs: Signs) -> dict[str, tuple[Cue, ...]]:
    """Every answer that something speaks for, with all that does; each rule counts once."""
    found = {
        answer: tuple(_cue(rule, signs) for rule in listed if rule.holds(signs))
        for answer, listed in rules()[question].items()
    }
    return {answer: cues for answer, cues in found.items() if cues}


def _rule(written: str, weight: int) -> Rule:
    terms = written.split()
    here = tuple(frozenset(term.split("|")) for term in terms if term[0] not in "^~")
    anywhere = tuple(frozenset(term[1:].split("|")) for term in terms if term[0] == "^")
    nowhere = frozenset(sign for term in terms if term[0] == "~" for sign in term[1:].split("|"))
    return Rule(written, weight, here, anywhere, nowhere)


def _cue(rule: Rule, signs: Signs) -> Cue:
    named = [sign.lstrip("+-") for choice in (*rule.here, *rule.anywhere) for sign in sorted(choice & signs.text)]
    return Cue(
        rule.written, rule.weight, tuple(dict.fromkeys(signs.words[each] for each in named if each in signs.words))
    )
