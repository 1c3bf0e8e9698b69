"""What leads type about the times in which the team answers: days off, surge mode. Anybody else is told why not."""

from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care.day_off import day_off_set
from chalicelib.care.effects import Decision
from chalicelib.care.events import DayOffSet, DayOffTyped, SurgeSet, SurgeTyped
from chalicelib.care.rules import Policy
from chalicelib.care.workload import surge_set
from chalicelib.care.world import World


def typed(world: World, event: DayOffTyped | SurgeTyped, now: datetime, policy: Policy) -> Decision:
    """Done as if the operator had ordered it, in the lead's name."""
    if why := desk.not_a_lead(world, event.slack_user):
        return Decision(desk.refusal_of(event, event.slack_user, why, now))
    head = {"shop": event.shop, "key": event.key, "occurred_at": event.occurred_at, "by": event.slack_user}
    if isinstance(event, SurgeTyped):
        done = surge_set(world, SurgeSet(on=event.on, **head), now, policy)  # type: ignore[arg-type]
    else:
        done = day_off_set(world, DayOffSet(
            country=event.country, on=event.on, name=event.name, until=event.until, works=event.works, **head  # type: ignore[arg-type]
        ), now, policy)  # fmt: skip
    said = f"surge_{'on' if event.on else 'off'}" if isinstance(event, SurgeTyped) else "done"
    return done + Decision((desk.answer(event, said, now),))
