"""What agents did with a case besides answering it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class CaseNote(NamedTuple):
    """A note for the team. It never reaches the customer. `link`: the message it was made of, "" if it was typed."""

    by: str
    at: datetime
    text: str
    link: str = ""


class Pledge(NamedTuple):
    """An agent promised the customer an answer by a time (UTC). `agent_id`: who; `at`: when they promised it."""

    by: datetime
    agent_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """`snoozed_until`: till then the case rests, None if it does not. `handovers`: how often it was handed on.

    `linked_ids`: other cases that belong together with it. `notes`: the last few. `pledge`: None if nothing is
    promised. `unasked`: it was resolved without asking whether it is. `dismissed`: why it was no case (thanks, mistake,
    blocked), "" if it was one. `private_replies`: the comments that were answered privately, by the network's ids.
    """

    snoozed_until: datetime | None = None
    handovers: int = 0
    linked_ids: tuple[str, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    pledge: Pledge | None = None
    unasked: bool = False
    dismissed: str = ""
    private_replies: tuple[str, ...] = ()
