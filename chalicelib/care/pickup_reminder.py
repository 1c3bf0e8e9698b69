""" "It still waits for you": once, some days after it came to the pickup point, before it goes back to the shop."""

from datetime import datetime, timedelta

from chalicelib.care.arrival import parcels_of
from chalicelib.care.effects import CancelTimer, Decision, SendMessage, SetTimer, digest
from chalicelib.care.events import FulfilmentScanned, ParcelScanned, TimerFired
from chalicelib.care.late_parcel import concerned
from chalicelib.care.order_messages import silent, told, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Parcel, Ref
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

KIND = "pickup_reminder"
PICKUP_WAITS = "pickup_waits"
LASTS = timedelta(days=1)
# What ends a parcel's waiting: its customer has it, or nobody will.
GONE = frozenset({
    ParcelState.DELIVERED, ParcelState.RETURNING, ParcelState.RETURNED, ParcelState.FAILED,
})  # fmt: skip


def set_for(order: Order, waiting: list[Parcel], policy: Policy) -> Decision:
    """The timer of the reminder, by `pickup.remind_after`; parcels that come later put it off."""
    after = policy.pickup.remind_after
    since = max((parcel.state_at for parcel in waiting if parcel.state_at), default=None)
    if not after or since is None or not policy.messages.pickup_reminder:
        return Decision()
    return Decision((SetTimer(about=order.ref, kind=PICKUP_WAITS, due_at=since + after),))


def withdrawn(
    world: World, event: ParcelScanned | FulfilmentScanned, now: datetime, policy: Policy  # noqa: ARG001
) -> Decision:  # fmt: skip
    """Nobody is reminded of what was collected. Looks at the world as it was before the scan."""
    if event.state not in GONE:
        return Decision()
    timers = []
    for order in concerned(world, event):
        waiting = _waiting(world, order)
        others = [each for each in waiting if isinstance(event, ParcelScanned) and each.number != event.number]
        if waiting and not others:
            timers.append(CancelTimer(about=order.ref, kind=PICKUP_WAITS))
    return Decision(tuple(timers))


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Remind of what still waits."""
    order = world.order(Ref.parse(event.subject).id)
    waiting = _waiting(world, order) if order else []
    if order is None or not waiting:
        return Decision()
    if why := why_not(world, order, KIND, policy):
        return silent(order, KIND, why)
    ids = ",".join(sorted(parcel.id for parcel in waiting))
    return told(SendMessage(
        id=digest(event.shop, KIND, order.id, ids), kind=KIND, channel="email", to=f"customer:{order.customer_id}",
        about=order.ref, conditions=(f"order_open:{order.id}", f"parcels_are:{ParcelState.READY_FOR_PICKUP}"),
        not_after=now + LASTS,
    ), f"pickup.remind_after = {policy.pickup.remind_after.days} days; parcels {ids}")  # fmt: skip


def _waiting(world: World, order: Order) -> list[Parcel]:
    return [parcel for parcel in parcels_of(world, order) if parcel.state is ParcelState.READY_FOR_PICKUP]
