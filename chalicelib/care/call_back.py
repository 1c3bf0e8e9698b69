"""A customer wants to be called: whoever has the case is reminded shortly before, the leads if nobody has it."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note, SetTimer
from chalicelib.care.events import MessageReceived, TimerFired
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Callback, Case, CaseState, Ref
from chalicelib.care.world import World

CALL_DUE = "call_due"
BEFORE = timedelta(minutes=10)
# What is offered: hours two by two on the next five days with any, none that begin within half an hour.
HOURS = timedelta(hours=2)
MOST_DAYS, LOOK_AHEAD = 5, 14
SOONEST = timedelta(minutes=30)


class Slot(NamedTuple):
    """Hours in which a customer may ask to be called, in UTC."""

    at: datetime
    until: datetime


def offered(policy: Policy, now: datetime) -> tuple[Slot, ...]:
    """The hours in which the shop calls back next, in order; none if its policy has no days for that."""
    zone = policy.zone_info
    contact, today = policy.contact, local_date(now, policy.shop.zone)
    opens, closes = time.fromisoformat(contact.call_from), time.fromisoformat(contact.call_until)
    found: list[Slot] = []
    days = 0
    for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD)):
        if day.weekday() not in contact.call_days or days == MOST_DAYS:
            continue
        at, end = (datetime.combine(day, clock, zone).astimezone(UTC) for clock in (opens, closes))
        starts = [at + number * HOURS for number in range(1 + (end - at) // HOURS)]
        slots = [Slot(start, min(start + HOURS, end)) for start in starts if now + SOONEST <= start < end]
        found += slots
        days += bool(slots)
    return tuple(found)


def wish(event: MessageReceived) -> Callback | None:
    """The call that a message asks for, None if none."""
    if event.channel != "callback" and event.call_at is None:
        return None
    phone = event.person.phone.strip() if event.person else ""
    return Callback(phone, event.call_at, event.call_until)


def reminder(case: Case, event: MessageReceived) -> tuple[SetTimer, ...]:
    """The timer for the call that this message asks for. Who asks again has one wish, the latest."""
    call = wish(event)
    if call is None or call.at is None:
        return ()
    return (SetTimer(about=case.ref, kind=CALL_DUE, due_at=call.at - BEFORE),)


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remind of the call, unless it took place or the case is resolved."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None:
        return Decision()
    if case.call is None or case.state not in (CaseState.WAITING, CaseState.CLAIMED):
        return Decision((Note(case.ref, "call.not_reminded", f"no call is open; the case is {case.state}"),))
    agent = world.agent(case.agent_id)
    there = agent is not None and not agent.away
    told = (desk.TEAM,) if there else desk.leads(world)
    why = f"{case.agent_name} has the case" if there else "nobody who is there has the case: the leads are told"
    messages = (desk.call_due(case, to, event.shop, event.key, now) for to in told)
    return Decision((*messages, Note(case.ref, "call.reminded", why)))
