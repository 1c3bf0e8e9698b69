"""Our values as items of the table, and items as our values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.care.personal import kept_until
from chalicelib.care.state import Case, Order, Ref, Subject
from chalicelib.receipts import EventFate, Receipt
from chalicelib.store import keys
from chalicelib.store.codec import encode
from chalicelib.store.due import LANES, shard
from chalicelib.store.plan import instant
from chalicelib.store.port import Fact, Facts, Lane, Mark, Row, TimelineEntry, Timer
from chalicelib.store.privacy_port import Erasure
from chalicelib.store.standing import LATE, place_in_line, place_of_late
from chalicelib.store.tables import (
    MARK_DAYS,
    OUTBOX_DAYS,
    RECEIPT_DAYS,
    ErasureItem,
    Item,
    LaneItem,
    MarkItem,
    OutboxItem,
    ReceiptItem,
    SubjectItem,
    TimelineItem,
    TimerItem,
)

DONE = "done"
"""A mark's usual outcome, which is not stored."""
UNCOUNTED = "uncounted"
"""The status of a mark whose facts are still to be counted."""


def read_image(image: Mapping[str, Any]) -> Receipt | Row | Facts | Timer | None:
    """A stream record's new image (attribute -> {type: value}) as our value; None if of another kind."""
    return value_of(Item.from_raw_data(dict(image)))


def value_of(item: Item) -> Receipt | Row | Facts | Timer | None:
    match item:
        case ReceiptItem():
            return receipt_of(item)
        case OutboxItem():
            return row_of(item)
        case MarkItem():
            return facts_of(item)
        case TimerItem():
            return timer_of(item)
    return None


def receipt_item(receipt: Receipt) -> ReceiptItem:
    pk, sk = keys.receipt(receipt.id)
    return ReceiptItem(
        pk, sk, id=receipt.id, shop=receipt.shop, source=receipt.source, received_at=receipt.received_at,
        status=receipt.status, attempts=receipt.attempts, fate=receipt.fate,
        events=[list(each) for each in receipt.events],
        due_shard=shard("receipt", pk) if receipt.next_try else None, due_at=receipt.next_try,
        expires_at=receipt.received_at + RECEIPT_DAYS,
    )  # fmt: skip


def receipt_of(item: ReceiptItem) -> Receipt:
    return Receipt(
        id=item.id, shop=item.shop, source=item.source, received_at=item.received_at, status=item.status,
        attempts=int(item.attempts), next_try=item.due_at, fate=item.fate,
        events=tuple(EventFate(*each) for each in item.events),
    )  # fmt: skip


def mark_item(mark: Mark, counts: Facts | None, due_at: datetime) -> MarkItem:
    """`due_at`: when the sweep counts its facts."""
    pk, sk = keys.mark(mark.shop, mark.event)
    item = MarkItem(
        pk, sk, event=mark.event, receipt=mark.receipt, now=mark.now, rows=list(mark.rows) or None,
        expires_at=mark.now + MARK_DAYS, outcome=None if mark.outcome == DONE else mark.outcome,
    )  # fmt: skip
    if counts:
        item.facts = [[one.id, one.name, instant(one.at), one.value, dict(one.dimensions)] for one in counts.facts]
        item.status, item.due_shard, item.due_at = UNCOUNTED, shard("mark", pk), due_at
    return item


def facts_of(item: MarkItem) -> Facts | None:
    """A mark's facts; None if it has none."""
    shop = item.pk.partition("#M#")[0]
    facts = tuple(
        Fact(id=id_, shop=shop, name=name, at=datetime.fromisoformat(at), value=value, dimensions=dimensions)
        for id_, name, at, value, dimensions in item.facts or ()
    )
    return Facts(shop=shop, event=item.event, facts=facts, due_at=item.due_at) if facts else None


def mark_of(shop: str, item: MarkItem) -> Mark:
    return Mark(
        shop=shop, event=item.event, receipt=item.receipt, now=item.now, rows=tuple(item.rows or ()),
        outcome=item.outcome or DONE,
    )  # fmt: skip


