"""Facts into tallies, as many at once as a transaction takes: the more, the fewer rows are written.

Facts wait on the marks of their events until the next full five minutes (store/port.py, COUNTED_EVERY); the sweep
counts what waits. Nothing else does.
"""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.bootstrap import Services
from chalicelib.errors import AlreadyCountedError, StoreUnavailableError
from chalicelib.metrics.tallies import Additions, additions, journal
from chalicelib.observability import crashed
from chalicelib.store.plan import MAX_WRITES
from chalicelib.store.port import Fact, Facts

# What cannot be counted is tried again so much later: it would stand before what can be for ever.
NEXT_TRY = timedelta(hours=1)
# Facts that are counted in one transaction, at most. The more, the fewer writes; but who fails repeats them all.
TOGETHER = 40

Rows = frozenset[object]


def count_facts(given: Services, decided: Iterable[Facts]) -> None:
    """Fold the facts of decisions into tallies. Raises what cannot be counted once the others are; that waits."""
    failed: Exception | None = None
    sized: list[tuple[Facts, Rows]] = []
    # A transaction would add the facts of one that is here twice two times, and mark them once.
    once = {(one.shop, one.event): one for one in decided}
    # Decisions of one kind change the same rows: side by side they write the fewest, and the tallies' keys least.
    for one in sorted(once.values(), key=_kind):
        try:
            sized.append((one, _rows(given, one)))
        except Exception as error:  # noqa: BLE001 - raised below
            failed = _waits(given, one, error)
    for together in _parted(sized):
        try:
            fold(given, together)
        except StoreUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - what cannot be counted by itself either is raised below
            failed = _one_by_one(given, together) or failed
    if failed:
        raise failed


def fold(given: Services, decided: list[Facts]) -> None:
    """Add the facts of decisions to tallies exactly once: those counted before are left out."""
    try:
        given.store.fold(decided, *_counted(given, decided))
    except AlreadyCountedError:
        if len(decided) == 1:
            return
        for one in decided:
            fold(given, [one])


def _parted(sized: Iterable[tuple[Facts, Rows]]) -> Iterable[list[Facts]]:
    """The decisions, in parts that fit into one transaction each. Facts of one day and name change the same rows, so
    more of them fit than the sum of their rows says."""
    together: list[Facts] = []
    rows, facts = Rows(), 0
    for one, own in sized:
        full = len(together) + 1 + len(rows | own) > MAX_WRITES or facts + len(one.facts) > TOGETHER
        if together and full:
            yield together
            together, rows, facts = [], Rows(), 0
        together.append(one)
        rows, facts = rows | own, facts + len(one.facts)
    if together:
        yield together


def _one_by_one(given: Services, decided: list[Facts]) -> Exception | None:
    """Count those that can be, each by itself; what the last of the others failed with."""
    failed: Exception | None = None
    for one in decided:
        try:
            fold(given, [one])
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - the caller raises it
            failed = _waits(given, one, error)
    return failed


def _kind(decided: Facts) -> tuple[str, list[str], list[list[tuple[str, str]]]]:
    """What is decided alike, of the same words: a product, an agent, a lane."""
    facts = sorted((fact.name, sorted(fact.dimensions.items())) for fact in decided.facts)
    return decided.shop, [name for name, _ in facts], [words for _, words in facts]


def _waits(given: Services, one: Facts, error: Exception) -> Exception:
    """Let facts that cannot be counted wait; the error, for whoever raises it once the others are counted."""
    crashed("facts cannot be counted", error, event=one.event, shop=one.shop)
    given.store.postpone_facts(one, given.now() + NEXT_TRY)
    return error


def _rows(given: Services, one: Facts) -> Rows:
    """Which rows counting them writes, beside their mark: of tallies, and of the journal."""
    added, kept = _counted(given, [one])
    return Rows([*added, *kept])


def _counted(given: Services, decided: list[Facts]) -> tuple[Additions, dict[str, list[Fact]]]:
    """What the facts add to tallies, and the journal of what was counted."""
    facts = [fact for one in decided for fact in one.facts]
    zones = {fact.shop: given.policy(fact.shop).shop.zone for fact in facts}
    return additions(facts, zones), journal(facts, zones)
