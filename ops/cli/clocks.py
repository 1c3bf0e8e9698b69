"""What made a case's deadlines: the stretches of time that counted, the pauses, the days off. For `aftercare why`."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from chalicelib.bootstrap import Services
from chalicelib.care.case_clocks import calendar_of, queue_of
from chalicelib.care.clock_segments import length, lines, moment
from chalicelib.care.clocks import is_kept, total
from chalicelib.care.holidays import named_days
from chalicelib.care.local_time import local_date
from chalicelib.care.state import Case, Clock
from chalicelib.care.state.clocks import CLOCKS

Row = tuple[str, str, str, str]


def clock_rows(services: Services, shop: str, case: Case) -> Iterator[Row]:
    """Clock, from, to, what: first how each stands, then stretch by stretch what made it so."""
    policy, now = services.policy(shop), services.now()
    world = services.store.every(shop, "calendar").world
    queue = queue_of(case, policy)
    calendar = calendar_of(world, queue, policy)
    for name in CLOCKS:
        clock: Clock | None = getattr(case.clocks, name)
        if clock is None:
            continue
        end = clock.ended_at or clock.due or now
        used = total(clock, min(now, end) if clock.ended_at else now, calendar)
        told = f"{length(used)} of {length(clock.allowed)} used"
        how = ("kept" if is_kept(clock) else "missed") if clock.ended_at else "running" if clock.since else "standing"
        zone = ZoneInfo(calendar.zone)
        yield name, moment(clock.started_at, zone), moment(end, zone), f"{how}: {told}"
        yield from (("", *row) for row in lines(clock, now, calendar))
        days = named_days(world, queue.holidays, *(local_date(at, calendar.zone) for at in (clock.started_at, end)))
        yield from (("", off.on.isoformat(), off.until, f"day off: {off.name}") for off in days)
