"""Outbox rows in work, and what is due by the clock."""

from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.receipts import Receipt
from chalicelib.store import keys
from chalicelib.store.due import DUE_KINDS, SHARDS, shard
from chalicelib.store.dynamo_table import Table, accepted, answering
from chalicelib.store.items import row_of, value_of
from chalicelib.store.keys import Key
from chalicelib.store.port import Facts, Row, Timer
from chalicelib.store.tables import Item, OutboxItem, TimerItem


class Outbox(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def row(self, row_id: str) -> Row | None:
        key = keys.outbox(row_id)
        item = self._read([key]).get(key)
        return row_of(item) if isinstance(item, OutboxItem) else None

    def claim(self, row_id: str, now: datetime, next_try: datetime) -> Row | None:
        return self._take(row_id, now, next_try, OutboxItem.status.is_in("new", "waiting"))

    def reclaim(self, row_id: str, claimed_at: datetime, now: datetime, next_try: datetime) -> Row | None:
        return self._take(row_id, now, next_try, held_since(claimed_at))

    def _take(self, row_id: str, now: datetime, next_try: datetime, condition: Condition) -> Row | None:
        self._hash_keys()  # how it ends may name people: without the keys nobody could write that it was sent
        item = OutboxItem(*keys.outbox(row_id))
        actions: list[Action] = [
            OutboxItem.status.set("claimed"),
            OutboxItem.claimed_at.set(now),
            OutboxItem.due_shard.set(shard("outbox", item.pk)),
            OutboxItem.due_at.set(next_try),
            OutboxItem.attempts.add(1),
        ]
        taken = self._win(item, condition, actions)
        return row_of(taken) if isinstance(taken, OutboxItem) else None

    def release(self, row: Row, next_try: datetime, reason: str, *, tried: bool = True) -> None:
        give_back: list[Action] = [OutboxItem.reason.set(reason), OutboxItem.claimed_at.remove()]
        if not tried:
            give_back.append(OutboxItem.attempts.add(-1))
        if row.claimed_at:
            _wait(row.id, next_try, held_since(row.claimed_at), *give_back)

    def postpone(self, row_id: str, next_try: datetime) -> None:
        _wait(row_id, next_try, OutboxItem.status.is_in("new", "waiting"))

    def due(self, now: datetime, limit: int) -> tuple[list[Timer], list[Receipt], list[Row], list[Facts]]:
        wanted = [key for kind in DUE_KINDS for key in _overdue(kind, now, limit)]
        read = self._read(wanted)
        # The index lags: what was done or moved meanwhile is not due any more.
        items = [read[key] for key in wanted if key in read]
        values = [value_of(item) for item in items if item.due_at and item.due_at <= now]
        return (
            [value for value in values if isinstance(value, Timer)],
            [value for value in values if isinstance(value, Receipt)],
            [value for value in values if isinstance(value, Row)],
            [value for value in values if isinstance(value, Facts)],
        )

    def timer_rung(self, timer: Timer) -> None:
        item = TimerItem(*keys.timer(timer.shop, timer.about, timer.kind))
        accepted(lambda: item.delete(TimerItem.version == timer.version))


def held_since(claimed_at: datetime) -> Condition:
    """A row is in the hands of who claimed it then."""
    held: Condition = (OutboxItem.status == "claimed") & (OutboxItem.claimed_at == claimed_at)
    return held


def _wait(row_id: str, next_try: datetime, condition: Condition, *more: Action) -> None:
    item = OutboxItem(*keys.outbox(row_id))
    actions = [OutboxItem.status.set("waiting"), OutboxItem.due_at.set(next_try), *more]
    accepted(lambda: item.update(actions, condition))


def _overdue(kind: str, now: datetime, limit: int) -> list[Key]:
    """The keys of one kind, oldest first."""
    with answering():
        found = [
            item
            for number in range(SHARDS)
            for item in Item.due.query(f"due#{kind}#{number}", Item.due_at <= now, limit=limit)
        ]
    return [(item.pk, item.sk) for item in sorted(found, key=lambda item: item.due_at)[:limit]]
