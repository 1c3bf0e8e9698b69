"""What a decision wants done, in the imperative. Nothing here does anything: the store commits, the channels send."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from chalicelib.care.state import Ref, Subject

# What the timeline calls something that came too late to change anything.
LATE_NEWS = "parcel.late_news"


class Alias(NamedTuple):
    """A name by which a subject can be found: kind (email, order_name, parcel_number, handle, ...) and value.

    Stores keep a keyed hash of the value, since many values are personal data.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Remember this new value of a subject (conditional on the version it was decided on)."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class Rely:
    """The decision rests on this subject being as it was read, though it does not change it.

    If it moved by the time of commit, the event is decided again: else two events that each look at what the other
    writes could both miss what they mean together.
    """

    on: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Let `alias` lead to `ref`. If somebody else has moved it by the time of commit, the event is decided again."""

    alias: Alias
    ref: Ref


@dataclass(frozen=True, slots=True)
class Unname:
    """Let `alias` lead nowhere. If somebody else has moved it by the time of commit, the event is decided again."""

    alias: Alias


@dataclass(frozen=True, slots=True)
class Note:
    """A line on a subject's timeline: what was done or not done, by which rule, with which numbers."""

    about: Ref
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """One message to one receiver. The same `id` is one message, whatever is retried.

    kind        stem of the template and of the automation that decided it
    channel     email, slack, social or store
    to          whom: a subject's text (`customer:...`), or `slack:<channel key>` / `case:...` for a thread
    about       the subject whose snapshot it is rendered from
    params      what it says that the snapshot cannot know later (ids, dates as ISO text)
    conditions  names of still-true checks (care/still_true.py), with an argument after a colon
    not_after   latest instant at which sending makes sense (UTC)
    wakes       may be sent in the customer's quiet hours (answers do, notices do not)
    """

    id: str
    kind: str
    channel: str
    to: str
    about: Ref
    params: dict[str, str] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    not_after: datetime
    wakes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Wake the subject up at `due_at` (UTC). A subject has one timer of a kind; setting it again moves it."""

    about: Ref
    kind: str
    due_at: datetime
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer:
    """Forget a timer; nothing happens if there is none."""

    about: Ref
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFact:
    """Something that counts, written in the transaction that made it true. `value` is a count,
    seconds, or minor units of a currency that `dimensions` names.

    `id` is unique per shop. A fact is counted once because its event is decided once. So where different events could
    bring the same fact, record it only where this event changes a snapshot that says so (conditional on its version).
    `at` (UTC) decides its day in the shop's zone.
    """

    id: str
    name: str
    at: datetime
    value: float = 1
    dimensions: dict[str, str] = field(default_factory=dict)


Effect = Put | Rely | Name | Unname | Note | SendMessage | SetTimer | CancelTimer | RecordFact


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that one event leads to; committed whole or not at all."""

    effects: tuple[Effect, ...] = ()

    def __add__(self, other: "Decision") -> "Decision":
        return Decision(self.effects + other.effects)


def digest(*parts: object) -> str:
    """A short stable id made of ids; 20 hex digits."""
    return blake2b("\x1f".join(str(part) for part in parts).encode(), digest_size=10).hexdigest()
