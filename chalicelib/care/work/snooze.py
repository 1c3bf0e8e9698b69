"""A case rests until a time, or until its customer writes; then it is first in its agent's hands again."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note, Put, SetTimer
from chalicelib.care.events import CaseSnoozed, TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Ref
from chalicelib.care.work.holding import SNOOZE_ENDS
from chalicelib.care.work.task import Task
from chalicelib.care.world import World

LONGEST = timedelta(days=90)


def impossible(task: Task) -> str:
    """Why it cannot rest until then, "" if it can."""
    assert isinstance(task.event, CaseSnoozed)
    return "" if task.now < task.event.until <= task.now + LONGEST else "bad_time"


def snoozed(task: Task) -> Decision:
    """It stays with whoever snoozes it."""
    event = task.event
    assert isinstance(event, CaseSnoozed)
    decision = task.taken()
    task = task.after(decision)
    case = replace(task.case, handling=replace(task.case.handling, snoozed_until=event.until))
    return decision + task.shown(case, "snoozed", until=event.until.isoformat()) + Decision((
        SetTimer(about=case.ref, kind=SNOOZE_ENDS, due_at=event.until),
        Note(case.ref, "case.snoozed", f"by {task.agent.name} until {event.until:%Y-%m-%d %H:%M} UTC"),
    ))  # fmt: skip


def awake(case: Case) -> Case:
    """The case, not resting any more."""
    return replace(case, handling=replace(case.handling, snoozed_until=None))


def ended(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The time has come: the card says so, and its agent is reminded."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.handling.snoozed_until is None or case.state is not CaseState.CLAIMED:
        return Decision()
    again = awake(case)
    return Decision((
        Put(subject=again), desk.card(again, event.shop, event.key, now),
        desk.line(again, "woken", event.shop, event.key, now, loud="yes"),
        Note(case.ref, "case.woken", "the time of its snooze has come"),
    ))  # fmt: skip
