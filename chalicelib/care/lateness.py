"""Is an order late? By evidence only: what its carriers and its store say, or that the promised day has ended.

Each rule finds its own evidence, of one parcel or of the order; together they are one delay, told once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.state import DelayEpisode, Order, Parcel
from chalicelib.care.vocabulary import ParcelState, Reason

STUCK = frozenset({ParcelState.DELAYED, ParcelState.EXCEPTION, ParcelState.FAILED, ParcelState.EXPIRED})
NOT_HANDED_OVER = frozenset({ParcelState.UNKNOWN, ParcelState.PRE_TRANSIT})
MOVING = frozenset({ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY})
# Here, or on its way back to the shop: no date can be missed any more.
OVER = frozenset({
    ParcelState.DELIVERED, ParcelState.RETURNING, ParcelState.RETURNED, ParcelState.READY_FOR_PICKUP,
})  # fmt: skip
# Whose fault each reason is, in the customer's eyes (A41: delays are often a partner's fault, and we say so).
FAULT = {
    Reason.WEATHER: "nobody", Reason.STRIKE: "nobody", Reason.OTHER: "nobody",
    Reason.CUSTOMS: "customs", Reason.STOCK: "shop",
    Reason.WAREHOUSE: "shop", Reason.ADDRESS: "customer", Reason.REFUSED: "customer", Reason.NOT_COLLECTED: "customer",
}  # fmt: skip
# After these there will be no parcel: they are told even to somebody who was told of a lesser cause.
GRAVE = frozenset({Reason.LOST, Reason.DAMAGED})
# The rules, from what may be to what is. Of several the last one gives a notice its words.
PREDICTED, NO_SCAN, UNSENT = "predicted", "no_scan", "not_handed_over"
ITEMS, PASSED, ETA, EXCEPTION = "items_unavailable", "promise_passed", "eta_past_promise", "carrier_exception"
RULES = (PREDICTED, NO_SCAN, UNSENT, PASSED, ITEMS, ETA, EXCEPTION)
# Found by looking (care/foreseen.py): no scan takes them back by being there.
FORESEEN = frozenset({PREDICTED, NO_SCAN, UNSENT})
# Delays in which it stood still. Of the others a new date says all.
STANDSTILLS = frozenset({NO_SCAN, UNSENT, EXCEPTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an order counts as late: the rule, its numbers in words, the reason, and the new date if anybody knows it.

    `parcel_ids`: the parcels that it is about, none if nothing has left.
    """

    rule: str
    numbers: str
    reason: Reason
    new_date: date | None = None
    parcel_ids: tuple[str, ...] = ()


def fault_of(reason: Reason) -> str:
    """Whose fault a reason is: nobody, customs, shop, customer, else the carrier."""
    return FAULT.get(reason, "carrier")


def has_left(order: Order, parcels: Iterable[Parcel]) -> bool:
    """Is anything of it with a carrier, by what the store or a carrier says?"""
    return order.left_at is not None or any(parcel.state not in NOT_HANDED_OVER for parcel in parcels)


def late_of(order: Order, parcels: Iterable[Parcel]) -> list[Parcel]:
    """Of these parcels those that its delay is about; all that are still awaited if it is about none."""
    ids = order.delay.parcel_ids if order.delay else ()
    return [parcel for parcel in parcels if (parcel.id in ids if ids else parcel.state not in OVER)]


def moves_again(order: Order, parcels: Iterable[Parcel], rule: str) -> bool:
    """Is all that stood still by this rule with its carrier and on its way? After a silence only a new scan says so."""
    late = late_of(order, parcels)
    if rule not in STANDSTILLS or not late or not all(each.state in MOVING and each.state_at for each in late):
        return False
    return rule != NO_SCAN or all(scanned_since(order.delay, each) for each in late)


def scanned_since(late: DelayEpisode | None, parcel: Parcel) -> bool:
    """Has its carrier scanned it since its silence was found?"""
    found_at = (late.silent_at or late.since) if late else None
    return found_at is not None and parcel.state_at is not None and parcel.state_at > found_at


