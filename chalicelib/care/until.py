"""A time as people type it: "14:00", "tomorrow", "friday 9:00", "2026-12-01", "2h"."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FARTHEST = timedelta(days=366)
_LENGTH = re.compile(r"(\d{1,3}) ?(h|hours?|m|min|minutes?|d|days?)")
_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "d": timedelta(days=1)}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def moment(typed: str, now: datetime, zone: str, begins: time = time()) -> datetime:
    """The instant (UTC) that is meant, by the clock of `zone`: a clock's next such time; a day alone means `begins`.

    ValueError if it is not understood, has passed, or is more than a year away.
    """
    words = " ".join(typed.lower().split()).removeprefix("until ").removeprefix("till ").strip()
    if length := _LENGTH.fullmatch(words):
        return _checked(now + int(length[1]) * _UNITS[length[2][0]], now, typed)
    day_words, _, clock_words = words.rpartition(" ")
    local = now.astimezone(ZoneInfo(zone))
    clock = _clock(clock_words)
    if clock is None:
        day, clock = _day(words, local.date()), begins
    elif day_words:
        day = _day(day_words, local.date())
    else:
        day = local.date() if clock > local.time() else local.date() + timedelta(days=1)
    if day is None:
        raise ValueError(typed)
    return _checked(datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC), now, typed)


def _checked(at: datetime, now: datetime, typed: str) -> datetime:
    if not now < at < now + FARTHEST:
        raise ValueError(typed)
    return at


def _clock(words: str) -> time | None:
    found = _CLOCK.fullmatch(words)
    return time(int(found[1]), int(found[2])) if found else None


def _day(words: str, today: date) -> date | None:
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    named = [number for number, name in enumerate(DAYS) if len(words) >= 3 and name.startswith(words)]
    if named:
        return today + timedelta(days=(named[0] - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
