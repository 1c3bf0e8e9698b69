"""The channels' queues: where outbox rows wait for the worker that sends them."""

from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from chalicelib import aws
from chalicelib.config import settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class Queue(Protocol):
    """What relay, sweep and deliver need of a queue."""

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        """Bring a row to its channel's worker, after `delay` seconds (0 to 900). A row queued twice is sent once."""


class SqsQueue:
    """One SQS queue per channel, from the settings."""

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        """The message carries the row's id only; who takes it reads the rest."""
        body = msgspec.json.encode({"row": row_id}).decode()
        _sqs().send_message(QueueUrl=settings().queues[channel], MessageBody=body, DelaySeconds=delay)


@cache
def _sqs() -> "SQSClient":
    return cast("SQSClient", aws.client("sqs", connect=1, read=3, tries=3))
