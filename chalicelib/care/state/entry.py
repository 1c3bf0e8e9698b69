"""The answer book: what the team answers to questions that come again."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from chalicelib.care.ref import Ref


class Wording(NamedTuple):
    """An entry in one language: the questions as customers ask them, and the answer, with variables as in a macro."""

    questions: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An answer of the book, by language. `topic`: one of care.vocabulary.Topic, "" for none.

    `owner`: the Slack user who keeps it true, "" for the leads; `review_on`: the day by which they look at it again.
    `active`: it is found and suggested.
    """

    id: str
    wordings: dict[str, Wording] = field(default_factory=dict)
    topic: str = ""
    owner: str = ""
    review_on: date | None = None
    active: bool = True

    @property
    def ref(self) -> Ref:
        return Ref("entry", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How an entry served: cases answered from it, and what their customers said to "Did we solve it?".

    Apart from the entry, so that using it neither changes the book nor meets with somebody who edits it.
    """

    id: str
    used: int = 0
    yes: int = 0
    no: int = 0

    @property
    def ref(self) -> Ref:
        return Ref("usage", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole book's state: `mark` is another one after every change of an entry, so that an index knows its age."""

    id: str = "book"
    mark: str = ""

    @property
    def ref(self) -> Ref:
        return Ref("book", self.id)
