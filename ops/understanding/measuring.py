"""Reads the labelled sentences with the rules that ship, and counts. Of the held-out ones only counts leave here."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from chalicelib.care.understanding.reading import Understood, understand
from tests.understanding.labelled import LANGUAGES, Sentence, held_out, open_to_all

UNSORTED = "unsorted"
SETS: dict[str, Callable[[str], tuple[Sentence, ...]]] = {"open": open_to_all, "held out": held_out}
QUESTIONS = ("language", "topic", "tone", "urgency", "kind")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was labelled and what was understood, counted: (label, answer) by question."""

    sentences: int
    pairs: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)

    def share(self, question: str) -> float:
        """How many of a hundred were understood as labelled. Of a topic: of those that were sorted."""
        pairs = self.pairs[question]
        if question == "topic":
            pairs = Counter({pair: n for pair, n in pairs.items() if pair[1] != UNSORTED})
        return _percent(sum(n for (label, answer), n in pairs.items() if label == answer), pairs.total())

    @property
    def sorted(self) -> float:
        """How many of a hundred that have a topic were given one."""
        having = Counter({pair: n for pair, n in self.pairs["topic"].items() if pair[0] != UNSORTED})
        return _percent(sum(n for (_, answer), n in having.items() if answer != UNSORTED), having.total())

    @property
    def figures(self) -> dict[str, float]:
        """Every figure by its name."""
        return {"language": self.share("language"), "topic": self.share("topic"), "sorted": self.sorted,
                **{question: self.share(question) for question in ("tone", "urgency", "kind")}}  # fmt: skip


def measured(tell: Callable[[str], None] = lambda _: None) -> dict[str, dict[str, Counted]]:
    """By set, by language ("all": of them together)."""
    found: dict[str, dict[str, Counted]] = {}
    for name, read in SETS.items():
        by_language = {}
        for language in LANGUAGES:
            tell(f"{name}, {language}")
            by_language[language] = _counted(read(language))
        found[name] = by_language | {"all": _together(by_language.values())}
    return found


def _counted(sentences: tuple[Sentence, ...]) -> Counted:
    counted = Counted(len(sentences), {question: Counter() for question in QUESTIONS})
    for sentence in sentences:
        for question, label, answer in _answers(sentence):
            counted.pairs[question][label, answer] += 1
    return counted


def _answers(sentence: Sentence) -> Iterator[tuple[str, str, str]]:
    """Each question with the label and the answer. What wants no answer has no topic to find."""
    heard = understand(sentence.text)
    yield "language", sentence.language, heard.language or "unknown"
    # A text too short to tell is read in the language that the customer is known to speak.
    found = heard if heard.language else understand(sentence.text, sentence.language)
    if sentence.kind == "case":
        yield "topic", (*sentence.topics, UNSORTED)[0], _topic(found)
    yield "tone", sentence.tone, found.tone
    yield "urgency", sentence.urgency, found.urgency
    yield "kind", sentence.kind, found.kind


def _topic(found: Understood) -> str:
    return (*(str(topic) for topic in found.topics), UNSORTED)[0]


def _together(parts: Collection[Counted]) -> Counted:
    whole = Counted(sum(part.sentences for part in parts), {question: Counter() for question in QUESTIONS})
    for part in parts:
        for question, pairs in part.pairs.items():
            whole.pairs[question].update(pairs)
    return whole


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
