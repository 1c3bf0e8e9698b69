"""Is a parcel late? By evidence only: what its carrier says, or that the promised day has ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Parcel
from chalicelib.care.vocabulary import ParcelState, Reason

STUCK = frozenset({ParcelState.DELAYED, ParcelState.EXCEPTION, ParcelState.FAILED, ParcelState.EXPIRED})
NOT_HANDED_OVER = frozenset({ParcelState.UNKNOWN, ParcelState.PRE_TRANSIT})
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a parcel counts as late: the rule, its numbers in words, the reason, and the new date if anybody knows it."""

    rule: str
    numbers: str
    reason: Reason
    new_date: date | None


def fault_of(reason: Reason) -> str:
    """Whose fault a reason is: nobody, customs, shop, customer, else the carrier."""
    return FAULT.get(reason, "carrier")


def evidence(parcel: Parcel, order: Order, now: datetime, policy: Policy) -> Evidence | None:
    """Is this parcel late by what is known at `now`? None if it is not, or if nothing was promised."""
    if order.promise is None or order.due_on is None or parcel.delivered_at or parcel.state in OVER:
        return None
    zone, due = policy.zone_of(order.country), order.due_on
    last_day = due + timedelta(days=policy.late.tolerance_days)
    promised = f"promised {order.promise.on}" + (f", told {due} since items were missing" * (due > order.promise.on))
    # What no carrier has taken over yet is not the carrier's fault.
    reason = parcel.reason or (Reason.WAREHOUSE if parcel.state in NOT_HANDED_OVER else Reason.CARRIER)
    if parcel.eta and parcel.eta > last_day:
        return Evidence(
            rule="eta_past_promise", numbers=f"ETA {parcel.eta}, {promised}, "
            f"tolerance {policy.late.tolerance_days} days", reason=reason, new_date=parcel.eta,
        )  # fmt: skip
    if parcel.state in STUCK and parcel.eta is None:
        return Evidence(rule="carrier_exception", numbers=f"state {parcel.state}, no ETA", reason=reason, new_date=None)
    if now >= day_end(last_day, zone):
        return Evidence(
            rule="promise_passed",
            numbers=f"{promised}, that day ended in {zone}, state {parcel.state}",
            reason=reason, new_date=None,
        )  # fmt: skip
    return None
