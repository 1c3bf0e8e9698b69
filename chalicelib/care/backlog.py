"""What waits for us is read once a night, by its age, and counted: the gauge that says how much is left lying."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, RecordFact, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.world import World

# Rung by the night's run: "on", the shop's day, and "ages", age -> cases that wait (JSON).
BACKLOG_READ = "backlog_read"
# An age's word, and how long it has waited less than; the last one has waited longer than all.
AGES = (
    ("under_4_hours", timedelta(hours=4)), ("under_1_day", timedelta(days=1)), ("under_3_days", timedelta(days=3)),
    ("under_7_days", timedelta(days=7)), ("under_30_days", timedelta(days=30)),
)  # fmt: skip
OLDER = "30_days_and_more"


def by_age(waiting_since: Iterable[datetime], now: datetime) -> dict[str, int]:
    """How many have waited how long at `now`."""
    ages = dict.fromkeys((*(name for name, _ in AGES), OLDER), 0)
    for since in waiting_since:
        ages[next((name for name, limit in AGES if now - since < limit), OLDER)] += 1
    return ages


def read(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Count what was read. That nothing waits is counted, too: a day without it was not watched."""
    ages: dict[str, int] = json.loads(event.params["ages"])
    return Decision(tuple(
        RecordFact(
            id=digest(event.shop, "backlog", event.params["on"], age), name="backlog", at=event.occurred_at,
            value=number, dimensions={"age": age},
        )
        for age, number in ages.items()
    ))  # fmt: skip
