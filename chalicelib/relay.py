"""What a commit wrote goes on: outbox rows to the queue of their channel, facts into tallies."""

from collections.abc import Iterable
from typing import Any

from chalicelib.bootstrap import Services, services
from chalicelib.errors import AlreadyCountedError
from chalicelib.metrics.tallies import additions
from chalicelib.store import stream
from chalicelib.store.port import Fact

# Each takes a write for itself and up to four for its tallies; a transaction takes 100.
FACTS_AT_ONCE = 20


def handle(event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The stream's batch. A failure fails the whole batch, which the stream repeats: both halves are repeatable."""
    given = services()
    enqueue(given, stream.new_rows(event))
    count_facts(given, stream.new_facts(event))
    return {"batchItemFailures": []}


def enqueue(given: Services, rows: Iterable[tuple[str, str]]) -> None:
    """Put rows (id and channel) on the queue of their channel. A row queued twice is sent once."""
    for row_id, channel in rows:
        given.queue.put(row_id, channel)


def count_facts(given: Services, facts: list[Fact]) -> None:
    """Fold facts into tallies, as many at once as a transaction takes."""
    for start in range(0, len(facts), FACTS_AT_ONCE):
        fold(given, facts[start : start + FACTS_AT_ONCE])


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
