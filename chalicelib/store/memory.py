"""The store in a few dicts, behind one lock: for tests, replay and simulation."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.care.effects import Alias, Decision
from chalicelib.care.state import LISTS, Ref
from chalicelib.care.world import World
from chalicelib.errors import ConflictError, StoreError
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.memory_lanes import MemoryLanes
from chalicelib.store.memory_privacy import MemoryPrivacy
from chalicelib.store.memory_standing import MemoryStanding
from chalicelib.store.memory_tokens import MemoryTokens
from chalicelib.store.plan import Plan, counted_at, plan
from chalicelib.store.port import (
    COUNTED_EVERY,
    LISTED,
    Facts,
    Loaded,
    Mark,
    Row,
    Settlement,
    Store,
    TimelineEntry,
    Timer,
)

OnNew = Callable[[str, Receipt | Row | Facts], None]
Thing = TypeVar("Thing")


class MemoryStore(MemoryLanes, MemoryStanding, MemoryTokens, MemoryPrivacy, Store):
    """`on_new` is called with kind (receipt, outbox, facts) and item once new, and so stands in for the stream."""

    def __init__(self) -> None:
        super().__init__()
        self.on_new: list[OnNew] = []
        self._marks: dict[tuple[str, str], Mark] = {}
        self._timers: dict[tuple[str, Ref, str], Timer] = {}
        self._lists: dict[tuple[str, str], dict[Ref, None]] = {}

    def _became_new(self, kind: str, items: Iterable[Receipt | Row | Facts]) -> None:
        for item in items:
            for listener in self.on_new:
                listener(kind, item)

    # receipts
    def put_receipt(self, receipt: Receipt, delivery: Delivery) -> bool:
        with self._lock:
            if receipt.id in self._receipts:
                return False
            self._deliveries[receipt.id] = delivery
            self._receipts[receipt.id] = receipt
        self._became_new("receipt", [receipt] if receipt.status == "new" else [])
        return True

    def receipt(self, receipt_id: str) -> Receipt | None:
        return self._receipts.get(receipt_id)

    def delivery(self, receipt_id: str) -> Delivery | None:
        return self._deliveries.get(receipt_id)

    def update_receipt(self, receipt: Receipt) -> None:
        with self._lock:
            known = self._receipts.get(receipt.id)
            if known is None:
                raise StoreError(f"there is no receipt {receipt.id}")
            written = replace(
                known, status=receipt.status, attempts=receipt.attempts, next_try=receipt.next_try,
                fate=receipt.fate, events=receipt.events,
            )  # fmt: skip
            self._receipts[receipt.id] = written
        self._became_new("receipt", [written] if written.status == "new" else [])

    def receipts(self, shop: str, status: str, limit: int) -> list[Receipt]:
        if status not in LISTED:
            raise ValueError(f"receipts are listed by {sorted(LISTED)}, not by {status!r}")
        with self._lock:
            found = [r for r in self._receipts.values() if (r.shop, r.status) == (shop, status)]
        return sorted(found, key=lambda r: (r.received_at, r.id), reverse=True)[:limit]

    # subjects
    def load(self, shop: str, refs: Iterable[Ref], aliases: Iterable[Alias] = ()) -> Loaded:
        with self._lock:
            wanted = {ref: self._subjects.get((shop, ref)) for ref in refs}
            named = {alias: self._aliases.get((shop, alias)) for alias in aliases}
        subjects = {ref: found[1] for ref, found in wanted.items() if found}
        versions = {ref: found[0] if found else 0 for ref, found in wanted.items()}
        aliases = {alias: ref for alias, ref in named.items() if ref}
        return Loaded(world=World(subjects, aliases), versions=versions, current=frozenset(aliases))

    def every(self, shop: str, kind: str) -> Loaded:
        if kind not in LISTS:
            raise ValueError(f"lists are {sorted(LISTS)}, not {kind!r}")
        with self._lock:
            return self.load(shop, self._lists.get((shop, kind), ()))

    def commit(
        self,
        loaded: Loaded,
        decision: Decision,
        mark: Mark,
        settle: Settlement | None = None,
        observe: bool = False,
    ) -> str:
        planned = plan(loaded, decision, mark, settle, observe)
        with self._lock:
            if before := self._marks.get((mark.shop, mark.event)):
                return before.outcome if before.receipt == mark.receipt else "duplicate"
            self._refuse_conflicts(planned)
            planned.without([id_ for id_ in planned.rows if id_ in self._rows])
            self._apply(planned)
        self._became_new("outbox", [row for row in planned.rows.values() if row.status == "new"])
        self._became_new("facts", [counts] if (counts := planned.counts()) else [])
        return mark.outcome

    def _refuse_conflicts(self, planned: Plan) -> None:
        shop, settle = planned.mark.shop, planned.settle
        for ref in (*planned.subjects, *planned.relied):
            if self._subjects.get((shop, ref), (0,))[0] != planned.version(ref):
                raise ConflictError(f"{ref} changed meanwhile")
        for alias, named in planned.aliases.items():
            known = self._aliases.get((shop, alias), named)
            if known not in (named, planned.loaded.world.aliases.get(alias)):
                raise ConflictError(f"a name of {named or 'nobody'} leads to {known} by now")
        if settle:
            row = self._rows.get(settle.row_id)
            held = row and row.status == "claimed" and settle.claimed_at in (None, row.claimed_at)
            if not held:
                raise ConflictError(f"outbox row {settle.row_id} is not claimed any more")

    def _apply(self, planned: Plan) -> None:
        mark, shop = planned.mark, planned.mark.shop
        self._marks[shop, mark.event] = planned.marked()
        for ref, subject in planned.subjects.items():
            self._subjects[shop, ref] = (planned.version(ref) + 1, subject)
            if ref.type in LISTS:
                self._lists.setdefault((shop, ref.type), {})[ref] = None
        for alias, named in planned.aliases.items():
            self._aliases.pop((shop, alias), None)
            if named:
                self._aliases[shop, alias] = named
        for ref, key, lines in planned.timeline():
            self._timelines[shop, ref][key] = lines
        for (ref, kind), timer in planned.timers.items():
            self._timers.pop((shop, ref, kind), None)
            if timer:
                self._timers[shop, ref, kind] = timer
        self._rows.update(planned.rows)
        if counts := planned.counts():
            self._facts[shop, mark.event] = counts
            self._uncounted[shop, mark.event] = counted_at(mark.now, COUNTED_EVERY)
        if end := planned.settle:
            self._rows[end.row_id] = replace(
                self._rows[end.row_id], status=end.status, provider_id=end.provider_id, reason=end.reason,
                claimed_at=None, next_try=None,
            )  # fmt: skip

    def timeline(self, shop: str, ref: Ref, limit: int = 200) -> list[TimelineEntry]:
        with self._lock:
            entries = self._timelines.get((shop, ref), {})
            return [line for key in sorted(entries) for line in entries[key]][-limit:]

    def marks(self, shop: str, events: Iterable[str]) -> dict[str, Mark]:
        found = {event: self._marks.get((shop, event)) for event in events}
        return {event: mark for event, mark in found.items() if mark}

    # outbox
    def row(self, row_id: str) -> Row | None:
        return self._rows.get(row_id)

    def _change(self, row_id: str, statuses: tuple[str, ...], change: Callable[[Row], Row]) -> Row | None:
        with self._lock:
            row = self._rows.get(row_id)
            if row is None or row.status not in statuses:
                return None
            self._rows[row_id] = changed = change(row)
            self._in_line.pop(row_id, None)
            return changed

    def claim(self, row_id: str, now: datetime, next_try: datetime) -> Row | None:
        return self._change(row_id, ("new", "waiting"), lambda row: _taken(row, now, next_try))

    def reclaim(self, row_id: str, claimed_at: datetime, now: datetime, next_try: datetime) -> Row | None:
        with self._lock:
            if not self._held(row_id, claimed_at):
                return None
            return self._change(row_id, ("claimed",), lambda row: _taken(row, now, next_try))

    def release(self, row: Row, next_try: datetime, reason: str, *, tried: bool = True) -> None:
        def give_back(row: Row) -> Row:
            attempts = row.attempts - (not tried)
            return replace(row, status="waiting", claimed_at=None, next_try=next_try, reason=reason, attempts=attempts)

        with self._lock:
            if self._held(row.id, row.claimed_at):
                self._change(row.id, ("claimed",), give_back)

    def postpone(self, row_id: str, next_try: datetime) -> None:
        self._change(row_id, ("new", "waiting"), lambda row: replace(row, status="waiting", next_try=next_try))

    # clock
    def due(self, now: datetime, limit: int) -> tuple[list[Timer], list[Receipt], list[Row], list[Facts]]:
        def first(found: Iterable[tuple[datetime | None, Thing]]) -> list[Thing]:
            overdue = [(at, item) for at, item in found if at and at <= now]
            return [item for _, item in sorted(overdue, key=lambda pair: pair[0])[:limit]]

        with self._lock:
            return (
                first((timer.due_at, timer) for timer in self._timers.values()),
                first((receipt.next_try, receipt) for receipt in self._receipts.values()),
                first((row.next_try, row) for row in self._rows.values() if row.id not in self._in_line),
                first((at, replace(self._facts[key], due_at=at)) for key, at in self._uncounted.items()),
            )

    def timer_rung(self, timer: Timer) -> None:
        with self._lock:
            key = (timer.shop, timer.about, timer.kind)
            if key in self._timers and self._timers[key].version == timer.version:
                del self._timers[key]


def _taken(row: Row, now: datetime, next_try: datetime) -> Row:
    return replace(row, status="claimed", claimed_at=now, next_try=next_try, attempts=row.attempts + 1)
