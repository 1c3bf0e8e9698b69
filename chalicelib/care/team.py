"""The roster: who answers customers, in which languages, when. Only leads change it, and the last lead stays one."""

from dataclasses import fields, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.care.absence import gone
from chalicelib.care.authority import limits_fault
from chalicelib.care.desk_messages import answer_to, home, not_a_lead, refusal_of
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, Rely, SetTimer
from chalicelib.care.events import OPERATOR, AgentAway, AgentRemoved, AgentSet, TimerFired
from chalicelib.care.presence import is_away, member, members, next_change, on_duty
from chalicelib.care.rules import Policy
from chalicelib.care.shifts import is_shift
from chalicelib.care.shifts import said as shift_said
from chalicelib.care.state import Agent, Ref, Shift
from chalicelib.care.until import moment
from chalicelib.care.waiting_line import PRESENCE
from chalicelib.care.world import World

MOST_CAPACITY = 50
# What is not set by a lead, but comes to be.
BECOMES = frozenset({"id", "away", "away_until", "open_case_ids", "given_at", "left_at"})

Change = AgentSet | AgentRemoved | AgentAway


def agent_set(world: World, event: AgentSet, now: datetime, policy: Policy) -> Decision:
    """Put somebody on the roster or change what it says of them; what they hold stays theirs."""
    if why := why_not(world, event, now, policy):
        return _refused(event, event.agent.ref, why, now)
    before = member(world, event.agent.id)
    agent = before.as_set(event.agent) if before else replace(event.agent, open_case_ids=(), left_at=None)
    said = changes(before, agent)
    what, why = ("changed", said or "nothing is different") if before else ("added", said)
    decision = Decision((
        Put(subject=agent), Note(agent.ref, f"agent.{what}", f"by {_name(world, event.by)}: {why}"),
        *_relied(world, agent, stripped=bool(before and before.lead and not agent.lead)),
    ))  # fmt: skip
    decision += Decision(answer_to(event, event.by, "agent_kept", now, name=agent.name))
    if before and on_duty(before, now) and not on_duty(agent, now):
        decision += gone(world.after(decision), agent, "their shift was changed", event, now)
    return _watched(world, decision, agent, now)


def agent_removed(world: World, event: AgentRemoved, now: datetime, policy: Policy) -> Decision:
    """Take somebody off the roster: all that is with them is offered again. Their history stays."""
    if why := why_not(world, event, now, policy):
        return _refused(event, Ref("agent", event.agent_id), why, now)
    agent = member(world, event.agent_id)
    if agent is None:
        return Decision()
    left = replace(agent, left_at=now, lead=False, away=False, away_until=None)
    decision = Decision((
        Put(subject=left), Note(agent.ref, "agent.removed", f"by {_name(world, event.by)}"),
        *_relied(world, agent, stripped=agent.lead),
    ))  # fmt: skip
    decision += Decision(answer_to(event, event.by, "agent_removed", now, name=agent.name))
    decision += gone(world.after(decision), left, "not on the roster any more", event, now)
    return _watched(world, decision, left, now)


def agent_away(world: World, event: AgentAway, now: datetime, policy: Policy) -> Decision:
    """Remember that somebody is away, perhaps until a time, or back."""
    if why := why_not(world, event, now, policy):
        return _refused(event, Ref("agent", event.agent_id), why, now)
    agent = member(world, event.agent_id)
    if agent is None:
        return Decision()
    until = moment(event.until, now, zone_of(agent, policy)) if event.away and event.until else None
    after = replace(agent, away=event.away, away_until=until)
    told = _shown(event, after, now, policy)
    if after == agent:
        return told
    what, said = ("away", "until they are back") if event.away else ("back", "their shift counts")
    said = f"until {until:%Y-%m-%d %H:%M} UTC" if until else said
    decision = Decision((Put(subject=after), Note(agent.ref, f"agent.{what}", f"by {_name(world, event.by)}: {said}")))
    decision += told
    if event.away:
        decision += gone(world.after(decision), after, f"away {said}", event, now)
    return _watched(world, decision, after, now)


