"""Every kind of event that is measured: one shop's weeks, told so that each happens at least once.

A kind is named by its event's class, after a colon what is special about it. An event type of care/decide.py that is
missing here, and not SELDOM, fails the suite: have it happen in the fitting module (orders.py, people.py, told.py).
"""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.care.rules import Policy
from chalicelib.policy import policy
from ops.bench import orders, people, told
from ops.bench.shop import Measured, Shop
from ops.local import SHOP

# Seldom, and in no shop's bill: erasing (a slice at a time, as long as a person's story), what has left the catalogue,
# messages and reviews that are changed, what agents do besides answering, a wish to be called, a silent feed. Whoever
# makes one of them frequent gives it a figure.
SELDOM = frozenset({
    "DayOffTyped", "SurgeTyped",
    "CallbackNoted", "CaseDismissed", "CaseHandedOver", "CaseLinked", "CaseNoted", "CaseReopened", "CaseSnoozed",
    "ChoiceMade", "MessageHeld",
    "TimerFired: pledge_near", "TimerFired: pledge_due",
    "CommandAsked", "HomeOpened", "SenderBlocked", "SenderUnblocked", "TimerFired: snooze_ends", "AnalysisWritten",
    "TopicCorrected", "TimerFired: transit_day", "TimerFired: backlog_read", "TimerFired: week_ended",
    "BookLooked", "BookSearched", "BriefingConfirmed", "BriefingWritten", "TimerFired: analysis_due",
    "TimerFired: briefing_due",
    "GoodwillApproved", "GoodwillDeclined", "GoodwillMade", "GoodwillNotMade", "GoodwillReported", "GoodwillWanted",
    "TimerFired: goodwill_ask_ends", "TimerFired: goodwill_slow",
    "CustomerErased", "DataRequested", "Forgotten", "ItemsUnavailable", "MessageEdited", "MessageWithdrawn",
    "OrderDeleted", "ReviewWithdrawn", "ShopErased", "TimerFired: call_due", "TimerFired: erase_again",
    "TimerFired: erase_shop", "TimerFired: feed_silent", "TimerFired: keep_ends", "TimerFired: workload_looked",
    "TimerFired: group_looked", "BulkDrafted", "BulkMoved", "BulkReplied", "BulkWanted", "CaseReleased",
    "RecordsSought", "TimerFired: mail_rates", "CaseBegun",
})  # fmt: skip


def measured(table: str, name: str = SHOP) -> dict[str, Measured]:
    """Play it on this table; what each kind used."""
    with Shop(table, _policy(), name).open() as shop:
        for part in (
            _quiet, people.team, orders.bought, told.by_stores, orders.late, people.complaint, people.solved,
            told.by_people, people.ending, people.known, people.looking,
        ):  # fmt: skip
            part(shop)
    return shop.measured


def missing(kinds: set[str]) -> Iterator[str]:
    """Event types and timers of the map that no kind is named by."""
    from chalicelib.care.decide import AUTOMATIONS, TIMERS

    named = {kind.partition(":")[0] for kind in kinds} | kinds | SELDOM
    yield from sorted({event.__name__ for event in AUTOMATIONS} - named)
    yield from sorted({f"TimerFired: {kind}" for kind in TIMERS} - named)


def _policy() -> Policy:
    """As shipped, but that everybody is asked for a score, and that a day may bring many notices."""
    shipped = policy(SHOP, "prod")
    drawn = replace(shipped.surveys, nps_share=1.0, csat_share=0.0, case_nps_share=1.0)
    return replace(shipped, surveys=drawn, quiet=replace(shipped.quiet, per_day=0))


def _quiet(shop: Shop) -> None:
    shop.ticks("a sweep with nothing due")
