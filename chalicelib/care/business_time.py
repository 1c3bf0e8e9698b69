"""Time that counts only while there are people: several intervals a day, days off, half days, any IANA zone.

An instant counts if the local clock at it stands in one of its local day's half-open intervals. Nothing else is
assumed of a day: one may have 23 or 25 hours, an hour of the clock may be missing or come twice. So the time line is
cut where the zone's offset from UTC changes; within a piece the clock runs evenly, and all is plain arithmetic, exact
to the second. Instants are UTC, `worked` and `due` cost one look per day between their ends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# How far is looked for hours that count. A week has some (`week_of`), and a calendar's days off are limited.
FARTHEST = timedelta(days=3660)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NeverOpenError(ValueError):
    """Raised when a calendar has no hours that count, or none within ten years."""


class Interval(NamedTuple):
    """Hours of a day by the local clock, as time since its midnight; half-open. The end may be 24 hours."""

    start: timedelta
    end: timedelta


class Segment(NamedTuple):
    """A stretch of time that counted, in UTC, half-open."""

    start: datetime
    end: datetime


Week = tuple[tuple[Interval, ...], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When there are people: intervals per weekday (Monday first), and the days that have others.

    `days`: the intervals of days off; () is a whole day off, what is left of it a half day.
    """

    zone: str
    week: Week
    days: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The hours of a local day."""
        return self.days.get(day, self.week[day.weekday()])


@cache
def week_of(hours: tuple[str, ...]) -> Week:
    """Lines such as "mon-fri 09:00-12:30" as a week. Several lines may name one day; "24:00" is a day's end.

    NeverOpenError if no line is given; ValueError that says what is wrong with one.
    """
    week: list[list[Interval]] = [[] for _ in DAYS]
    for line in hours:
        days, _, clocks = line.partition(" ")
        interval = interval_of(clocks)
        for day in _named(days, line):
            week[day].append(interval)
    for name, intervals in zip(DAYS, week, strict=True):
        intervals.sort()
        for before, after in pairwise(intervals):
            if after.start < before.end:
                raise ValueError(f"the hours of {name} overlap: {clocked(before)} and {clocked(after)}")
    if not any(week):
        raise NeverOpenError("no hours are given: nothing would ever be due")
    return tuple(tuple(intervals) for intervals in week)


def interval_of(text: str) -> Interval:
    """ "09:00-12:30". ValueError if it is no such thing, or ends before it starts."""
    start, dash, end = (part.strip() for part in text.partition("-"))
    interval = Interval(clock_of(start), clock_of(end))
    if not dash or interval.start >= interval.end:
        raise ValueError(f"{text!r} must be hours such as 09:00-17:00, the start before the end")
    return interval


def clock_of(text: str) -> timedelta:
    """ "HH:MM" as time since midnight, up to "24:00". ValueError if it is none."""
    try:
        clock = time.fromisoformat("00:00" if text == "24:00" else text)
    except ValueError:
        raise ValueError(f"{text!r} must be a clock time such as 09:00") from None
    if len(text) != 5 or clock.tzinfo:
        raise ValueError(f"{text!r} must be a clock time such as 09:00")
    return DAY if text == "24:00" else timedelta(hours=clock.hour, minutes=clock.minute)


def clocked(interval: Interval) -> str:
    """ "09:00-12:30"."""
    minutes = (int(each.total_seconds()) // 60 for each in interval)
    return "-".join(f"{each // 60:02}:{each % 60:02}" for each in minutes)


def until(intervals: tuple[Interval, ...], clock: timedelta) -> tuple[Interval, ...]:
    """What is left of a day's hours if people leave at `clock`: a half day."""
    return tuple(Interval(each.start, min(each.end, clock)) for each in intervals if each.start < clock)


def worked(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much of the time from `start` to `end` counts; none if `end` is not later."""
    return sum((segment.end - segment.start for segment in _counted(start, end, calendar)), timedelta())


def due(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The first instant by which `amount` of the time since `start` has counted; `start` if it is none.

    What is used up exactly when people leave is due then, not the next morning. NeverOpenError if there are no hours.
    """
    left = amount
    if left <= timedelta():
        return start
    for segment in _counted(start, start + FARTHEST, calendar):
        length = segment.end - segment.start
        if left <= length:
            return segment.start + left
        left -= length
    raise NeverOpenError(f"{amount} of business time do not pass within ten years of {start:%Y-%m-%d}")


def segments(start: datetime, end: datetime, calendar: Calendar) -> tuple[Segment, ...]:
    """The stretches from `start` to `end` that count, each as long as can be."""
    joined: list[Segment] = []
    for segment in _counted(start, end, calendar):
        if joined and joined[-1].end == segment.start:
            joined[-1] = Segment(joined[-1].start, segment.end)
        else:
            joined.append(segment)
    return tuple(joined)


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Does this instant count?"""
    local = at.astimezone(ZoneInfo(calendar.zone))
    clock = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return any(each.start <= clock < each.end for each in calendar.intervals(local.date()))


def opening(at: datetime, calendar: Calendar) -> datetime:
    """The first instant from `at` on that counts: `at` itself while there are people."""
    first = next(_counted(at, at + FARTHEST, calendar), None)
    if first is None:
        raise NeverOpenError(f"nobody is there within ten years of {at:%Y-%m-%d}")
    return first.start


def closing(at: datetime, calendar: Calendar, latest: datetime) -> datetime:
    """Until when time goes on counting from `at`, an open instant; `latest` if it does so until then."""
    end = at
    for segment in _counted(at, latest, calendar):
        if segment.start != end:
            break
        end = segment.end
    return end


def _counted(start: datetime, end: datetime, calendar: Calendar) -> Iterator[Segment]:
    """The stretches that count, in order, cut at midnights and where the offset changes."""
    for since, till, offset in _pieces(start, end, ZoneInfo(calendar.zone)):
        day = (since + offset).date()
        while (midnight := datetime.combine(day, time(), UTC) - offset) < till:
            for interval in calendar.intervals(day):
                first, last = max(midnight + interval.start, since), min(midnight + interval.end, till)
                if first < last:
                    yield Segment(first, last)
            day += timedelta(days=1)


def _pieces(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time from `start` to `end` in pieces of one offset from UTC, at most a day long.

    No zone changes its offset twice within a day, so its ends tell of each piece whether there is a change in it.
    """
    at = start.astimezone(UTC)
    end = end.astimezone(UTC)
    offset = _offset(at, zone)
    while at < end:
        till = min(at + DAY, end)
        after = _offset(till, zone)
        if after != offset:
            till = _change(at, till, zone)
            after = _offset(till, zone)
        yield at, till, offset
        at, offset = till, after


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the change between these two: the first with the new offset. Changes are at whole seconds."""
    offset = _offset(before, zone)
    low, high = before.replace(microsecond=0), after
    while high - low > SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(middle, zone) == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _named(days: str, line: str) -> range:
    """ "mon-fri" or "sat", as numbers."""
    first, _, last = days.partition("-")
    try:
        start, end = DAYS.index(first), DAYS.index(last or first)
    except ValueError:
        raise ValueError(f"{line!r} must start with days such as mon-fri or sat") from None
    if end < start:
        raise ValueError(f"{line!r}: the days run from monday to sunday")
    return range(start, end + 1)
