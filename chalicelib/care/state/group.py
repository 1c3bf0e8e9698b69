"""Cases that look alike and came at once: they are shown on one card, and can be answered by one text."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.care.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A case's place in a group. `id`: which group, and which of its rounds ("delivery.sk:2").

    `carded`: it has a card of its own, and is worked on by itself. `example`: its words stand on the group's card.
    `bulk`: the last bulk reply that answered it, "" if none did.
    """

    id: str
    carded: bool = False
    example: bool = False
    bulk: str = ""


class Sighting(NamedTuple):
    """A case that looks like the others, and when it came."""

    case_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Look-alikes of one topic and language ("delivery.sk"), or of the same words ("text-3f2a01bc.sk").

    seen        those of late, while they are too few to be a group
    nobody_at   when the leads heard last that nobody can take such a one
    number      counts its rounds: how often they were so many
    opened_at   since when this round takes in what comes; None while there is none
    seen_at     when one came last, to the minute
    first_ids   cases of the round that came before it was one; `example_id`: the one of them that its card quotes
    """

    id: str
    topic: str = ""
    language: str = ""
    seen: tuple[Sighting, ...] = ()
    nobody_at: datetime | None = None
    number: int = 0
    opened_at: datetime | None = None
    seen_at: datetime | None = None
    first_ids: tuple[str, ...] = ()
    example_id: str = ""

    @property
    def ref(self) -> Ref:
        return Ref("group", self.id)

    @property
    def round(self) -> str:
        """What its cases and its card name it by."""
        return f"{self.id}:{self.number}"


def group_ref(round_: str) -> Ref:
    """The group that a round is one of."""
    return Ref("group", round_.rpartition(":")[0])
