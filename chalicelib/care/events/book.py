"""What a look at the answer book found."""

from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.care.events.base import Event


class Recurring(NamedTuple):
    """Questions that are alike and have no entry: how many, and the cases of the first few."""

    size: int
    language: str
    topic: str
    case_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLooked(Event):
    """A week has ended. `due`: the entries past their review, by owner ("" where an entry has none)."""

    week: str
    due: tuple[tuple[str, tuple[str, ...]], ...] = ()
    groups: tuple[Recurring, ...] = ()
