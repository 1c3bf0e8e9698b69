"""Questions that are alike: put together by the words they share."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.book_index import terms_of

# Of the words of two questions together, the part that both must have.
ALIKE = 0.34
# Words of a question that are compared; a long letter is about what it begins with.
COMPARED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a customer asked first in a case."""

    case_id: str
    language: str
    topic: str
    text: str


@dataclass(slots=True)
class Group:
    """Questions that are alike, the first asked at the head; `terms`: its words."""

    questions: list[Question]
    terms: frozenset[str] = field(default_factory=frozenset)


def groups(questions: Iterable[Question], least: int) -> list[Group]:
    """Those of which there are at least so many, the largest first. A question is in one group at most."""
    found: list[Group] = []
    for question in questions:
        terms = frozenset(terms_of(question.text)[:COMPARED])
        if not terms:
            continue
        likest = max(found, key=lambda group: _likeness(group, question, terms), default=None)
        if likest and _likeness(likest, question, terms) >= ALIKE:
            likest.questions.append(question)
        else:
            found.append(Group([question], terms))
    large = [group for group in found if len(group.questions) >= least]
    return sorted(large, key=lambda group: -len(group.questions))


def _likeness(group: Group, question: Question, terms: frozenset[str]) -> float:
    """By the question that the group began with, so that a chain of half-likes does not become one group."""
    if group.questions[0].language != question.language:
        return 0.0
    return len(group.terms & terms) / len(group.terms | terms)
