"""One event through the one path: load, decide, commit; again if somebody else was faster."""

from datetime import datetime

from chalicelib.bootstrap import Services
from chalicelib.care.decide import decide
from chalicelib.care.effects import LATE_NEWS, Decision, Note
from chalicelib.care.events import Event, OrderChanged, ParcelsShipped
from chalicelib.errors import ConflictError
from chalicelib.gather import gather
from chalicelib.store.port import Mark, Settlement

# Two workers on one subject settle in two tries; more means a hot subject, and the receipt waits for its turn.
TRIES = 5
# What stores tell again after every change of anything, under a key made of what it says: nearly always known. To read
# the mark takes one read unit, a transaction that meets it ten write units.
TOLD_AGAIN = (OrderChanged, ParcelsShipped)


def process(services: Services, event: Event, receipt: str, now: datetime, settle: Settlement | None = None) -> str:
    """Commit all that `event` leads to; done, duplicate, or out_of_order if it came too late to change anything.

    ConflictError if the subject stays contended.
    """
    if isinstance(event, TOLD_AGAIN) and (known := services.store.marks(event.shop, [event.key]).get(event.key)):
        return known.outcome if known.receipt == receipt else "duplicate"
    policy = services.policy(event.shop)
    for attempt in range(1, TRIES + 1):
        loaded = gather(services.store, event, policy, now)
        decision = decide(loaded.world, event, now, policy)
        outcome = "out_of_order" if _too_late(decision) else "done"
        mark = Mark(shop=event.shop, event=event.key, receipt=receipt, now=now, outcome=outcome)
        try:
            return services.store.commit(loaded, decision, mark, settle, observe=policy.mode == "observe")
        except ConflictError:
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _too_late(decision: Decision) -> bool:
    return any(isinstance(effect, Note) and effect.what == LATE_NEWS for effect in decision.effects)
