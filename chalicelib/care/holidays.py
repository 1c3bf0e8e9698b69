"""Days on which nobody is there: public holidays as shipped, and what a lead changed of them. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from chalicelib.care.business_time import Calendar, Interval, Week, clock_of, until, week_of
from chalicelib.care.state import DayOff, HolidayCalendar
from chalicelib.care.world import World

FILE = Path(__file__).with_name("public_holidays.json")
# More than that is no calendar of days off, and would make every search through it long.
MOST_CHANGES = 200


@cache
def public_holidays() -> Mapping[str, Mapping[date, str]]:
    """What is shipped: by country (ISO 3166, two letters) the days and their English names."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    return {country: {date.fromisoformat(day): name for day, name in days.items()} for country, days in read.items()}


def days_off(country: str, changes: HolidayCalendar | None) -> dict[date, DayOff]:
    """A country's days off as the shop keeps them, by day."""
    shipped = {day: DayOff(day, name) for day, name in public_holidays().get(country, {}).items()}
    if changes is None:
        return shipped
    kept = {day: off for day, off in shipped.items() if day not in changes.worked}
    return dict(sorted({**kept, **{off.on: off for off in changes.off}}.items()))


def with_day_off(changes: HolidayCalendar, off: DayOff) -> HolidayCalendar:
    """One more day off, or half of one. ValueError if its hour is none, or there are MOST_CHANGES already."""
    if off.until:
        clock_of(off.until)
    others = tuple(each for each in changes.off if each.on != off.on)
    if len(others) >= MOST_CHANGES:
        raise ValueError(f"{len(others)} days are changed already: take some out first")
    worked = tuple(day for day in changes.worked if day != off.on)
    return replace(changes, off=tuple(sorted((*others, off))), worked=worked)


def with_work_on(changes: HolidayCalendar, day: date) -> HolidayCalendar:
    """A day on which people are there, whatever is shipped for it."""
    off = tuple(each for each in changes.off if each.on != day)
    is_public = day in public_holidays().get(changes.id, {})
    worked = {*changes.worked, day} if is_public else set(changes.worked)
    return replace(changes, off=off, worked=tuple(sorted(worked)))


def calendar(world: World, hours: tuple[str, ...], zone: str, countries: Iterable[str]) -> Calendar:
    """When there are people: these hours in that zone, without the days off of these countries."""
    return _calendar(hours, zone, tuple((country, world.holiday_calendar(country)) for country in countries))


def named_days(world: World, countries: Iterable[str], first: date, last: date) -> tuple[DayOff, ...]:
    """The days off from `first` to `last`, for whoever asks why a deadline is where it is."""
    found = [off for country in countries for off in days_off(country, world.holiday_calendar(country)).values()]
    return tuple(sorted({off.on: off for off in found if first <= off.on <= last}.values()))


@lru_cache(maxsize=64)
def _calendar(hours: tuple[str, ...], zone: str, countries: tuple[tuple[str, HolidayCalendar | None], ...]) -> Calendar:
    week = week_of(hours)
    days: dict[date, tuple[Interval, ...]] = {}
    for country, changes in countries:
        for day, off in days_off(country, changes).items():
            left = _left_of(week, off)
            # Where two countries' teams are off, the longer absence counts.
            days[day] = min(left, days.get(day, left), key=_length)
    return Calendar(zone, week, days)


def _left_of(week: Week, off: DayOff) -> tuple[Interval, ...]:
    return until(week[off.on.weekday()], clock_of(off.until)) if off.until else ()


def _length(intervals: tuple[Interval, ...]) -> timedelta:
    return sum((each.end - each.start for each in intervals), timedelta())
