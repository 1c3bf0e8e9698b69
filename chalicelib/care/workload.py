"""Too much waits: the leads get one alert with what would help, and one word when it is over. And surge mode."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.business_time import is_open, worked
from chalicelib.care.case_clocks import calendar_of
from chalicelib.care.effects import Decision, Note, Put, SendMessage, digest
from chalicelib.care.events import SurgeSet, TimerFired
from chalicelib.care.presence import members, on_duty
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case
from chalicelib.care.vocabulary import Topic
from chalicelib.care.world import World

WORKLOAD_LOOKED = "workload_looked"
LASTS = timedelta(hours=1)
SHARED_FROM = 3  # cases with one topic: fewer are chance


def too_much(world: World, waiting: int, oldest: datetime | None, now: datetime, policy: Policy) -> bool:
    """Does more wait than the policy allows, or one for longer? In the hours of the default queue."""
    rules = policy.workload
    queue = next(queue for queue in policy.queues.values() if queue.default)
    calendar = calendar_of(world, queue, policy)
    return waiting >= rules.alert_waiting or bool(oldest and worked(oldest, now, calendar) >= rules.alert_oldest)


def shared_topic(cases: Sequence[Case]) -> str:
    """What most of these cases are about (a main topic or another of theirs); "" if no topic is shared so."""
    topics = Counter(topic for case in cases for topic in {case.topic, *case.heard.topics} - {"", Topic.OTHER})
    topic, count = max(topics.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    return str(topic) if count >= SHARED_FROM and 2 * count > len(cases) else ""


def looked(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Tell the leads if what was counted (`waiting`, `oldest`) has grown too much, or is no more. Once each."""
    waiting, oldest = int(event.params["waiting"]), event.params["oldest"]
    since = datetime.fromisoformat(oldest) if oldest else None
    queue = next(queue for queue in policy.queues.values() if queue.default)
    before = world.workload
    over = too_much(world, waiting, since, now, policy)
    if over == (before.alerted_at is not None) or not is_open(now, calendar_of(world, queue, policy)):
        return Decision()
    team = members(world)
    here = [agent for agent in team if on_duty(agent, now)]
    params = {
        "waiting": str(waiting), "oldest": oldest, "here": str(len(here)), "surge": "yes" if before.surge_since else "",
        "others": ", ".join(agent.name for agent in team if agent not in here),
        "topic": event.params.get("topic", ""),
    }  # fmt: skip
    kind = "workload_alert" if over else "workload_calm"
    told = tuple(
        SendMessage(
            id=digest(event.shop, kind, event.key, lead), kind=kind, channel="slack", to=lead, about=before.ref,
            params=params, not_after=event.occurred_at + LASTS, wakes=True,
        )
        for lead in desk.leads(world)
    )  # fmt: skip
    after = replace(before, alerted_at=now if over else None)
    why = f"{waiting} wait, the oldest since {oldest or 'nobody'}; workload.alert_waiting, workload.alert_oldest"
    return Decision((Put(subject=after), Note(after.ref, f"workload.{'alert' if over else 'calm'}", why), *told))


def surge_set(world: World, event: SurgeSet, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Surge mode is on or off from now on; the automatic first reply says it."""
    before = world.workload
    if (before.surge_since is not None) == event.on:
        return Decision()
    after = replace(before, surge_since=now if event.on else None, surge_by=event.by)
    return Decision((Put(subject=after), Note(after.ref, f"surge.{'on' if event.on else 'off'}", f"by {event.by}")))
