"""The port: everything that reads or writes what Aftercare remembers goes through these few calls.

Two implementations (dynamo.py, memory.py) pass one contract suite. Rules every implementation keeps:
- a receipt, a mark, an outbox row and a fact are written once; the second writer learns that it was second;
- a commit is one transaction: all of the decision, or nothing;
- reads that lead to a commit are strongly consistent;
- nothing scans.
All instants are UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.care.effects import Alias, Decision
from chalicelib.care.state import Ref
from chalicelib.care.world import World
from chalicelib.receipts import Delivery, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An outbox row. `status`: new, waiting (tried, will be tried again), claimed, sent, skipped, failed, observed.

    `version` is the version of `about` that the decision wrote. `claimed_at` is set while a worker holds the row.
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
class TimelineEntry:
    """One line of a subject's timeline. `event` is the key of the event that led to it."""

    at: datetime
    what: str
    why: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A world, and the versions its subjects had when read (0 for a subject that is not there yet)."""

    world: World
    versions: Mapping[Ref, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What makes an event happen once: its key, the receipt that brought it, and the `now` it was decided at."""

    shop: str
    event: str
    receipt: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How an outbox row ends, committed with the event that says so. `claimed_at`: the claim it was sent under."""

    row_id: str
    status: str
    provider_id: str = ""
    reason: str = ""


class Store(Protocol):
    """What the movements (gate, react, relay, deliver, sweep) and the pages may ask of a store."""

    # receipts
    def put_receipt(self, receipt: Receipt, delivery: Delivery) -> bool:
        """Store a delivery and its receipt; False if this very receipt is already there (nothing is changed).

        The body is stored first: a receipt never exists without it. StoreUnavailableError if it could not be stored.
        """

    def receipt(self, receipt_id: str) -> Receipt | None: ...
    def delivery(self, receipt_id: str) -> Delivery | None: ...
    def update_receipt(self, receipt: Receipt) -> None:
        """Write status, attempts, next_try, fate and events of an existing receipt. `status="new"` wakes `react`."""

    def receipts(self, shop: str, status: str, limit: int) -> list[Receipt]:
        """The newest receipts of a status (parked, unknown, duplicate, ...), for the operator. Not on any hot path."""

    # subjects
    def load(self, shop: str, refs: Iterable[Ref], aliases: Iterable[Alias] = ()) -> Loaded:
        """Read snapshots and aliases, strongly consistent, in as few calls as there are hundreds of keys."""

    def roster(self, shop: str) -> Loaded:
        """Every agent of the shop."""

    def commit(
        self,
        loaded: Loaded,
        decision: Decision,
        mark: Mark,
        settle: Settlement | None = None,
        observe: bool = False,
    ) -> str:
        """Write the decision in ONE transaction with the event's mark; "done" or "duplicate".

        "done" also if this receipt's own mark is already there (the commit went through and its answer was lost).
        "duplicate" if another receipt brought the same event before.
        ConflictError if a subject's version or an alias moved (load and decide again).
        Messages and facts whose id is already known are left out, with a timeline line, never written twice.
        With `observe`, messages are stored as observed and never sent.
        """

    def timeline(self, shop: str, ref: Ref, limit: int = 200) -> list[TimelineEntry]:
        """Oldest first. For people (`aftercare why`), never for decisions."""

    # outbox
    def row(self, row_id: str) -> Row | None: ...
    def claim(self, row_id: str, now: datetime, next_try: datetime) -> Row | None:
        """Take a row for sending (status new or waiting -> claimed), one winner; None if it is not to be had."""

    def release(self, row_id: str, next_try: datetime, reason: str) -> None:
        """Give a claimed row back (claimed -> waiting) to be tried again at `next_try`."""

    # clock
    def due(self, now: datetime, limit: int) -> tuple[list[Timer], list[Receipt], list[Row]]:
        """What is due or overdue at `now`, oldest first, over all shops, at most `limit` of all kinds together."""

    def timer_rung(self, timer: Timer) -> None:
        """Take a timer out of what is due (its receipt exists now), unless it was set anew meanwhile."""

    # facts
    def fold(self, facts: Iterable[Fact], additions: Mapping[tuple[str, str], Mapping[str, float]]) -> None:
        """Add to tallies and mark the facts counted, in one transaction. AlreadyCountedError if any fact was counted.

        `additions`: (tally partition, tally row) -> number by column name.
        """

    def fact(self, shop: str, fact_id: str) -> Fact | None: ...
    def tallies(self, partition: str) -> dict[str, dict[str, float]]:
        """Every row of one tally partition: row name -> columns."""

    # what a team sets in its day
    def setting(self, shop: str, name: str) -> dict[str, str]: ...
    def put_setting(self, shop: str, name: str, value: Mapping[str, str], by: str, now: datetime) -> None:
        """Replace a setting and append to its history."""

    # posts: where a message lives on an outside channel, so that it can be edited, answered, erased
    def post(self, shop: str, anchor: str) -> dict[str, str]: ...
    def put_post(self, shop: str, anchor: str, value: Mapping[str, str]) -> bool:
        """Remember where an anchor (e.g. `case:7:card`) was posted. False if it already has a place (kept)."""

    # erasable links from what was sent by mail back to its case (Reply-To threads): alias items, see Name
