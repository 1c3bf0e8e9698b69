"""Working times of one person: shifts by the local clock, over midnight too, as stretches of the time line."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chalicelib.care.state import Shift

DAY = timedelta(days=1)
# A shift of a weekday comes round within a week, also over a change of the clocks.
AHEAD = 8


def on_shift(shifts: tuple[Shift, ...], now: datetime) -> bool:
    """Is `now` in any of them? Half-open: the start belongs, the end does not."""
    return any(start <= now < end for start, end in _spans(shifts, now, ahead=0))


def edges(shifts: tuple[Shift, ...], after: datetime) -> list[datetime]:
    """The instants (UTC) of the coming week at which a shift starts or ends, soonest first."""
    return sorted({edge for span in _spans(shifts, after, AHEAD) for edge in span if edge > after})


def _spans(shifts: tuple[Shift, ...], at: datetime, ahead: int) -> Iterator[tuple[datetime, datetime]]:
    """Every shift that starts on the local day before `at` or up to `ahead` days after, as start and end in UTC."""
    for shift in shifts:
        zone = ZoneInfo(shift.zone)
        today = at.astimezone(zone).date()
        for day in (today + DAY * number for number in range(-1, ahead + 1)):
            if day.weekday() in shift.days:
                until = day if shift.start < shift.end else day + DAY
                yield _instant(day, shift.start, zone), _instant(until, shift.end, zone)


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """When a local clock shows "HH:MM"; the first of two such moments in autumn."""
    if clock == "24:00":
        day, clock = day + DAY, "00:00"
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
