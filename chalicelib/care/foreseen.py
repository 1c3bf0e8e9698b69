"""Is an order going to be late? Looked at before its promised day ends, when its timer rings: most late parcels are
with their carrier by then, and nobody says anything of them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from chalicelib.care import lateness
from chalicelib.care.effects import Effect, SetTimer
from chalicelib.care.lateness import Evidence
from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Parcel, Transit
from chalicelib.care.transit_times import chance_late
from chalicelib.care.vocabulary import Reason

# Rings at each look; the last one is the end of the promised day.
PROMISE_ENDS = "promise_ends"


def evidence(
    order: Order, parcels: Iterable[Parcel], transits: Iterable[Transit], now: datetime, policy: Policy
) -> Iterator[Evidence]:
    """What at `now` speaks against the promised day, of an order of which nothing worse is known."""
    if order.promise is None or (order.left_at and not order.parcel_ids):
        return
    experience = tuple(transits)
    under_way = [parcel for parcel in parcels if not (parcel.delivered_at or parcel.state in lateness.OVER)]
    waiting = [parcel for parcel in under_way if parcel.state in lateness.NOT_HANDED_OVER]
    if waiting or not order.parcel_ids:
        yield from _not_handed_over(order, waiting, experience, now, policy)
    for parcel in under_way:
        if parcel not in waiting and near(order, now, policy):
            yield from _no_scan(parcel, now, policy)
            yield from _predicted(parcel, order, experience, now, policy)


def ship_by(order: Order, policy: Policy) -> date | None:
    """The local day by whose end the order is to be with its carrier: the store's, or the policy's working days."""
    if order.ship_by or order.placed_at is None or not policy.promise.ship_days:
        return order.ship_by
    day, left = order.placed_at.astimezone(policy.zone_info).date(), policy.promise.ship_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def near(order: Order, now: datetime, policy: Policy) -> bool:
    """Is the promised day so near that what has not come is looked at (`late.near_days`)?"""
    return bool(policy.late.near_days and order.promise and now >= _near_from(order, policy))


def looks(order: Order, policy: Policy) -> list[datetime]:
    """When this order is looked at, in order of time: its ship-by day's end, near its promise, its promise's end."""
    if order.promise is None or order.placed_at is None:
        return []
    zone = policy.zone_of(order.country)
    last = day_end(order.promise.on + timedelta(days=policy.late.tolerance_days), zone)
    near_days = range(1, policy.late.near_days + 1)
    moments = {day_end(order.promise.on - timedelta(days=days), zone) for days in near_days}
    if by := ship_by(order, policy):
        moments.add(day_end(by, policy.shop.zone))
    return [*sorted(each for each in moments if order.placed_at < each < last), last]


def watched(order: Order, policy: Policy, now: datetime) -> list[Effect]:
    """The timer of the next look; nothing for what is not open, not placed, or no parcel.

    A promise that had ended already is looked at at once.
    """
    if order.in_person or order.promise is None or order.placed_at is None or order.state is not OrderState.OPEN:
        return []
    moments = looks(order, policy)
    at = next((each for each in moments if each > now), moments[-1])
    return [SetTimer(about=order.ref, kind=PROMISE_ENDS, due_at=at, params={"on": order.promise.on.isoformat()})]


def looked(order: Order, policy: Policy, now: datetime) -> list[Effect]:
    """The timer of the look after this one; none after the last."""
    return watched(order, policy, now) if any(each > now for each in looks(order, policy)) else []


def _near_from(order: Order, policy: Policy) -> datetime:
    assert order.promise is not None
    return day_end(order.promise.on - timedelta(days=policy.late.near_days), policy.zone_of(order.country))


def _left(order: Order, now: datetime, policy: Policy) -> timedelta:
    assert order.promise is not None
    return day_end(order.promise.on, policy.zone_of(order.country)) - now


def _not_handed_over(
    order: Order, waiting: list[Parcel], transits: tuple[Transit, ...], now: datetime, policy: Policy
) -> Iterator[Evidence]:
    """The ship-by day is over, nothing is with its carrier, and the way takes longer than what is left."""
    by = ship_by(order, policy)
    if by is None or now < day_end(by, policy.shop.zone) or order.promise is None or order.in_person:
        return
    carrier = waiting[0].carrier if waiting else ""
    chance = chance_late(transits, carrier, order.country, timedelta(), _left(order, now, policy))
    hopeless = chance[0] >= policy.late.predict_at if chance else near(order, now, policy)
    if hopeless:
        numbers = f"to be handed over by {by}, is not, promised {order.promise.on}"
        reason = Reason.STOCK if order.shortage and not order.left_at else Reason.WAREHOUSE
        ids = tuple(parcel.id for parcel in waiting)
        yield Evidence(rule=lateness.UNSENT, numbers=numbers, reason=reason, parcel_ids=ids)


def _no_scan(parcel: Parcel, now: datetime, policy: Policy) -> Iterator[Evidence]:
    days = policy.late.no_scan_days
    if days and parcel.state_at and now - parcel.state_at >= timedelta(days=days):
        numbers = f"last scan {parcel.state_at:%Y-%m-%d %H:%M} UTC, late.no_scan_days = {days}"
        yield Evidence(rule=lateness.NO_SCAN, numbers=numbers, reason=_reason(parcel), parcel_ids=(parcel.id,))


def _predicted(
    parcel: Parcel, order: Order, transits: tuple[Transit, ...], now: datetime, policy: Policy
) -> Iterator[Evidence]:
    """By what our own parcels on this lane took, it will not be here in time. An ETA of its carrier knows better."""
    if parcel.handed_over_at is None or parcel.eta or not policy.late.predict_at or order.promise is None:
        return
    age, left = now - parcel.handed_over_at, _left(order, now, policy)
    found = chance_late(transits, parcel.carrier, order.country, age, left)
    if found and found[0] >= policy.late.predict_at:
        numbers = f"on its way for {age.days} days, {left.days} left, lane {found[1]}, late.predict_at"
        yield Evidence(rule=lateness.PREDICTED, numbers=numbers, reason=_reason(parcel), parcel_ids=(parcel.id,))


def _reason(parcel: Parcel) -> Reason:
    return parcel.reason or Reason.CARRIER
