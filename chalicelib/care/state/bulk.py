"""One text for many, on its way: what is sent to whom of a group, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.care.ref import Ref


class LeftOut(NamedTuple):
    """A case that was left out, and why (a code that the desk puts into words)."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """`group`: the round of the group it goes to; `what`: reply, or release (each is offered by itself).

    `then`: what follows the reply (resolve, resolve_unasked), "" if nothing. `text`: with its variables; gone once it
    is done. `shown_at`: when its preview was drawn: who wrote later is left out. `todo`: the cases that have not had
    their turn, None before they were listed; `tried`: those of them whose turn came to nothing once, and that have a
    last one; `begun`: the one that a worker has taken by itself, "" if none.
    `left`: the first of those that were left out, `left_out`: how many. `shown`: how many the preview said it goes to,
    0 if there was none.
    """

    id: str
    group: str
    what: str
    agent_id: str
    then: str = ""
    text: str = ""
    shown_at: datetime
    shown: int = 0
    todo: tuple[str, ...] | None = None
    tried: tuple[str, ...] = ()
    begun: str = ""
    done: int = 0
    left: tuple[LeftOut, ...] = ()
    left_out: int = 0
    ended_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("bulk", self.id)
