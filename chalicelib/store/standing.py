"""Where what is open stands in its queue of the open index, as text that sorts: what is read of a queue needs no
snapshot."""

from collections.abc import Collection
from datetime import datetime

from chalicelib.care.effects import digest
from chalicelib.care.personal import is_erased
from chalicelib.care.state import GROUPED, UNASSIGNED, Case, Order, OrderState
from chalicelib.store.plan import instant
from chalicelib.store.values import LateOrder

LATE = "late"
"""The queue of the orders that are late now."""


def place_in_line(case: Case) -> str:
    """Where an open case stands in its queue: by age, of those with nobody by urgency first, of those in groups by
    their group.

    Its language follows, so that who looks for some need not load the others. "" if it waits for nothing of ours.
    """
    if not case.queue or case.waiting_since is None:
        return ""
    if case.queue == GROUPED and case.alike:
        return f"{in_group(case.alike.id)}{instant(case.waiting_since)}#{case.language}"
    urgency = f"{9 - min(max(case.priority, 0), 9)}#" if case.queue == UNASSIGNED else ""
    return f"{urgency}{instant(case.waiting_since)}#{case.language}"


def since_of(place: str) -> datetime:
    """Since when the case at this place waits."""
    return datetime.fromisoformat(place.split("#")[-2])


def in_group(group: str) -> str:
    """How the places of a group's cases begin."""
    return f"{group}#"


def in_language(place: str, languages: Collection[str] | None) -> bool:
    """Is the case at this place in one of these languages? None: in any."""
    return languages is None or place.rpartition("#")[2] in languages


def place_of_late(order: Order) -> str:
    """Where a late order stands: by since when, then what is counted of it. "" if nobody waits for it any more."""
    late = order.delay
    if late is None or order.state is not OrderState.OPEN or is_erased(order):
        return ""
    # Its carrier's name may have been typed by somebody, so it is no part of a key.
    return "#".join((instant(late.since), late.rule, late.reason, digest(late.carrier) if late.carrier else ""))


def late_at(order_id: str, place: str) -> LateOrder:
    """The late order that stands there."""
    since, rule, reason, carrier = place.split("#", 3)
    return LateOrder(order_id, datetime.fromisoformat(since), rule, reason, carrier)
