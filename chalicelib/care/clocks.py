"""What a clock does: it starts, stands, goes on, ends. In business time by a calendar; pure arithmetic."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.business_time import Calendar, due, opening, worked
from chalicelib.care.state.clocks import Clock, Clocks, Pause

WARNED_AT = 0.75  # of what is allowed
KEPT_PAUSES = 8


def started(at: datetime, allowed: timedelta, calendar: Calendar) -> Clock:
    """A clock that runs since `at`."""
    return timed(Clock(started_at=at, allowed=allowed, since=at), calendar)


def timed(clock: Clock, calendar: Calendar) -> Clock:
    """The clock with its moments worked out anew: the calendar may have changed. One that does not run has none."""
    if clock.since is None:
        return replace(clock, due=None, warn_at=None)
    left = clock.allowed - clock.used
    return replace(
        clock, due=due(clock.since, left, calendar),
        warn_at=due(clock.since, left - clock.allowed * (1 - WARNED_AT), calendar),
    )  # fmt: skip


def paused(clock: Clock, at: datetime, why: str, calendar: Calendar) -> Clock:
    """It stands from `at` on. One that stands already goes on standing, for its first reason."""
    if clock.since is None or clock.ended_at:
        return clock
    pauses = (*clock.pauses, Pause(at, None, why))[-KEPT_PAUSES:]
    return timed(replace(clock, used=total(clock, at, calendar), since=None, pauses=pauses), calendar)


def resumed(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """It runs again from `at` on."""
    if clock.since is not None or clock.ended_at:
        return clock
    pauses = clock.pauses
    if pauses and pauses[-1].until is None:
        pauses = (*pauses[:-1], pauses[-1]._replace(until=at))
    return timed(replace(clock, since=at, pauses=pauses), calendar)


def ended(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """It has ended, and what it came to stays in `used`."""
    if clock.ended_at:
        return clock
    return timed(replace(clock, used=total(clock, at, calendar), since=None, ended_at=at), calendar)


def total(clock: Clock, at: datetime, calendar: Calendar) -> timedelta:
    """The business time that counted until `at`."""
    return clock.used + (worked(clock.since, at, calendar) if clock.since else timedelta())


def is_kept(clock: Clock) -> bool:
    """Of one that has ended: was it in time?"""
    return clock.used <= clock.allowed


def notice_at(clocks: Clocks, calendar: Calendar, earliest: datetime | None = None) -> datetime | None:
    """When the case's timer is to ring: the earliest moment of which somebody is told, never outside hours.

    `earliest`: not before then; it is given where it has rung for what is past.
    """
    moments = [clock.notice_at for _, clock in clocks.running() if clock.notice_at]
    if not moments:
        return None
    return opening(max(min(moments), earliest or min(moments)), calendar)
