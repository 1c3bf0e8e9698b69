"""What may be sent, but not now: paused, slowed down, the customer's night, or enough for them today."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib import settle
from chalicelib.care import daily_budget, still_true
from chalicelib.care.mail_rates import CAN_WAIT, UNCRITICAL
from chalicelib.process import process

if TYPE_CHECKING:
    from chalicelib.deliver import Job

PAUSED_FOR = timedelta(minutes=5)
SLOWED_FOR = timedelta(hours=1)


def held_until(job: "Job") -> tuple[datetime, str] | None:
    """Until when a message waits that may be sent, but not now; and why. "all" pauses what goes to customers."""
    paused = job.paused
    everything = paused.get("all") if job.row.channel != "slack" else ""
    if reason := everything or paused.get(job.row.kind):
        return job.now + PAUSED_FOR, f"paused: {reason}"
    if job.row.channel == "email" and job.row.kind in CAN_WAIT and (reason := paused.get(UNCRITICAL)):
        return _said(job, job.now + SLOWED_FOR, f"slowed: {reason}")
    if job.row.wakes:
        return None
    quiet = still_true.quiet_until(job.world, job.row.to, job.policy, job.now)
    return (quiet, "the customer's night") if quiet else _full(job)


def _full(job: "Job") -> tuple[datetime, str] | None:
    """Until when a notice waits because its customer has got enough today."""
    row = job.row
    day = daily_budget.of_day(job.world, row.to, row.kind, row.params, job.now, job.policy)
    if day is None or job.services.store.take_place(row.shop, day.who, row.id, day.most, day.until):
        return None
    return _said(job, day.morning, day.why)


def _said(job: "Job", until: datetime, why: str) -> tuple[datetime, str]:
    """It waits, and its timeline says so: once, however often it is looked at again."""
    if why != job.row.reason:
        process(job.services, settle.held(job.row, until, why, job.now), f"row:{job.row.id}", job.now)
    return until, why