def presence_due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A shift starts or ends, or the time has come until which somebody is away."""
    agent = world.agent(Ref.parse(event.subject).id)
    if agent is None:
        return Decision()
    decision, after = Decision(), agent
    if agent.away and agent.away_until and not is_away(agent, now):
        after = replace(agent, away=False, away_until=None)
        why = f"the time they named, {agent.away_until:%Y-%m-%d %H:%M} UTC, has come"
        decision = Decision((Put(subject=after), Note(agent.ref, "agent.back", why)))
    if event.params.get("was") == "on" and not on_duty(after, now):
        here = "away" if is_away(after, now) else "their shift has ended"
        why = "not on the roster any more" if agent.left_at else here
        decision += gone(world.after(decision), after, why, event, now)
    return _watched(world, decision, after, now)


def why_not(world: World, event: Change, now: datetime, policy: Policy) -> str:
    """Why a change of the roster is refused, one of desk.lines.REFUSALS; "" if it is not."""
    by = member(world, event.by)
    about = event.agent.id if isinstance(event, AgentSet) else event.agent_id
    own = isinstance(event, AgentAway) and event.by == about
    if event.by != OPERATOR and not (by and own) and (why := not_a_lead(world, event.by)):
        return why
    agent = member(world, about)
    if isinstance(event, AgentSet):
        if event.agent.lead is False and agent and _is_last_lead(world, agent):
            return "last_lead"
        return flaw(event.agent)
    if agent is None:
        return "no_such_agent"
    if isinstance(event, AgentRemoved):
        return "last_lead" if _is_last_lead(world, agent) else ""
    try:
        if event.until:
            moment(event.until, now, zone_of(agent, policy))
    except ValueError:
        return "which_time"
    return ""


def flaw(agent: Agent) -> str:
    """What of an agent cannot be, one of desk.lines.REFUSALS; "" if nothing."""
    if not agent.id or not agent.name.strip():
        return "no_name"
    if not 0 <= agent.capacity <= MOST_CAPACITY:
        return "capacity_size"
    if not all(is_shift(shift) for shift in agent.shifts):
        return "which_shift"
    return "which_limits" if limits_fault(agent.limits) else ""


def changes(before: Agent | None, after: Agent) -> str:
    """What a lead changed, field by field, for the history."""
    names = [field.name for field in fields(Agent) if field.name not in BECOMES]
    if before is None:
        return "; ".join(f"{name} {_said(getattr(after, name))}" for name in names if getattr(after, name))
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    return "; ".join(f"{name} {_said(getattr(before, name))} -> {_said(getattr(after, name))}" for name in changed)


def zone_of(agent: Agent, policy: Policy) -> str:
    """The zone whose clock somebody means."""
    return agent.shifts[0].zone if agent.shifts else policy.shop.zone


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(shift_said(each) if isinstance(each, Shift) else str(each) for each in value) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value) or "none"


def _is_last_lead(world: World, agent: Agent) -> bool:
    return agent.lead and not any(other.lead for other in members(world) if other.id != agent.id)


def _relied(world: World, agent: Agent, stripped: bool) -> list[Rely]:
    """Who is no lead any more relies on the other leads: two at one moment must not leave nobody."""
    return [Rely(other.ref) for other in members(world) if stripped and other.lead and other.id != agent.id]


def _watched(world: World, decision: Decision, agent: Agent, now: datetime) -> Decision:
    """Be woken when they next come or go; sooner if not all that waits for them was offered again."""
    agent = world.after(decision).agent(agent.id) or agent
    if any(isinstance(effect, SetTimer) and effect.about == agent.ref for effect in decision.effects):
        return decision
    due = next_change(agent, now)
    was = "on" if on_duty(agent, now) else "off"
    timer: Effect = CancelTimer(about=agent.ref, kind=PRESENCE)
    if due:
        timer = SetTimer(about=agent.ref, kind=PRESENCE, due_at=due, params={"was": was})
    return decision + Decision((timer,))


def _shown(event: AgentAway, agent: Agent, now: datetime, policy: Policy) -> Decision:
    """The home is drawn anew, and a typed word is answered."""
    if event.by == OPERATOR:
        return Decision()
    drawn = Decision((home(event.by, event.shop, event.key, now),))
    if not event.typed_in:
        return drawn
    until = agent.away_until
    at = f"{until.astimezone(ZoneInfo(zone_of(agent, policy))):%a %d %b, %H:%M}" if until else ""
    said = "back" if not event.away else "away_until" if until else "away"
    return drawn + Decision(answer_to(event, event.by, said, now, until=at))


def _refused(event: Change, about: Ref, reason: str, now: datetime) -> Decision:
    """Say why to who asked, and keep it in the history."""
    note = Note(about, "agent.refused", f"{type(event).__name__} by {event.by}: {reason}")
    return Decision((note, *refusal_of(event, event.by, reason, now)))


def _name(world: World, by: str) -> str:
    agent = world.agent(by)
    return agent.name if agent else by
