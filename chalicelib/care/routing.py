"""Which agent gets a case, and why. Never somebody off duty; when nobody can take it, that is said."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.care.desk_messages import card, leads
from chalicelib.care.effects import CancelTimer, Decision, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.local_time import within
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, CaseState, Ref, Shift
from chalicelib.care.world import World

ROUTE_AGAIN = "route_again"
AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Choice:
    """The agent chosen (None: nobody can take it) and the reason, with the numbers that led to it."""

    agent: Agent | None
    why: str


def choose(agents: tuple[Agent, ...], language: str, story_with: str, now: datetime) -> Choice:
    """First whoever has this customer's story, then language, shift and free capacity; the least loaded of those.

    `story_with`: the agent who holds or held this customer's case, "" if none.
    """
    present = [agent for agent in agents if on_duty(agent, now)]
    free = [agent for agent in present if len(agent.open_case_ids) < agent.capacity]
    speaking = [agent for agent in free if language in agent.languages]
    counts = (
        f"{len(agents)} on the roster, {len(present)} on duty, {len(free)} of them with free capacity, "
        f"{len(speaking)} of those speak {language}"
    )
    known = next((agent for agent in speaking if agent.id == story_with), None)
    if known:
        return Choice(known, f"has this customer's story; {counts}")
    if not speaking:
        return Choice(None, counts)
    best = min(speaking, key=lambda agent: (_load(agent), agent.id))
    return Choice(best, f"least loaded ({len(best.open_case_ids)} of {best.capacity}); {counts}")


def on_duty(agent: Agent, now: datetime) -> bool:
    """On shift now and not away."""
    return not agent.away and any(_covers(shift, now) for shift in agent.shifts)


def route(world: World, case: Case, shop: str, key: str, now: datetime, story_with: str = "") -> Decision:
    """Give the case to an agent and take their capacity, or tell the leads that nobody can take it."""
    choice = choose(world.every(Agent), case.language, story_with, now)
    if choice.agent is None:
        return _nobody(world, case, choice.why, shop, key, now)
    agent = replace(choice.agent, open_case_ids=(*choice.agent.open_case_ids, case.id))
    routed = replace(case, agent_id=agent.id, agent_name=agent.name, routed_because=choice.why)
    return Decision((
        Put(subject=agent), Put(subject=routed), CancelTimer(about=case.ref, kind=ROUTE_AGAIN),
        Note(case.ref, "case.routed", f"to {agent.name}: {choice.why}"),
    ))  # fmt: skip


def released(agent: Agent, case: Case) -> Agent:
    """The agent without that case: their capacity is free again."""
    return replace(agent, open_case_ids=tuple(id_ for id_ in agent.open_case_ids if id_ != case.id))


def _nobody(world: World, case: Case, why: str, shop: str, key: str, now: datetime) -> Decision:
    waiting = replace(case, agent_id="", agent_name="", routed_because=f"nobody: {why}")
    first = not case.routed_because.startswith("nobody")
    told = tuple(
        SendMessage(
            id=digest(shop, "lead_nobody", case.id, lead, key), kind="lead_nobody", channel="slack", to=lead,
            about=case.ref, params={"why": why}, conditions=("case_unassigned",),
            not_after=now + timedelta(hours=12), wakes=True,
        )
        for lead in (leads(world) if first else ())
    )  # fmt: skip
    again = SetTimer(about=case.ref, kind=ROUTE_AGAIN, due_at=now + AGAIN_AFTER)
    return Decision((Put(subject=waiting), again, Note(case.ref, "case.unassigned", why), *told))


def _load(agent: Agent) -> float:
    return len(agent.open_case_ids) / max(agent.capacity, 1)


def _covers(shift: Shift, now: datetime) -> bool:
    """Half-open; a shift over midnight belongs to the day it starts on."""
    local = now.astimezone(ZoneInfo(shift.zone))
    if shift.start < shift.end:
        return local.weekday() in shift.days and within(now, shift.zone, shift.start, shift.end)
    clock = f"{local:%H:%M}"
    started_today = local.weekday() in shift.days and clock >= shift.start
    started_yesterday = (local.weekday() - 1) % 7 in shift.days and clock < shift.end
    return started_today or started_yesterday


def again(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Try once more for a case that nobody could take."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.state is not CaseState.WAITING or case.agent_id:
        return Decision()
    decision = route(world, case, event.shop, event.key, now)
    routed = world.after(decision).case(case.id)
    return decision + (
        Decision((card(routed, event.shop, event.key, now),)) if routed and routed.agent_id else Decision()
    )
