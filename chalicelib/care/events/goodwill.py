"""What becomes of a goodwill entry: asked for, decided on, done."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event
from chalicelib.care.events.desk import ItemPress, Press
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillWanted(Press):
    """An agent gives the customer something, or asks whether they may. `words`: their note."""

    kind: GoodwillKind
    amount: Money
    reason: GoodwillReason
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillPress(ItemPress):
    """A button under a goodwill entry, whose id is the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillApproved(GoodwillPress):
    """A lead says yes to a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillDeclined(GoodwillPress):
    """A lead says no to a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillMade(GoodwillPress):
    """An agent says that it is done in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillNotMade(GoodwillPress):
    """An agent says that it did not come about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillReported(Event):
    """The shop's system says that it is done, as `reference`; or not done, and why."""

    goodwill_id: str
    done: bool
    reference: str = ""
    reason: str = ""
