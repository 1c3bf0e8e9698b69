"""What a commit wrote goes on: outbox rows to the queue of their channel, facts into tallies."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib.bootstrap import Services, services
from chalicelib.config import settings
from chalicelib.errors import AlreadyCountedError
from chalicelib.metrics.tallies import additions
from chalicelib.store import stream
from chalicelib.store.port import Fact

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

FACTS_AT_ONCE = 40


def handle(event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The stream's batch. A failure fails the whole batch, which the stream repeats: both halves are repeatable."""
    enqueue(stream.new_rows(event))
    facts = stream.new_facts(event)
    for start in range(0, len(facts), FACTS_AT_ONCE):
        fold(services(), facts[start : start + FACTS_AT_ONCE])
    return {"batchItemFailures": []}


def enqueue(rows: Iterable[tuple[str, str]], delay: int = 0) -> None:
    """Put row ids on the queue of their channel, after `delay` seconds (0 to 900). A row queued twice is sent once."""
    for row_id, channel in rows:
        body = msgspec.json.encode({"row": row_id}).decode()
        _sqs().send_message(QueueUrl=settings().queues[channel], MessageBody=body, DelaySeconds=delay)


def fold(given: Services, facts: list[Fact]) -> None:
    """Add facts to tallies exactly once: those counted before are left out."""
    zones = {fact.shop: given.policy(fact.shop).shop.zone for fact in facts}
    try:
        given.store.fold(facts, additions(facts, zones))
    except AlreadyCountedError:
        if len(facts) == 1:
            return
        for fact in facts:
            fold(given, [fact])


@cache
def _sqs() -> "SQSClient":
    import boto3
    from botocore.config import Config

    return boto3.client("sqs", config=Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 3}))
