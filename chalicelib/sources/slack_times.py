"""A time as somebody types it: "2h", "3d", "14:30", "tomorrow", "tomorrow 9:00", "2026-12-01", "2026-12-01 9:00"."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST = 7  # digits of what stands before a unit


def typed_time(words: str, now: datetime, zone: str) -> datetime | None:
    """The time (UTC) that is meant at `now` by the clock of `zone`; None if it is none. A clock that is over today is
    tomorrow's; a day without a clock is its morning."""
    if not (said := " ".join(words.casefold().split())):
        return None
    if found := re.fullmatch(rf"([0-9]{{1,{LONGEST}}}) ?([mhd])", said):
        ahead = int(found[1]) * UNITS[found[2]]
        return now + ahead if ahead < timedelta(days=3660) else None
    local = now.astimezone(ZoneInfo(zone))
    day, _, clock = said.partition(" ") if not re.fullmatch(r"[0-9]{1,2}[:.][0-9]{2}", said) else ("", "", said)
    try:
        at = time.fromisoformat(clock.replace(".", ":").zfill(5)) if clock else MORNING
        if day not in ("", "today", "tomorrow"):
            on = datetime.fromisoformat(day).date()
        else:
            on = local.date() + timedelta(days=day == "tomorrow")
        meant = datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return meant if day or meant > now else datetime.combine(on + timedelta(days=1), at, ZoneInfo(zone)).astimezone(UTC)
