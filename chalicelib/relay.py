"""What a commit wrote goes on: outbox rows to the queue of their channel."""

from collections.abc import Iterable
from typing import Any

from chalicelib.bootstrap import Services, services
from chalicelib.store import stream


def handle(event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The stream's batch. A failure fails the whole batch, which the stream repeats: it is repeatable."""
    enqueue(services(), stream.new_rows(event))
    return {"batchItemFailures": []}


def enqueue(given: Services, rows: Iterable[tuple[str, str]]) -> None:
    """Put rows (id and channel) on the queue of their channel. A row queued twice is sent once."""
    for row_id, channel in rows:
        given.queue.put(row_id, channel)
