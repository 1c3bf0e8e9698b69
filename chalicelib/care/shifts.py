"""Working times of one person: shifts by the local clock, over midnight too, as stretches of the time line."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.care.state import Shift

DAY = timedelta(days=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A shift of a weekday comes round within a week, also over a change of the clocks.
AHEAD = 8


def on_shift(shifts: tuple[Shift, ...], now: datetime) -> bool:
    """Is `now` in any of them? Half-open: the start belongs, the end does not."""
    return any(start <= now < end for start, end in _spans(shifts, now, ahead=0))


def edges(shifts: tuple[Shift, ...], after: datetime) -> list[datetime]:
    """The instants (UTC) of the coming week at which a shift starts or ends, soonest first."""
    return sorted({edge for span in _spans(shifts, after, AHEAD) for edge in span if edge > after})


def said(shift: Shift) -> str:
    """ "mon-fri 09:00-17:00 Europe/Bratislava"; the inverse of `shift_of`."""
    return f"{_days_said(shift.days)} {shift.start}-{shift.end} {shift.zone}"


def shift_of(line: str, zone: str) -> Shift:
    """A shift as it is typed: "mon-fri 9:00-12:30", after it its zone if it has another. ValueError if it is none."""
    parts = line.split()
    if len(parts) not in (2, 3):
        raise ValueError(line)
    start, _, end = parts[1].partition("-")
    shift = Shift(days=_days(parts[0]), start=start.zfill(5), end=end.zfill(5), zone=parts[2] if parts[2:] else zone)
    if not is_shift(shift):
        raise ValueError(line)
    return shift


def is_shift(shift: Shift) -> bool:
    """Does it say when somebody works?"""
    try:
        ZoneInfo(shift.zone)
        for clock in (shift.start, "00:00" if shift.end == "24:00" else shift.end):
            time.fromisoformat(clock)
    except (ValueError, OSError, KeyError):
        return False
    clocks = (len(shift.start), len(shift.end)) == (5, 5)
    return clocks and bool(shift.days) and all(0 <= day <= 6 for day in shift.days)


def _days(typed: str) -> tuple[int, ...]:
    """ "mon-fri", "sat,sun", "mon-wed,fri". ValueError if there is no such day."""
    found: set[int] = set()
    for part in typed.lower().split(","):
        first, dash, last = part.partition("-")
        start, end = DAYS.index(first[:3]), DAYS.index(last[:3] if dash else first[:3])
        found |= set(range(start, end + 1)) if start <= end else {*range(start, 7), *range(end + 1)}
    return tuple(sorted(found))


def _days_said(days: tuple[int, ...]) -> str:
    row = sorted(set(days))
    if len(row) > 2 and row == list(range(row[0], row[-1] + 1)):
        return f"{DAYS[row[0]]}-{DAYS[row[-1]]}"
    return ",".join(DAYS[day] for day in row)


def _spans(shifts: tuple[Shift, ...], at: datetime, ahead: int) -> Iterator[tuple[datetime, datetime]]:
    """Every shift that starts on the local day before `at` or up to `ahead` days after, as start and end in UTC."""
    for shift in shifts:
        yield from _around(shift, at.astimezone(ZoneInfo(shift.zone)).date(), ahead)


@lru_cache(maxsize=512)
def _around(shift: Shift, today: date, ahead: int) -> tuple[tuple[datetime, datetime], ...]:
    """Those of one shift. Each event asks it of the whole team, and a day's answer is the same all day."""
    zone, days = ZoneInfo(shift.zone), (today + DAY * number for number in range(-1, ahead + 1))
    return tuple(
        (_instant(day, shift.start, zone), _instant(day if shift.start < shift.end else day + DAY, shift.end, zone))
        for day in days
        if day.weekday() in shift.days
    )


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """When a local clock shows "HH:MM"; the first of two such moments in autumn."""
    if clock == "24:00":
        day, clock = day + DAY, "00:00"
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
