"""What a commit wrote goes on: outbox rows to the queue of their channel, facts into tallies."""

from collections.abc import Iterable
from typing import Any

from chalicelib.bootstrap import Services, services
from chalicelib.errors import AlreadyCountedError
from chalicelib.metrics.tallies import Additions, additions, journal
from chalicelib.store import stream
from chalicelib.store.plan import MAX_WRITES
from chalicelib.store.port import Fact, Facts

# Facts that are counted in one transaction, at most. The more, the fewer writes; but who fails repeats them all.
TOGETHER = 40


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


def count_facts(given: Services, decided: Iterable[Facts]) -> None:
    """Fold the facts of decisions into tallies, as many at once as a transaction takes."""
    together: list[Facts] = []
    # A stream may bring a record twice in one batch; a transaction would add its facts twice and mark them once.
    for one in {(one.shop, one.event): one for one in decided}.values():
        if together and not _fits(given, [*together, one]):
            fold(given, together)
            together = []
        together.append(one)
    if together:
        fold(given, together)


def _fits(given: Services, decided: list[Facts]) -> bool:
    """Facts of one day and name change the same rows, so more of them fit than the sum of their rows says."""
    if sum(len(one.facts) for one in decided) > TOGETHER:
        return False
    added, kept = _counted(given, decided)
    return len(decided) + len(added) + len(kept) <= MAX_WRITES


def _counted(given: Services, decided: list[Facts]) -> tuple[Additions, dict[str, list[Fact]]]:
    """What the facts add to tallies, and the journal of what was counted."""
    facts = [fact for one in decided for fact in one.facts]
    zones = {fact.shop: given.policy(fact.shop).shop.zone for fact in facts}
    return additions(facts, zones), journal(facts, zones)


def fold(given: Services, decided: list[Facts]) -> None:
    """Add the facts of decisions to tallies exactly once: those counted before are left out."""
    try:
        given.store.fold(decided, *_counted(given, decided))
    except AlreadyCountedError:
        if len(decided) == 1:
            return
        for one in decided:
            fold(given, [one])
