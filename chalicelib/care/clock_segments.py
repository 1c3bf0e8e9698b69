"""Why a deadline is where it is: the stretches of time that counted, the pauses, the days off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.care.business_time import Calendar, Segment, segments
from chalicelib.care.clocks import total
from chalicelib.care.state import Clock, Pause

SHOWN = 6


def counted(clock: Clock, now: datetime, calendar: Calendar) -> tuple[Segment, ...]:
    """The stretches that count of the clock's time: those gone by, and those still to come until it is due.

    Of a clock with more pauses than it keeps, since the earliest it keeps.
    """
    end = clock.ended_at or clock.due or now
    edges: list[tuple[datetime, datetime]] = []
    since = clock.started_at
    for pause in clock.pauses:
        edges.append((since, pause.since))
        since = pause.until or end
    edges.append((since, end))
    return tuple(segment for start, till in edges for segment in segments(start, till, calendar))


def told(clock: Clock, now: datetime, calendar: Calendar) -> str:
    """The clock in one sentence, for timelines: when it is due, what is used, and the latest stretches."""
    zone = ZoneInfo(calendar.zone)
    found = counted(clock, now, calendar)
    shown = [f"{stretch(segment, zone)}" for segment in found[-SHOWN:]]
    more = [f"{len(found) - SHOWN} before"] if len(found) > SHOWN else []
    pauses = [f"paused {paused(pause, zone)}" for pause in clock.pauses[-SHOWN:]]
    due = f"due {moment(clock.due, zone)}, " if clock.due else ""
    used = length(total(clock, min(now, clock.ended_at or now), calendar))
    return f"{due}{used} of {length(clock.allowed)} used; counted {', '.join([*more, *shown, *pauses]) or 'nothing'}"


def lines(clock: Clock, now: datetime, calendar: Calendar) -> Iterator[tuple[str, str, str]]:
    """Every stretch and pause in order, for tables: from, to, what."""
    zone = ZoneInfo(calendar.zone)
    rows = [(each.start, each.end, length(each.end - each.start)) for each in counted(clock, now, calendar)]
    rows += [(each.since, each.until or now, f"stood: {each.why}") for each in clock.pauses]
    for since, until, what in sorted(rows):
        yield moment(since, zone), moment(until, zone), what


def stretch(segment: Segment, zone: ZoneInfo) -> str:
    """ "Fri 27 Nov 15:00-17:00"."""
    end = segment.end.astimezone(zone)
    same = (segment.end - timedelta(microseconds=1)).astimezone(zone).date() == segment.start.astimezone(zone).date()
    return (
        f"{moment(segment.start, zone)}-{end:%H:%M}" if same else f"{moment(segment.start, zone)}-{end:%a %d %b %H:%M}"
    )


def paused(pause: Pause, zone: ZoneInfo) -> str:
    """ "Fri 27 Nov 15:00-Mon 30 Nov 09:00 (customer)"."""
    return f"{moment(pause.since, zone)}-{moment(pause.until, zone) if pause.until else 'now'} ({pause.why})"


def moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M}"


def length(amount: timedelta) -> str:
    """ "1 h 30 min", "45 s"."""
    seconds = int(amount.total_seconds())
    hours, minutes = divmod(seconds // 60, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(filter(None, parts)) or f"{seconds} s"
