"""What agents do with a whole group of look-alikes."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.events.base import Event
from chalicelib.care.events.desk import DeskPress, Press, ReplyWritten
from chalicelib.care.state import LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDrafted(DeskPress):
    """An agent wants to see one reply to all of a group (`item`: its round) as one of them will get it.

    `macro`: the one that it begins from, "" if none; `then`: what follows it (Bulk.then).
    """

    item: str
    view_id: str
    text: str = ""
    macro: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkWanted(DeskPress):
    """An agent does something with all of a group (`item`: its round): see state.Bulk. `shown_at`: when the preview was
    drawn, None: now; `shown`: how many it said it goes to."""

    item: str
    what: str = "release"
    text: str = ""
    then: str = ""
    shown_at: datetime | None = None
    shown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkMoved(Event):
    """Some of the cases of a bulk (`subject`) have had their turn. `todo`: those that have not; `done`: so many more
    went well. `tried`: those of them whose turn is begun, or came to nothing for now."""

    subject: str
    todo: tuple[str, ...]
    tried: tuple[str, ...] = ()
    begun: str = ""
    done: int = 0
    left: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkReplied(ReplyWritten):
    """One case's turn in a bulk reply, filled in for its customer. `group`: the round; `then`: what follows."""

    bulk: str
    group: str
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReleased(Press):
    """One case's turn to be offered by itself: it leaves its group."""

    bulk: str
