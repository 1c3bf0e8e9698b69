"""Erasure, export and retention on the table and its bucket."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.care.state import Ref
from chalicelib.errors import MissingObjectError
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store import keys
from chalicelib.store.codec import pack
from chalicelib.store.dynamo_receipts import MAX_PACKED, Receipts
from chalicelib.store.dynamo_table import accepted, answering
from chalicelib.store.items import entries_of, erasure_item, erasure_of, receipt_of
from chalicelib.store.plan import instant
from chalicelib.store.port import LISTED, TimelineEntry
from chalicelib.store.privacy_port import Erasure
from chalicelib.store.tables import (
    BodyItem,
    ErasureItem,
    Item,
    ListItem,
    OutboxItem,
    PostItem,
    ReceiptItem,
    TimelineItem,
)

AFTER_EVERY = "T#~"  # sorts after every line's name


class Privacy(Receipts):
    """Part of DynamoStore; see the port for what each call promises."""

    def lines(self, shop: str, ref: Ref, after: str, limit: int) -> list[tuple[str, list[TimelineEntry]]]:
        names = TimelineItem.sk.between(f"{after}\x01" if after else "T#", AFTER_EVERY)
        oldest_first = TimelineItem.query(keys.timeline(shop, ref), names, consistent_read=True, limit=limit)
        with answering():
            return [(item.sk, entries_of(item)) for item in oldest_first]

    def drop_lines(self, shop: str, ref: Ref, names: Iterable[str]) -> None:
        for name in names:
            _delete(TimelineItem(keys.timeline(shop, ref), name))

    def listed(self, shop: str, status: str, after: str, limit: int) -> tuple[list[Receipt], str]:
        if status not in LISTED:
            raise ValueError(f"receipts are listed by {sorted(LISTED)}, not by {status!r}")
        with answering():
            lines = list(ListItem.query(f"{shop}#RL#{status}", ListItem.sk > (after or " "), limit=limit))
        read = self._read(keys.receipt(line.receipt) for line in lines)
        found = (receipt_of(item) for item in read.values() if isinstance(item, ReceiptItem))
        by_line = {keys.line(receipt): receipt for receipt in found}
        receipts = [by_line[line.pk, line.sk] for line in lines if (line.pk, line.sk) in by_line]
        return receipts, lines[-1].sk if len(lines) == limit else ""

    def drop_body(self, receipt_id: str) -> bool:
        key = keys.body(receipt_id)
        item = self._read([key]).get(key)
        if not isinstance(item, BodyItem):
            return False
        if item.s3:
            self._large().delete(item.s3)
        _delete(item)  # after its object: else nobody would find the object any more
        return True

    def replace_body(self, receipt_id: str, delivery: Delivery) -> bool:
        packed, item = pack(delivery), BodyItem(*keys.body(receipt_id))
        in_the_table = BodyItem.pk.exists() & BodyItem.s3.does_not_exist()
        if len(packed) > MAX_PACKED:
            return False
        return accepted(lambda: item.update([BodyItem.packed.set(packed)], in_the_table))

    def wipe_row(self, row_id: str, reason: str) -> bool:
        item = OutboxItem(*keys.outbox(row_id))
        if not accepted(lambda: item.update([OutboxItem.params.set({})], OutboxItem.pk.exists())):
            return False
        ended: list[Any] = [
            OutboxItem.status.set("skipped"), OutboxItem.reason.set(reason), OutboxItem.due_shard.remove(),
            OutboxItem.due_at.remove(),
        ]  # fmt: skip
        accepted(lambda: item.update(ended, OutboxItem.status.is_in("new", "waiting")))
        return True

    def drop_post(self, shop: str, anchor: str, place: Mapping[str, str] | None = None) -> None:
        item = PostItem(*keys.post(shop, anchor))
        accepted(lambda: item.delete(PostItem.value == dict(place) if place else None))

    def posts_about(self, shop: str, ref: Ref) -> dict[str, dict[str, str]]:
        found = PostItem.query(f"{shop}#P#{ref}", PostItem.sk.startswith("row:"), consistent_read=True)
        with answering():
            return {f"{item.sk}@{ref}": dict(item.value) for item in found}

    def put_file(self, name: str, content: bytes) -> None:
        self._large().put(name, content)

    def file(self, name: str) -> bytes | None:
        try:
            return self._large().get(name)
        except MissingObjectError:
            return None

    def drop_file(self, name: str) -> None:
        self._large().delete(name)

    def kept(self, shop: str, type_: str, until: datetime, limit: int) -> list[tuple[Ref, datetime]]:
        with answering():
            found = list(Item.open.query(keys.kept(shop, type_), Item.open_since <= instant(until), limit=limit))
        return [
            (Ref(type_, item.pk.removeprefix(f"{shop}#{type_}#")), datetime.fromisoformat(item.open_since))
            for item in found
        ]

    def erasure(self, shop: str, erasure_id: str) -> Erasure | None:
        key = keys.erasure(shop, erasure_id)
        item = self._read([key]).get(key)
        return erasure_of(item) if isinstance(item, ErasureItem) else None

    def put_erasure(self, erasure: Erasure) -> None:
        with answering():
            erasure_item(erasure).save()

    def erasures(self, shop: str, limit: int) -> list[Erasure]:
        with answering():
            return [erasure_of(item) for item in ErasureItem.query(f"{shop}#E", consistent_read=True, limit=limit)]


def _delete(item: Item) -> None:
    with answering():
        item.delete()
