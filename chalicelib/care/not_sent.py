"""What has not left, or has left unseen: the team looks while there is nothing yet to tell the customer."""

from datetime import datetime, timedelta

from chalicelib.care import foreseen, late_notice
from chalicelib.care.effects import Decision, Effect, Note, digest
from chalicelib.care.events import Event, TimerFired
from chalicelib.care.lateness import NOT_HANDED_OVER, PASSED, UNSENT
from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.care.world import World

LEFT_UNSEEN = "the store says that it has left, but names no parcel that could be followed: please look"


def look(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """At a look at an order: its ship-by day has just ended, or its promised day has."""
    order = world.order(Ref.parse(event.subject).id)
    if order is None or order.state is not OrderState.OPEN or order.in_person or order.promise is None:
        return Decision()
    return Decision((*_late(world, order, event, now, policy), *_unseen(order, event, now, policy)))


def _late(world: World, order: Order, event: Event, now: datetime, policy: Policy) -> list[Effect]:
    """The ship-by day is over and nothing is with a carrier: the team hears of it, once, however far the promise is."""
    by = foreseen.ship_by(order, policy)
    if by is None or order.left_at:
        return []
    parcels = [parcel for id_ in order.parcel_ids if (parcel := world.parcel(id_))]
    over = day_end(by, policy.shop.zone)
    if not all(parcel.state in NOT_HANDED_OVER for parcel in parcels) or not over <= now < over + timedelta(days=1):
        return []
    why = f"it was to be handed over by {by}, and nothing of it is with a carrier: please look"
    return _shown(order, UNSENT, Reason.WAREHOUSE, why, digest(event.shop, "not_sent", order.id, by), now)


def _unseen(order: Order, event: Event, now: datetime, policy: Policy) -> list[Effect]:
    """The promised day has ended, all has left, and no parcel is known: there is nothing to tell."""
    if order.parcel_ids or order.left_at is None or now < foreseen.looks(order, policy)[-1]:
        return []
    return _shown(order, PASSED, Reason.OTHER, LEFT_UNSEEN, digest(event.shop, "never_shipped", order.id), now)


def _shown(order: Order, rule: str, reason: Reason, why: str, id_: str, now: datetime) -> list[Effect]:
    assert order.promise is not None
    params = late_notice.said(order, rule, reason, None, None)
    note = Note(order.ref, "late_parcel.not_sent", f"promised {order.promise.on}: {why}")
    return [late_notice.line(id_, order.ref, params, now, why), note]
