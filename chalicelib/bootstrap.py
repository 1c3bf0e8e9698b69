"""The composition root: builds what the movements need, once per container."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib import clock
from chalicelib.care.rules import Policy
from chalicelib.queues import Queue, SqsQueue
from chalicelib.store.port import Store


@dataclass(frozen=True, slots=True)
class Services:
    """What a movement works with. Tests pass their own. `said`: what this container need not say again (feeds.py)."""

    store: Store
    policy: Callable[[str], Policy]
    now: Callable[[], datetime] = field(default=clock.now)
    queue: Queue = field(default_factory=SqsQueue)
    said: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Kept:
    services: Services | None = None


_kept = _Kept()


def use(given: Services | None) -> None:
    """Work with these services from now on (None: those of the settings, built when next asked for)."""
    _kept.services = given


def services() -> Services:
    """This container's services, from its settings, or those in use. ConfigError names what is missing."""
    if _kept.services is None:
        _kept.services = _built()
    return _kept.services


def _built() -> Services:
    from chalicelib.config import settings
    from chalicelib.policy import policy
    from chalicelib.secrets import keys
    from chalicelib.store.dynamo import DynamoStore

    ours = settings()
    store = DynamoStore(ours.table, lambda: keys().hash, ours.bucket, ours.counted_every)
    return Services(store=store, policy=lambda shop: policy(shop, ours.stage))