def evidence(order: Order, parcels: Iterable[Parcel], now: datetime, policy: Policy) -> Evidence | None:
    """Is this order late by what is known at `now`? None if it is not, or if nothing was promised."""
    if order.promise is None:
        return None
    under_way = [parcel for parcel in parcels if not (parcel.delivered_at or parcel.state in OVER)]
    found = [each for parcel in under_way for each in _of_parcel(parcel, order, now, policy)]
    late = together([*found, *_of_stock(order, policy), *_of_nothing_sent(order, now, policy)])
    if late and late.new_date and now >= day_end(late.new_date, policy.zone_of(order.country)):
        return replace(late, new_date=None)  # that day is over, and nobody has named another
    return late


def together(found: list[Evidence]) -> Evidence | None:
    """What all evidence says as one: the worst of it, and a new date only if there is one for everything."""
    if not found:
        return None
    worst = max(found, key=lambda each: (each.reason in GRAVE, RULES.index(each.rule)))
    dates = [each.new_date for each in found]
    known = [each for each in dates if each]
    return Evidence(
        rule=worst.rule, numbers="; ".join(dict.fromkeys(each.numbers for each in found)), reason=worst.reason,
        new_date=max(known) if len(known) == len(dates) else None,
        parcel_ids=tuple(dict.fromkeys(id_ for each in found for id_ in each.parcel_ids)),
    )  # fmt: skip


def _of_parcel(parcel: Parcel, order: Order, now: datetime, policy: Policy) -> Iterator[Evidence]:
    """One parcel's lateness: what its carrier says first, then the calendar."""
    assert order.promise is not None
    reason, ids = _reason(parcel), (parcel.id,)
    promised, latest = f"promised {order.promise.on}", last_day(order.promise.on, policy)
    if parcel.eta and parcel.eta > latest:
        numbers = f"ETA {parcel.eta}, {promised}, tolerance {policy.late.tolerance_days} days"
        yield Evidence(rule=ETA, numbers=numbers, reason=reason, new_date=parcel.eta, parcel_ids=ids)
    elif parcel.state in STUCK and parcel.eta is None:
        yield Evidence(rule=EXCEPTION, numbers=f"state {parcel.state}, no ETA", reason=reason, parcel_ids=ids)
    elif over := _day_over(order, now, policy):
        yield Evidence(rule=PASSED, numbers=f"{over}, state {parcel.state}", reason=reason, parcel_ids=ids)


def _reason(parcel: Parcel) -> Reason:
    """Why it is late. What no carrier has taken over yet is not the carrier's fault."""
    return parcel.reason or (Reason.WAREHOUSE if parcel.state in NOT_HANDED_OVER else Reason.CARRIER)


def _of_stock(order: Order, policy: Policy) -> Iterator[Evidence]:
    """Items that cannot be sent yet put the promised day off."""
    short = order.shortage
    if short is None or order.left_at or order.promise is None:
        return
    days = policy.promise.days_to(order.country, order.method)
    # The order can be there some days after the items have come in: those that an order takes from then on.
    new_date = short.expected_on + timedelta(days=days) if short.expected_on else None
    if new_date is None or new_date > last_day(order.promise.on, policy):
        numbers = f"items expected {short.expected_on or 'on no known day'}, promised {order.promise.on}"
        yield Evidence(rule=ITEMS, numbers=numbers, reason=Reason.STOCK, new_date=new_date)


def _of_nothing_sent(order: Order, now: datetime, policy: Policy) -> Iterator[Evidence]:
    """The promised day has ended, and no parcel is known. What has left unseen is the team's to look for."""
    over = "" if order.parcel_ids or order.left_at or order.in_person else _day_over(order, now, policy)
    if over:
        reason = Reason.STOCK if order.shortage else Reason.WAREHOUSE
        yield Evidence(rule=PASSED, numbers=f"{over}, nothing has left", reason=reason)


def _day_over(order: Order, now: datetime, policy: Policy) -> str:
    """That the day the customer counts on has ended, in words; "" if it has not."""
    if order.promise is None or order.due_on is None:
        return ""
    zone, due = policy.zone_of(order.country), order.due_on
    told = f", told {due}" if due > order.promise.on else ""
    over = now >= day_end(last_day(due, policy), zone)
    return f"promised {order.promise.on}{told}, that day ended in {zone}" if over else ""


def last_day(day: date, policy: Policy) -> date:
    """The last day that still counts as in time for a promised one."""
    return day + timedelta(days=policy.late.tolerance_days)
