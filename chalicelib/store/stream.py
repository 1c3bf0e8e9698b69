"""What a batch of the table's stream brings: receipts that became new, and new outbox rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.receipts import Receipt
from chalicelib.store.items import read_image
from chalicelib.store.port import Row

Batch = Mapping[str, Any]


def new_receipts(batch: Batch) -> list[str]:
    """Ids of the receipts that became new, in the stream's order."""
    return [value.id for value in _values(batch) if isinstance(value, Receipt) and value.status == "new"]


def new_rows(batch: Batch) -> list[tuple[str, str]]:
    """Id and channel of each new outbox row."""
    return [(value.id, value.channel) for value in _values(batch) if isinstance(value, Row) and value.status == "new"]


def _values(batch: Batch) -> Iterable[object]:
    images = (record["dynamodb"].get("NewImage") for record in batch["Records"])
    return (read_image(image) for image in images if image)
