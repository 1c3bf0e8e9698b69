"""A DynamoDB store whose calls are metered, and in place of its table's stream a list of what became new."""

from collections import deque
from typing import Any

from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.binding import bind
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.port import Facts
from ops.bench.metering import Meter

HASH_KEYS = {"1": b"a key that hashes names"}


class Streamed(DynamoStore):
    """The store, and in place of its table's stream a list of what became new."""

    def __init__(self, table: str) -> None:
        super().__init__(table, lambda: HASH_KEYS)
        self.meter = Meter(bind(table).connection.client)
        self.stream: deque[Receipt | Facts | str] = deque()

    def put_receipt(self, receipt: Receipt, delivery: Delivery) -> bool:
        new = super().put_receipt(receipt, delivery)
        if new:
            self.stream.append(receipt)
        return new

    def commit(self, *given: Any, **more: Any) -> str:
        outcome = super().commit(*given, **more)
        mark = given[2]
        with self.meter.aside():
            written = self.marks(mark.shop, [mark.event]).get(mark.event)
            facts = self.facts(mark.shop, mark.event)
        if written and written.receipt == mark.receipt:
            self.stream.extend([*([facts] if facts else []), *written.rows])
        return outcome
