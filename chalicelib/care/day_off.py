"""Days off: what a lead or the operator changes of a country's public holidays. Its timeline is the history."""

from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import DayOffSet
from chalicelib.care.holidays import with_day_off, with_work_on
from chalicelib.care.rules import Policy
from chalicelib.care.state import DayOff, HolidayCalendar
from chalicelib.care.world import World


def day_off_set(world: World, event: DayOffSet, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember it. Deadlines that are set already are looked at again when they come."""
    before = world.holiday_calendar(event.country) or HolidayCalendar(id=event.country)
    try:
        after = (
            with_work_on(before, event.on)
            if event.works
            else with_day_off(before, DayOff(event.on, event.name, event.until))
        )
    except ValueError as error:
        return Decision((Note(before.ref, "calendar.refused", f"{event.on}, by {event.by}: {error}"),))
    said = "people work" if event.works else f"people work until {event.until}" if event.until else "nobody works"
    name = f" ({event.name})" if event.name else ""
    return Decision(
        (Put(subject=after), Note(after.ref, "calendar.changed", f"{event.on}{name}: {said}; by {event.by}"))
    )
