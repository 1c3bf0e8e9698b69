"""How many mails that nobody asked for a customer gets in a day (`quiet.per_day`); what is more waits for the morning.

Each takes one of the day's places before it goes out, so that two in one moment never share one. Delay notices come
first: the last place of each day is kept for one. Of a parcel that is lost or damaged they hear in any case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.effects import Alias
from chalicelib.care.lateness import GRAVE
from chalicelib.care.local_time import day_end, local_date, next_clock
from chalicelib.care.rules import Policy
from chalicelib.care.still_true import NOTICES
from chalicelib.care.world import World

FIRST = frozenset({"late_parcel"})
# A day's item holds no more: nobody loses so many parcels in one.
ANY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A customer's day, where they live: `who` has `most` places for such a mail until it ends (`until`, UTC).

    `morning`: until when a mail waits that finds none, and `why`.
    """

    who: Alias
    most: int
    until: datetime
    morning: datetime
    why: str


def of_day(
    world: World, to: str, kind: str, params: Mapping[str, str], now: datetime, policy: Policy
) -> Day | None:  # fmt: skip
    """The day in which such a mail needs a place; None if it needs none."""
    customer, most = world.customer(to.partition(":")[2]), policy.quiet.per_day
    if customer is None or not most or kind not in NOTICES:
        return None
    zone = policy.zone_of(customer.country)
    today = local_date(now, zone)
    ends = day_end(today, zone)
    places = ANY if params.get("reason") in GRAVE else most if kind in FIRST else max(most - 1, 1)
    return Day(
        who=Alias("mailed", f"{customer.id}:{today}"), most=places, until=ends,
        morning=next_clock(max(ends, now), zone, policy.quiet.end),
        why=f"enough for {today}: {places} notices, quiet.per_day = {most}",
    )  # fmt: skip
