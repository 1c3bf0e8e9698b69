"""What our own deliveries teach about how long a parcel takes: per carrier and country, no outside service."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import Transit
from chalicelib.care.world import World

# Rung by the night's run, with one settled day's parcels: "on" and "lanes" (lane -> half days -> parcels, JSON).
TRANSIT_DAY = "transit_day"
HALF_DAY = timedelta(hours=12)
# Longer ones are counted together: after so long nobody's experience helps.
LONGEST = 120
# A parcel of so many days ago counts half: carriers change, and so do seasons.
HALF_LIFE_DAYS = 60
# From so many parcels on a lane's experience counts; below that the wider one's does.
ENOUGH = 40
# A shop has few lanes with enough parcels to learn from; one transaction writes them all.
MOST_LANES = 60


def lane(carrier: str, country: str) -> str:
    """A lane's id."""
    return f"{carrier}|{country}"


def half_days(took: timedelta) -> int:
    """The half days that a parcel took, as they are counted; at most LONGEST."""
    return min(int(took / HALF_DAY), LONGEST)


def learned(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Take a day's deliveries in, each for its own lane, its carrier, its country and for all."""
    on, lanes = date.fromisoformat(event.params["on"]), json.loads(event.params["lanes"])
    fresh: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for own, halves in lanes.items():
        carrier, _, country = own.partition("|")
        for id_ in dict.fromkeys(_wider(carrier, country)):
            for half, number in halves.items():
                fresh[id_][half] += number
    # The widest first, then those with the most parcels.
    ids = sorted(fresh, key=lambda id_: (-sum(fresh[id_].values()), id_))[:MOST_LANES]
    decision = Decision(tuple(
        Put(subject=_with(world.transit(id_) or Transit(id=id_, through=on), fresh[id_], on)) for id_ in ids
    ))  # fmt: skip
    return decision + Decision(tuple(
        Note(Transit(id=id_, through=on).ref, "transit.not_learned", f"more than {MOST_LANES} lanes on one day")
        for id_ in sorted(fresh.keys() - set(ids))[:1]
    ))  # fmt: skip


def chance_late(
    transits: Iterable[Transit], carrier: str, country: str, age: timedelta, left: timedelta
) -> tuple[float, str] | None:
    """How likely a parcel that has been on its way for `age` needs longer than `left` from now on, 0 to 1.

    And the lane whose experience says so, the narrowest that has enough. None if there is no such experience.
    The number never leaves the house: what customers are told is that it may be late.
    """
    known = {each.id: each for each in transits}
    for id_ in _wider(carrier, country):
        transit = known.get(id_)
        if transit is None or sum(transit.halves.values()) < ENOUGH:
            continue
        still = _longer_than(transit, age)
        # Longer on its way than anybody's parcel was.
        return (1.0 if still <= 0 else _longer_than(transit, age + left) / still), id_
    return None


def _longer_than(transit: Transit, time: timedelta) -> float:
    """How many parcels took longer; of those in the half day itself, the part that is to come."""
    whole, part = divmod(time / HALF_DAY, 1)
    longer = sum(number for half, number in transit.halves.items() if int(half) > whole)
    return longer + transit.halves.get(str(int(whole)), 0) * (1 - part)


def _wider(carrier: str, country: str) -> tuple[str, ...]:
    """The lanes that a parcel's time counts for, the narrowest first."""
    return lane(carrier, country), lane(carrier, ""), lane("", country), lane("", "")


def _with(transit: Transit, fresh: dict[str, float], on: date) -> Transit:
    days = max((on - transit.through).days, 0)
    fades = 0.5 ** (days / HALF_LIFE_DAYS)
    halves = {half: number * fades for half, number in transit.halves.items()}
    for half, number in fresh.items():
        halves[half] = halves.get(half, 0) + number
    kept = {half: round(number, 2) for half, number in sorted(halves.items()) if number >= 0.01}
    return Transit(id=transit.id, halves=kept, through=max(on, transit.through))