def subject_item(shop: str, subject: Subject, version: int) -> SubjectItem:
    pk, sk = keys.subject(shop, subject.ref)
    item = SubjectItem(pk, sk, type=subject.ref.type, version=version, state=encode(subject))
    if isinstance(subject, Case) and (place := place_in_line(subject)):
        item.open_queue, item.open_since = keys.queue(shop, subject.queue), place
    elif isinstance(subject, Order) and (place := place_of_late(subject)):
        item.open_queue, item.open_since = keys.queue(shop, LATE), place
    elif keep_until := kept_until(subject):
        item.open_queue, item.open_since = keys.kept(shop, subject.ref.type), instant(keep_until)
    return item


def entries_of(item: TimelineItem) -> list[TimelineEntry]:
    return [TimelineEntry(at=item.at, what=what, why=why, event=item.event) for what, why in item.lines]


def erasure_item(erasure: Erasure) -> ErasureItem:
    progress = {"todo": list(erasure.todo), "seen": list(erasure.seen), "cursor": erasure.cursor}
    return ErasureItem(
        *keys.erasure(erasure.shop, erasure.id), shop=erasure.shop, who=erasure.who, by=erasure.by,
        asked_at=erasure.asked_at, done_at=erasure.done_at, progress=progress, counts=dict(erasure.counts),
        proof=erasure.proof,
    )  # fmt: skip


def erasure_of(item: ErasureItem) -> Erasure:
    progress = item.progress
    return Erasure(
        id=item.sk, shop=item.shop, who=item.who, by=item.by, asked_at=item.asked_at, done_at=item.done_at,
        todo=tuple(progress["todo"]), seen=tuple(progress["seen"]), cursor=progress["cursor"], counts=item.counts,
        proof=item.proof,
    )  # fmt: skip


def row_item(row: Row) -> OutboxItem:
    pk, sk = keys.outbox(row.id)
    return OutboxItem(
        pk, sk, id=row.id, shop=row.shop, message_kind=row.kind, channel=row.channel, to=row.to,
        about=str(row.about), params=dict(row.params), conditions=list(row.conditions),
        not_after=row.not_after, wakes=row.wakes, version=row.version, created_at=row.created_at,
        status=row.status, attempts=row.attempts, claimed_at=row.claimed_at, provider_id=row.provider_id,
        reason=row.reason, due_shard=shard("outbox", pk) if row.next_try else None, due_at=row.next_try,
        expires_at=row.created_at + OUTBOX_DAYS,
    )  # fmt: skip


def row_of(item: OutboxItem) -> Row:
    return Row(
        id=item.id, shop=item.shop, kind=item.message_kind, channel=item.channel, to=item.to,
        about=Ref.parse(item.about), params=item.params, conditions=tuple(item.conditions),
        not_after=item.not_after, wakes=item.wakes, version=int(item.version), created_at=item.created_at,
        status=item.status, attempts=int(item.attempts), claimed_at=item.claimed_at, next_try=item.due_at,
        provider_id=item.provider_id, reason=item.reason, lined=bool(item.lined),
    )  # fmt: skip


def lane_item(lane: Lane) -> LaneItem:
    """A lane is always due: the sweep looks at each."""
    pk, sk = keys.lane(lane.shop, lane.channel)
    return LaneItem(
        pk, sk, shop=lane.shop, channel=lane.channel, failures=lane.failures, since=lane.since, until=lane.until,
        turn_at=lane.turn_at, emptied_at=lane.emptied_at, version=lane.version, due_shard=LANES, due_at=lane.until,
    )  # fmt: skip


def lane_of(item: LaneItem) -> Lane:
    return Lane(
        shop=item.shop, channel=item.channel, failures=int(item.failures), since=item.since, until=item.until,
        turn_at=item.turn_at, emptied_at=item.emptied_at, version=int(item.version),
    )  # fmt: skip


def timer_item(timer: Timer) -> TimerItem:
    pk, sk = keys.timer(timer.shop, timer.about, timer.kind)
    return TimerItem(
        pk, sk, shop=timer.shop, about=str(timer.about), timer_kind=timer.kind, version=timer.version,
        params=dict(timer.params), due_shard=shard("timer", pk), due_at=timer.due_at,
    )  # fmt: skip


def timer_of(item: TimerItem) -> Timer:
    return Timer(
        shop=item.shop, about=Ref.parse(item.about), kind=item.timer_kind, due_at=item.due_at,
        version=item.version, params=item.params,
    )  # fmt: skip
