"""The port: everything that reads or writes what Aftercare remembers goes through these few calls.

Two implementations (dynamo.py, memory.py) pass one contract suite. Rules every implementation keeps:
- a receipt, a mark (with its facts) and an outbox row are written once; the second writer learns that it was second;
- a commit is one transaction: all of the decision, or nothing;
- reads that lead to a commit are strongly consistent;
- nothing scans.
All instants are UTC.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.care.effects import Alias, Decision
from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.privacy_port import Erasable
from chalicelib.store.values import Fact as Fact
from chalicelib.store.values import Facts as Facts
from chalicelib.store.values import Lane as Lane
from chalicelib.store.values import LateOrder as LateOrder
from chalicelib.store.values import Loaded as Loaded
from chalicelib.store.values import Mark as Mark
from chalicelib.store.values import Row as Row
from chalicelib.store.values import SettingChange as SettingChange
from chalicelib.store.values import Settlement as Settlement
from chalicelib.store.values import TimelineEntry as TimelineEntry
from chalicelib.store.values import Timer as Timer
from chalicelib.store.values import Token as Token

LISTED = frozenset({"parked", "unknown", "duplicate", "out_of_order", "ignored"})
"""Receipt statuses of which a list is kept."""

FURTHEST = 500
"""Places of a queue that are looked at for cases in some languages, at most."""

MAX_FACTS = 20
"""Facts of one decision: counting them changes a few tally rows each, in one transaction of a hundred writes."""

FACT_DAYS = timedelta(days=400)
"""How long facts are kept that were counted, from the day they are of."""

COUNTED_EVERY = timedelta(minutes=5)
"""Facts wait for the next full five minutes (of the clock), so that many are counted in one transaction."""

FIRST_TRY = timedelta(minutes=5)
"""How long the stream has to bring a new outbox row to its channel before the sweep does."""


class Store(Erasable, Protocol):
    """What the movements (gate, react, relay, deliver, sweep) and the pages may ask of a store."""

    # receipts
    def put_receipt(self, receipt: Receipt, delivery: Delivery) -> bool:
        """Store a delivery and its receipt; False if this very receipt is already there (nothing is changed).

        The body is stored first: a receipt never exists without it. StoreUnavailableError if that failed.
        """

    def receipt(self, receipt_id: str) -> Receipt | None: ...
    def delivery(self, receipt_id: str) -> Delivery | None: ...
    def update_receipt(self, receipt: Receipt) -> None:
        """Write status, attempts, next_try, fate and events of a receipt. `status="new"` wakes `react`.

        StoreError if there is no such receipt.
        """

    def receipts(self, shop: str, status: str, limit: int) -> list[Receipt]:
        """The newest receipts of a status in LISTED, newest first, for the operator. Not on any hot path.

        ValueError for a status that no list is kept of (most receipts end as done: a list would only cost).
        """

    # subjects
    def load(self, shop: str, refs: Iterable[Ref], aliases: Iterable[Alias] = ()) -> Loaded:
        """Read snapshots and aliases, strongly consistent, in as few calls as there are hundreds of keys."""

    def every(self, shop: str, kind: str) -> Loaded:
        """All of one of the shop's lists (care.state.LISTS), strongly consistent. ValueError if there is no such list.

        A list is read whole, however long it is: only what people keep by hand belongs on one.
        """

    def commit(
        self,
        loaded: Loaded,
        decision: Decision,
        mark: Mark,
        settle: Settlement | None = None,
        observe: bool = False,
    ) -> str:
        """Write the decision in ONE transaction with the event's mark; the mark's outcome, or "duplicate".

        If this receipt's own mark is there (the commit went through and its answer was lost), the outcome it has.
        "duplicate" if another receipt brought the same event before.
        ConflictError if a subject's version or an alias moved since it was loaded, or if the row to settle is
        not claimed any more (load and decide again). TooLargeError if it does not fit into one transaction.
        Messages whose id is already known are left out, with a timeline line, never written twice.
        A subject or an alias that is put back as it was loaded is not written.
        With `observe`, messages are stored as observed and never sent.
        """

    def observe(self, shop: str, ref: Ref, what: str, why: str, now: datetime) -> None:
        """Append one line to a timeline that no event led to: that something was seen, or waits. It changes nothing."""

    def timeline(self, shop: str, ref: Ref, limit: int = 200) -> list[TimelineEntry]:
        """The newest `limit` lines, oldest first. For people (`aftercare why`), never for decisions."""

    def marks(self, shop: str, events: Iterable[str]) -> dict[str, Mark]:
        """The marks of those events that were decided, by the event's key."""

    def open_cases(self, shop: str, queue: str, limit: int, languages: Collection[str] | None = None) -> list[Ref]:
        """Cases of a queue (care.state.EVERY_QUEUE) that wait for us: unassigned by urgency, then longest first;
        grouped by group; the others longest first. `languages`: only those in one of them, among the first FURTHEST.
        May lag by seconds.
        """

    def waiting_since(self, shop: str, queue: str, limit: int) -> list[datetime]:
        """Since when the cases of a queue wait, in the order of `open_cases`; of its first `limit`. May lag."""

    def grouped(self, shop: str, group: str, limit: int) -> list[Ref]:
        """Cases that wait for us in a group (Grouped.id), longest first. May lag by seconds."""

    def late_orders(self, shop: str, limit: int) -> list[LateOrder]:
        """The orders that are late now (Order.delay), the newest delay first. May lag by seconds."""

    # outbox
    def row(self, row_id: str) -> Row | None: ...
    def claim(self, row_id: str, now: datetime, next_try: datetime) -> Row | None:
        """Take a row for sending (new or waiting -> claimed), one winner; None if it is not to be had."""

    def reclaim(self, row_id: str, claimed_at: datetime, now: datetime, next_try: datetime) -> Row | None:
        """Take over a row whose worker never said how it ended, one winner; None if that claim is over."""

    def release(self, row: Row, next_try: datetime, reason: str, *, tried: bool = True) -> None:
        """Give a claimed row back (claimed -> waiting) to be tried at `next_try`. Nothing if that claim is over.

        Not `tried`: it was only held back, and the claim does not count as an attempt.
        """

    def postpone(self, row_id: str, next_try: datetime) -> None:
        """Note that a row was queued once more (new -> waiting): it is not due again before `next_try`.

        Never `new` again: that would wake `relay`. Nothing if somebody holds the row or it has ended.
        """

    def line_up(self, row: Row, reason: str) -> None:
        """Give a claimed row to its channel's line, at the place of its making; no attempt.

        Nothing if that claim is over. It is not due any more: who drains the lane finds it (`line`). So there must be
        a lane before.
        """

    # lanes: channels that take no more than they can
    def lane(self, shop: str, channel: str) -> Lane | None: ...
    def lanes(self) -> list[Lane]:
        """Every lane there is, over all shops. May lag by seconds."""

    def put_lane(self, lane: Lane) -> bool:
        """Write a lane over the version it was read at (0: there was none); False if somebody else was faster."""

    def drop_lane(self, lane: Lane) -> bool:
        """Forget a lane that is as it was read; False if it has moved."""

    def line(self, shop: str, channel: str, limit: int) -> list[Row]:
        """The first `limit` rows of a line, oldest message first. May lag by seconds."""

    # clock
    def due(self, now: datetime, limit: int) -> tuple[list[Timer], list[Receipt], list[Row], list[Facts]]:
        """What is due or overdue at `now`, over all shops, each kind oldest first and at most `limit` of it.

        Facts are due from the end of their COUNTED_EVERY until they are counted. Rows in a line are not among them.
        """

    def timer_rung(self, timer: Timer) -> None:
        """Take a timer out of what is due (its receipt exists now), unless it was set anew meanwhile."""

    # facts
    def fold(
        self, decided: Iterable[Facts], additions: Mapping[tuple[str, str], Mapping[str, float]],
        journal: Mapping[str, Sequence[Fact]] | None = None,
    ) -> None:  # fmt: skip
        """Add to tallies and mark the facts of these decisions counted, in one transaction.

        `additions`: (tally partition, tally row) -> number by column name. `journal`: the facts as they were counted,
        by the journal's partition; they are kept there for FACT_DAYS.
        AlreadyCountedError if any of them were counted (or are not there); TooLargeError beyond one transaction.
        """

    def postpone_facts(self, decided: Facts, until: datetime) -> None:
        """Let facts that cannot be counted wait until then, behind what can. Nothing if they were counted meanwhile."""

    def journal(self, partition: str) -> list[Fact]:
        """All facts that were counted into a partition of the journal, in no order."""

    def facts(self, shop: str, event: str) -> Facts | None:
        """The facts that an event led to, counted or not; None if there are none."""

    def tallies(self, partition: str, first: str = "", last: str = "") -> dict[str, dict[str, float]]:
        """The rows of one tally partition from `first` to `last`, both included ("": to its end): name -> columns."""

    def tally_rows(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, float]]:
        """Those of these rows (tally partition, row) that are there, in as few calls as there are hundreds of them."""

    # what a team sets in its day
    def setting(self, shop: str, name: str) -> dict[str, str]: ...
    def put_setting(
        self, shop: str, name: str, value: Mapping[str, str], by: str, now: datetime, *, history: bool = True,
        before: Mapping[str, str] | None = None,
    ) -> bool:  # fmt: skip
        """Replace a setting and append to its history; without `history` what was before is not kept.

        False if `before` is given (as it was read; empty: there was none) and it is something else by now.
        """

    def setting_history(self, shop: str, name: str, limit: int = 50) -> list[SettingChange]:
        """The newest changes of a setting, newest first."""

    def spend(self, shop: str, who: Alias, most: int, until: datetime) -> int | None:
        """Use up one of the `most` tries that somebody has until `until`: how many are left then.

        None if there was none to use up. Who it is is kept as a hash.
        """

    def take_place(self, shop: str, who: Alias, what: str, most: int, until: datetime) -> bool:
        """Take one of the `most` places that somebody has until `until`, for `what`; once taken, it is taken for good.

        True again for the same `what`, so who tries again needs no other place; False if the others have them all.
        """

    # tokens of our own API
    def token(self, shop: str, token_id: str) -> Token | None: ...
    def tokens(self, shop: str) -> list[Token]:
        """All of the shop's tokens that were not forgotten, newest first: for people."""

    def put_token(self, token: Token) -> bool:
        """Keep a new token; False if there is one of that id. Half a year after its end it is forgotten."""

    def revoke_token(self, shop: str, token_id: str, by: str, now: datetime) -> bool:
        """Make a token worthless at once; False if there is none, or it was revoked before."""

    # posts: where a message lives on an outside channel, so that it can be edited, answered, erased
    def post(self, shop: str, anchor: str) -> dict[str, str]: ...
    def posts(self, shop: str, anchors: Iterable[str]) -> dict[str, dict[str, str]]:
        """Those of these anchors that have a place, in as few calls as there are hundreds of them."""

    def put_post(self, shop: str, anchor: str, value: Mapping[str, str]) -> bool:
        """Remember where an anchor (e.g. `case:7:card`) was posted. False if it has a place (kept)."""
