"""What is taken in from the past: it is remembered, and nobody is told, asked or hurried by it.

The one place that honours `Event.history`. Automations decide as ever, with every message off; what is left of that is
sifted here. What happens from then on is told as of any order: a parcel's next scan, a promise that ends.
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta

from chalicelib.care import events
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, RecordFact, SendMessage, SetTimer
from chalicelib.care.foreseen import PROMISE_ENDS, watched
from chalicelib.care.lateness import NOT_HANDED_OVER, OVER
from chalicelib.care.rules import Messages, Policy
from chalicelib.care.state import Order, OrderState, Parcel, Ref
from chalicelib.care.world import World

# Only what stores tell of orders is taken in from the past: an old message is nobody's work any more.
TAKEN = (
    events.OrderPlaced, events.OrderChanged, events.OrderPaid, events.OrderFulfilled, events.OrderCancelled,
    events.OrderDeleted, events.ItemsUnavailable, events.RefundMade, events.ReturnReported, events.ParcelsShipped,
    events.FulfilmentScanned, events.ParcelScanned,
)  # fmt: skip
# Counted on the day they happened, so that contacts per order and returns per product have what to divide by. That a
# parcel was late is not: nobody knew of it when it could have been told.
COUNTED = frozenset({
    "order_placed", "units_sold", "parcel_delivered", "refund", "refunded_product", "return", "returned_product",
})  # fmt: skip
QUIET = "taken in from the past: nobody is told of it"
SILENT = Messages(**dict.fromkeys((each.name for each in fields(Messages)), False))


def without_messages(policy: Policy) -> Policy:
    """The policy by which the past is decided."""
    return replace(policy, messages=SILENT)


def remembered(world: World, decision: Decision, event: events.Event, now: datetime, policy: Policy) -> Decision:
    """What stays of a decision on the past: snapshots, names, notes, what counts; timers only of what is still open."""
    kept = tuple(found for effect in decision.effects if (found := _kept(effect, world, event, now)))
    sifted = Decision(kept)
    if not isinstance(event, TAKEN):
        return sifted
    return sifted + _watch(world, world.after(sifted), now, policy)


def first_seen(
    world: World, event: events.ParcelScanned | events.FulfilmentScanned, now: datetime, policy: Policy
) -> Decision:
    """The first scan of a parcel whose fate was unknown when it was taken in: its promised day is watched from here."""
    moving = event.state not in NOT_HANDED_OVER | OVER
    parcels = [parcel for parcel in _scanned(world, event) if parcel.state in NOT_HANDED_OVER]
    orders = {id_: order for parcel in parcels for id_ in parcel.order_ids if (order := world.order(id_))}
    effects: list[Effect] = []
    for order in orders.values() if moving else ():
        if order.imported_at and _recent(order, now, policy):
            effects += _ahead(order, now, policy)
    return Decision(tuple(effects))


def _scanned(world: World, event: events.ParcelScanned | events.FulfilmentScanned) -> list[Parcel]:
    if isinstance(event, events.ParcelScanned):
        ref = world.named("parcel_number", event.number)
        found = [world.parcel(ref.id)] if ref else []
    else:
        order = world.order(event.order_id)
        found = [world.parcel(id_) for id_ in (order.parcel_ids if order else ())]
    return [parcel for parcel in found if parcel]


def _kept(effect: Effect, world: World, event: events.Event, now: datetime) -> Effect | None:
    match effect:
        case SendMessage():
            return None
        case RecordFact():
            return effect if effect.name in COUNTED else None
        case SetTimer():
            # Of an order from the past the promised day is watched below, by what it comes to be.
            return effect if effect.due_at > now and _live(world, effect.about) else None
        case Note() if effect.what.endswith(".not_told"):
            numbers = effect.why.rpartition(": ")[0]
            return Note(effect.about, effect.what, f"{numbers}: {QUIET}" if numbers else QUIET)
        case Put(subject=Order() as order):
            return Put(subject=_taken_in(order, world, event, now))
        case _:
            return effect


def _live(world: World, about: Ref) -> bool:
    """Is it an order that we saw being placed?"""
    order = world.order(about.id) if about.type == "order" else None
    return order is not None and order.placed_at is not None and order.imported_at is None


def _taken_in(order: Order, world: World, event: events.Event, now: datetime) -> Order:
    """Its parcels left long ago: the next one to leave is announced without them."""
    before = world.order(order.id)
    fresh = isinstance(event, events.OrderPlaced) and order.id == event.order_id
    fresh = fresh and (before is None or before.placed_at is None)
    return replace(
        order, announced=tuple(dict.fromkeys((*order.announced, *order.parcel_ids))),
        imported_at=now if fresh else order.imported_at,
    )  # fmt: skip


def _watch(before: World, after: World, now: datetime, policy: Policy) -> Decision:
    """The promised day of an order that was taken in is watched while it is open, young, and its parcels are not lost
    sight of: of one that was never scanned, nobody knows whether it has arrived long since."""
    effects: list[Effect] = []
    for ref, subject in after.subjects.items():
        if not isinstance(subject, Order) or not subject.imported_at:
            continue
        known = before.order(ref.id)
        was = _timer(before, known, now, policy) if known else []
        is_ = _timer(after, subject, now, policy)
        if is_ and is_ != was:
            effects += is_
        elif was and not is_:
            effects.append(CancelTimer(about=ref, kind=PROMISE_ENDS))
            effects.append(Note(ref, "history.unwatched", _why_not(after, subject, now, policy)))
    return Decision(tuple(effects))


def _timer(world: World, order: Order, now: datetime, policy: Policy) -> list[Effect]:
    return [] if _why_not(world, order, now, policy) else _ahead(order, now, policy)


def _ahead(order: Order, now: datetime, policy: Policy) -> list[Effect]:
    """The order's timer, if its day is still to end."""
    return [each for each in watched(order, policy, now) if isinstance(each, SetTimer) and each.due_at > now]


def _recent(order: Order, now: datetime, policy: Policy) -> bool:
    return order.placed_at is not None and now - order.placed_at <= timedelta(days=policy.history.open_days)


def _why_not(world: World, order: Order, now: datetime, policy: Policy) -> str:
    """Why the promised day of an order from the past is not watched, "" if it is."""
    if order.state is not OrderState.OPEN or not _recent(order, now, policy):
        return f"it is {order.state}, and history.open_days = {policy.history.open_days}"
    parcels = [parcel for id_ in order.parcel_ids if (parcel := world.parcel(id_))]
    if parcels and all(parcel.state in NOT_HANDED_OVER for parcel in parcels):
        return "none of its parcels was scanned: whether they have arrived is not known; their first scan is waited for"
    return "all of it has left, and no parcel is known" if order.left_at and not parcels else ""
