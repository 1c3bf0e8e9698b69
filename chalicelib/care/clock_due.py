"""A clock of a case has run three quarters of its time, or all of it: who works on it hears, then the leads.

Never outside the queue's hours, and only what is still so: days off may have been changed since the timer was set.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.care import desk_messages as desk
from chalicelib.care.business_time import Calendar, closing, is_open
from chalicelib.care.case_clocks import OPEN, calendar_of, queue_of
from chalicelib.care.clock_segments import told
from chalicelib.care.clocks import timed
from chalicelib.care.effects import Decision, Effect, Note, Put, SendMessage, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.presence import on_duty
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Clock, Ref
from chalicelib.care.world import World

LONGEST = timedelta(hours=12)


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Warn or tell of a breach, by every clock whose moment has come; care/case_clocks.py sets the timer anew."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.state not in OPEN:
        return Decision()
    queue = queue_of(case, policy)
    calendar = calendar_of(world, queue, policy)
    if not is_open(now, calendar):
        return Decision((Put(subject=case), Note(case.ref, "clock.held", "nobody is told outside the queue's hours")))
    effects: list[Effect] = []
    fresh_clocks: dict[str, Any] = {}
    for name, clock in case.clocks.running():
        fresh, said = _looked_at(world, case, name, timed(clock, calendar), event, now, calendar)
        fresh_clocks[name] = fresh
        effects += said
    after = replace(case, clocks=replace(case.clocks, **fresh_clocks))
    card = (desk.card(after, event.shop, event.key, now),) if effects else ()
    return Decision((Put(subject=after), *effects, *card))


def _looked_at(
    world: World, case: Case, name: str, clock: Clock, event: TimerFired, now: datetime, calendar: Calendar
) -> tuple[Clock, list[Effect]]:
    assert clock.due is not None
    assert clock.warn_at is not None
    until = closing(now, calendar, now + LONGEST)
    if clock.due <= now and not clock.missed:
        leads = [_message("clock_missed", case, name, clock, lead, event, until) for lead in desk.leads(world)]
        return replace(clock, warned=True, missed=True), [
            *leads, Note(case.ref, f"clock.{name}_missed", told(clock, now, calendar)),
        ]  # fmt: skip
    if clock.warn_at <= now and not clock.warned:
        agent = world.agent(case.agent_id)
        here = agent is not None and on_duty(agent, now)
        receivers = (desk.TEAM,) if here else desk.leads(world)
        warnings = [_message("clock_warning", case, name, clock, to, event, until) for to in receivers]
        why = f"{case.agent_name if here else 'the leads, nobody who is there has it'}; {told(clock, now, calendar)}"
        return replace(clock, warned=True), [*warnings, Note(case.ref, f"clock.{name}_warned", why)]
    return clock, []


def _message(
    kind: str, case: Case, name: str, clock: Clock, to: str, event: TimerFired, until: datetime
) -> SendMessage:
    """Under the card, where its agent is named, or to one lead. True while that very clock runs."""
    assert clock.due is not None
    return SendMessage(
        id=digest(event.shop, kind, case.id, name, clock.started_at, to), kind=kind, channel="slack", to=to,
        about=case.ref, params={"clock": name, "due": clock.due.isoformat()},
        conditions=(f"clock_runs:{name}:{clock.started_at.isoformat()}",), not_after=until, wakes=True,
    )  # fmt: skip
