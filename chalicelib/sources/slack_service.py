"""What is typed about the times in which the team answers: "surge on", "dayoff SK 2026-12-31 12:00 Silvester"."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.care.events import DayOffTyped, SurgeTyped

_DAY = re.compile(r"([A-Z]{2}) (\d{4}-\d\d-\d\d)(?: ([0-2]\d:[0-5]\d))?(?: (.*))?")


def surge(rest: str, base: Mapping[str, Any]) -> SurgeTyped | None:
    """On or off; None if it says neither."""
    return SurgeTyped(on=rest.lower() == "on", **base) if rest.lower() in ("on", "off") else None


def day_off(rest: str, works: bool, base: Mapping[str, Any]) -> DayOffTyped | None:
    """A country, a day, perhaps until when people are there, perhaps what day it is; None if that cannot be read."""
    found = _DAY.fullmatch(rest)
    if found is None:
        return None
    country, day, until, name = found.groups(default="")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return DayOffTyped(country=country, on=on, name=name[:80], until=until, works=works, **base)
