"""How many mails that nobody asked for a customer gets in a day (`quiet.per_day`); what is more waits for the morning.

Counted on the customer's snapshot, by the day where they live. Delay notices come first: the last place of each day is
kept for one. Of a parcel that is lost or damaged they hear in any case.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.care.lateness import GRAVE
from chalicelib.care.local_time import day_end, local_date, next_clock
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer
from chalicelib.care.still_true import NOTICES
from chalicelib.care.world import World

FIRST = frozenset({"late_parcel"})


def full_until(
    world: World, to: str, kind: str, params: Mapping[str, str], now: datetime, policy: Policy
) -> tuple[datetime, str] | None:
    """The morning (UTC) until which a notice waits, and why; None if it fits into its customer's day."""
    customer, most = world.customer(to.partition(":")[2]), policy.quiet.per_day
    if customer is None or not most or kind not in NOTICES or params.get("reason") in GRAVE:
        return None
    zone = policy.zone_of(customer.country)
    today = local_date(now, zone)
    had = customer.mailed if customer.mailed_on == today else 0
    if had < (most if kind in FIRST else max(most - 1, 1)):
        return None
    morning = next_clock(max(day_end(today, zone), now), zone, policy.quiet.end)
    return morning, f"enough for {today}: notices so far {had}, quiet.per_day = {most}"


def counted(customer: Customer, now: datetime, policy: Policy) -> Customer:
    """The customer after one more of these mails."""
    today = local_date(now, policy.zone_of(customer.country))
    return replace(customer, mailed_on=today, mailed=customer.mailed + 1 if customer.mailed_on == today else 1)
