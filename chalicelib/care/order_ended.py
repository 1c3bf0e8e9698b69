"""An order is over without having arrived: cancelled, or deleted in the store. It is watched no longer.

The store may take it back: a cancelled order that is paid after all goes on, and a deleted one that is told of again.
Only by a newer word: a late webhook wakes nothing.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, Rely
from chalicelib.care.events import OrderCancelled, OrderDeleted
from chalicelib.care.foreseen import PROMISE_ENDS, watched
from chalicelib.care.parcel_progress import all_here
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Ref
from chalicelib.care.world import World

OVER = frozenset({OrderState.CANCELLED, OrderState.DELETED})


def cancelled(world: World, event: OrderCancelled, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember that the order is off; what still waits to be sent about it checks this."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    at = max(before.cancelled_at or event.occurred_at, event.occurred_at)
    return _ended(replace(before, cancelled_at=at), "order.cancelled", "cancelled in the store", "it was paid since")


def deleted(world: World, event: OrderDeleted, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember that the store has no such order any more."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    at = max(before.deleted_at or event.occurred_at, event.occurred_at)
    why = "the store has deleted it: nothing about it is watched any more"
    return _ended(replace(before, deleted_at=at), "order.deleted", why, "the store has told of it since")


def standing(
    world: World, before: Order, after: Order, now: datetime, policy: Policy
) -> tuple[Order, list[Effect], str]:
    """The order in the state that all its stamps come to; if it goes on again, what that needs, and so in words."""
    order = _stood(after)
    if before.state not in OVER or order.state in OVER:
        return order, [], ""
    if order.parcel_ids and all_here(world, order):
        order = replace(order, state=OrderState.DELIVERED)
    rests_on = [Rely(Ref("parcel", id_)) for id_ in order.parcel_ids]
    return order, [*rests_on, *watched(order, policy, now)], f"it was {before.state}, and goes on"


def _ended(order: Order, what: str, why: str, unless: str) -> Decision:
    order = _stood(order)
    if order.state not in OVER:
        return Decision((Put(subject=order), Note(order.ref, what, f"{why}, but {unless}: it goes on")))
    return Decision((Put(subject=order), Note(order.ref, what, why), CancelTimer(about=order.ref, kind=PROMISE_ENDS)))


def _stood(order: Order) -> Order:
    told_at = max((*order.changed_at.values(), *([order.paid_at] if order.paid_at else ())), default=None)
    if order.deleted_at and (told_at is None or told_at <= order.deleted_at):
        return replace(order, state=OrderState.DELETED)
    if order.cancelled_at and (order.paid_at is None or order.paid_at <= order.cancelled_at):
        return replace(order, state=OrderState.CANCELLED)
    return replace(order, state=OrderState.OPEN) if order.state in OVER else order
