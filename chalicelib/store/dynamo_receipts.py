"""Receipts and the bodies of their deliveries."""

from collections.abc import Iterator
from itertools import islice

from pynamodb.expressions.update import Action

from chalicelib.errors import ConfigError, StoreError
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store import keys
from chalicelib.store.codec import pack, unpack
from chalicelib.store.due import shard
from chalicelib.store.dynamo_table import Table, accepted, answering
from chalicelib.store.items import receipt_item, receipt_of
from chalicelib.store.large_bodies import LargeBodies
from chalicelib.store.port import LISTED
from chalicelib.store.tables import BODY_DAYS, RECEIPT_DAYS, BodyItem, ListItem, ReceiptItem

MAX_PACKED = 350_000  # bytes; an item may have 409,600 in all


class Receipts(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def put_receipt(self, receipt: Receipt, delivery: Delivery) -> bool:
        body = self._body(receipt, delivery)
        # A body that is there already is what an earlier try left before it failed: the id covers its bytes.
        accepted(lambda: body.save(BodyItem.pk.does_not_exist()))
        self._list(receipt)
        return self._win(receipt_item(receipt), ReceiptItem.pk.does_not_exist()) is not None

    def _body(self, receipt: Receipt, delivery: Delivery) -> BodyItem:
        item = BodyItem(*keys.body(receipt.id), expires_at=receipt.received_at + BODY_DAYS)
        packed = pack(delivery)
        if len(packed) <= MAX_PACKED:
            item.packed = packed
        else:
            item.s3 = f"bodies/{receipt.id}"
            self._large().put(item.s3, packed)
        return item

    def _large(self) -> LargeBodies:
        if not self._bucket:
            raise ConfigError("AFTERCARE_BUCKET is not set: a delivery is too large for the table alone")
        return LargeBodies(self._bucket)

    def receipt(self, receipt_id: str) -> Receipt | None:
        key = keys.receipt(receipt_id)
        item = self._read([key]).get(key)
        return receipt_of(item) if isinstance(item, ReceiptItem) else None

    def delivery(self, receipt_id: str) -> Delivery | None:
        key = keys.body(receipt_id)
        item = self._read([key]).get(key)
        if not isinstance(item, BodyItem):
            return None
        return unpack(self._large().get(item.s3) if item.s3 else item.packed)

    def update_receipt(self, receipt: Receipt) -> None:
        self._list(receipt)
        item = ReceiptItem(*keys.receipt(receipt.id))
        if not accepted(lambda: item.update(_changes(receipt), ReceiptItem.pk.exists())):
            raise StoreError(f"there is no receipt {receipt.id}")

    def _list(self, receipt: Receipt) -> None:
        """Before the receipt itself: a line too many is passed over in reading, a missing one is lost."""
        if receipt.status in LISTED:
            end = receipt.received_at + RECEIPT_DAYS
            line = ListItem(*keys.line(receipt), receipt=receipt.id, expires_at=end)
            with answering():
                line.save()

    def receipts(self, shop: str, status: str, limit: int) -> list[Receipt]:
        if status not in LISTED:
            raise ValueError(f"receipts are listed by {sorted(LISTED)}, not by {status!r}")
        return list(islice(self._listed(shop, status), limit))

    def _listed(self, shop: str, status: str) -> Iterator[Receipt]:
        """The receipts whose line this still is; the others have moved on since."""
        newest_first = ListItem.query(f"{shop}#RL#{status}", scan_index_forward=False, page_size=50)
        while True:
            with answering():
                lines = list(islice(newest_first, 50))
            if not lines:
                return
            read = self._read(keys.receipt(line.receipt) for line in lines)
            for line in lines:
                item = read.get(keys.receipt(line.receipt))
                found = receipt_of(item) if isinstance(item, ReceiptItem) else None
                if found and keys.line(found) == (line.pk, line.sk):
                    yield found


def _changes(receipt: Receipt) -> list[Action]:
    changes = [
        ReceiptItem.status.set(receipt.status),
        ReceiptItem.attempts.set(receipt.attempts),
        ReceiptItem.fate.set(receipt.fate),
        ReceiptItem.events.set([list(each) for each in receipt.events]),
    ]
    if receipt.next_try is None:
        return [*changes, ReceiptItem.due_shard.remove(), ReceiptItem.due_at.remove()]
    due_shard = shard("receipt", keys.receipt(receipt.id)[0])
    return [*changes, ReceiptItem.due_shard.set(due_shard), ReceiptItem.due_at.set(receipt.next_try)]
