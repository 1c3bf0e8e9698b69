"""The composition root: builds what the movements need, once per container."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from chalicelib import clock
from chalicelib.care.rules import Policy
from chalicelib.queues import Queue, SqsQueue
from chalicelib.store.port import Store


@dataclass(frozen=True, slots=True)
class Services:
    """What a movement works with. Tests pass their own."""

    store: Store
    policy: Callable[[str], Policy]
    now: Callable[[], datetime] = field(default=clock.now)
    queue: Queue = field(default_factory=SqsQueue)


@cache
def services() -> Services:
    """This container's services, from its settings. ConfigError names what is missing."""
    from chalicelib.config import settings
    from chalicelib.policy import policy
    from chalicelib.secrets import keys
    from chalicelib.store.dynamo import DynamoStore

    ours = settings()
    store = DynamoStore(ours.table, keys().hash, ours.bucket)
    return Services(store=store, policy=lambda shop: policy(shop, ours.stage))
