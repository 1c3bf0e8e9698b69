"""What a store is given and gives back. All instants are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.care.effects import Alias
from chalicelib.care.state import Ref
from chalicelib.care.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An outbox row. `status`: new, waiting (to be tried again), claimed, sent, skipped, failed, observed.

    `version` is the version of `about` that the decision wrote. `claimed_at` is set while a worker holds it.
    `next_try` is when the sweep drives it on, None once it has ended. `lined`: it has stood in its channel's line.
    """

    id: str
    shop: str
    kind: str
    channel: str
    to: str
    about: Ref
    params: Mapping[str, str]
    conditions: tuple[str, ...]
    not_after: datetime
    wakes: bool
    version: int
    created_at: datetime
    status: str = "new"
    attempts: int = 0
    claimed_at: datetime | None = None
    next_try: datetime | None = None
    provider_id: str = ""
    reason: str = ""
    lined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A shop's channel that takes no more than it can: its messages stand in line. There is none in normal times.

    failures    tries in a row that found the channel away; 0: it takes messages again, and the line is drained
    since       when it was first found away; None once it takes messages again
    until       nothing is tried before
    turn_at     when the next of the line have their turn
    emptied_at  when the line was first found empty: nobody joins it any more, and it is dropped a little later
    version     counts its writes from 1; 0 is one that was never stored
    """

    shop: str
    channel: str
    failures: int
    since: datetime | None
    until: datetime
    turn_at: datetime
    emptied_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A timer that is due. `version` changes whenever it is set anew, so one setting fires once."""

    shop: str
    about: Ref
    kind: str
    due_at: datetime
    version: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact as stored; see care.effects.RecordFact."""

    id: str
    shop: str
    name: str
    at: datetime
    value: float
    dimensions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one decision, counted together and once. `event` is the key of the event that led to them.

    `due_at`: when the sweep counts them, None once they are counted.
    """

    shop: str
    event: str
    facts: tuple[Fact, ...]
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of a subject's timeline. `event` is the key of the event that led to it."""

    at: datetime
    what: str
    why: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A world, and the versions its subjects had when read (0 for a subject that is not there yet).

    `current`: the aliases that were found as they would be written now (not under an older hash key).
    """

    world: World
    versions: Mapping[Ref, int]
    current: frozenset[Alias] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What makes an event happen once: its key, the receipt that brought it, the `now` it was decided at.

    `rows`: the messages it wrote. A line of a timeline names its event, and so leads to its receipt and messages.
    `outcome`: what the event came to, done or out_of_order; decided again later, it may look different.
    """

    shop: str
    event: str
    receipt: str
    now: datetime
    rows: tuple[str, ...] = ()
    outcome: str = "done"


class LateOrder(NamedTuple):
    """An order that is late now, with what is counted of it: since when, by which rule, why, with which carrier.

    `carrier` is a digest of its name, which stands in the order (Order.delay); "" if nothing has left.
    """

    id: str
    since: datetime
    rule: str
    reason: str
    carrier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a claimed outbox row ends (sent, skipped, failed), committed with the event that says so.

    `claimed_at`: the claim it was sent under; if given, a worker whose claim was taken over cannot settle.
    """

    row_id: str
    status: str
    provider_id: str = ""
    reason: str = ""
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token of our own API (tokens.py). `hash`: of its secret part, which nobody has but whom it was given.

    It is good from `created_at` until `until`, unless it was revoked. `created_by` and `revoked_by` are for people.
    """

    id: str
    shop: str
    name: str
    scopes: tuple[str, ...]
    hash: str
    created_at: datetime
    created_by: str
    until: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One line of a setting's history: what it was set to, by whom and when."""

    at: datetime
    by: str
    value: Mapping[str, str]
