"""Dates and clocks where people live. Instants are UTC, dates are local, zones are IANA names."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_date(at: datetime, zone: str) -> date:
    """The calendar day of an instant in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def day_end(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a local day ends: its last moment belongs to the day, this instant no longer does."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def within(at: datetime, zone: str, start: str, end: str) -> bool:
    """Is the local clock in the half-open interval [start, end)? It may run over midnight; start == end is never."""
    clock = at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def next_clock(at: datetime, zone: str, clock: str) -> datetime:
    """The first instant after `at` (UTC) at which the local clock shows `clock` ("HH:MM")."""
    local = at.astimezone(ZoneInfo(zone))
    wanted = datetime.combine(local.date(), time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)
    if wanted > at:
        return wanted
    tomorrow = local.date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)
