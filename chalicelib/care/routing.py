"""Which agent gets a case, and why. Never somebody off duty; when nobody can take it, that is said."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chalicelib.care.desk_messages import card, leads
from chalicelib.care.effects import CancelTimer, Decision, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import Event, TimerFired
from chalicelib.care.personal import is_erased
from chalicelib.care.presence import members, on_duty
from chalicelib.care.rules import Policy
from chalicelib.care.state import UNASSIGNED, Agent, Case, Ref
from chalicelib.care.vocabulary import Topic
from chalicelib.care.waiting_line import ROUTE_AGAIN as ROUTE_AGAIN
from chalicelib.care.world import World

# All that frees somebody offers what waits at once; this is for what the index of waiting cases showed too late.
AGAIN_AFTER = timedelta(minutes=15)
# Cases that one event gives to agents or leads to hear of. A transaction has an end; the others follow in a minute.
AT_ONCE = 5
# Topics that ask for no skill.
ANYBODYS = frozenset({"", "unsorted", Topic.OTHER})
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """The agent chosen (None: nobody can take it) and the reason, with the numbers that led to it."""

    agent: Agent | None
    why: str


def choose(team: tuple[Agent, ...], case: Case, now: datetime) -> Choice:
    """Of those who speak the language, are on duty and have free capacity: whoever has this customer's story.

    Else who knows the topic, if anybody of them does; of those the least loaded, then who got a case longest ago.
    """
    speaking = [agent for agent in team if case.language in agent.languages]
    present = [agent for agent in speaking if on_duty(agent, now)]
    free = [agent for agent in present if len(agent.open_case_ids) < agent.capacity]
    counts = (
        f"{len(team)} on the roster, {len(speaking)} of them speak {case.language or 'no language'}, "
        f"{len(present)} of those on duty, {len(free)} of those with free capacity"
    )
    if not free:
        return Choice(None, counts)
    known = next((agent for agent in free if agent.id == case.story_with), None)
    if known:
        return Choice(known, f"has this customer's story; {counts}")
    skilled = [agent for agent in free if case.topic in agent.skills]
    if case.topic not in ANYBODYS:
        counts += f", {len(skilled) or 'nobody'} of those {'know' if len(skilled) > 1 else 'knows'} {case.topic}"
        free = skilled or free
    best = min(free, key=lambda agent: (_load(agent), agent.given_at or NEVER, agent.id))
    return Choice(best, f"{_because(best, free)}; {counts}")


def route(
    world: World, case: Case, shop: str, key: str, now: datetime, story_with: str = "", told: bool = True
) -> Decision:
    """Offer a case to the team, behind those that waited longer or are more urgent; its card is drawn by who asks.

    One that waited among look-alikes is worked on by itself from then on.
    """
    alone = replace(case.alike, carded=True) if case.alike else None
    known = replace(case, story_with=story_with, agent_id="", agent_name="", unassigned_since=None, alike=alone)
    put = Decision((Put(subject=known),))
    return put + offer(world.after(put), shop, key, now, undrawn=(case.id,), told=told)


def next_in_line(world: World, event: Event, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Whoever has become free gets what waits, at once."""
    return offer(world, event.shop, event.key, now)


def offer(
    world: World, shop: str, key: str, now: datetime, undrawn: tuple[str, ...] = (), told: bool = True
) -> Decision:
    """Give every case at hand that nobody has to an agent who can take it: the most urgent first, then the oldest.

    Takes their capacity. Of what nobody can take the leads hear, once (`told`: unless they are told another way).
    `undrawn`: cases whose card is drawn by somebody else.
    """
    decision, done = Decision(), 0
    for case in in_line(world):
        choice = choose(members(world), case, now)
        if choice.agent is None and case.unassigned_since:
            continue
        if done == AT_ONCE:
            decision += Decision((SetTimer(about=case.ref, kind=ROUTE_AGAIN, due_at=now),))
            continue
        step = _given(case, choice.agent, choice.why, now) if choice.agent else _nobody(case, choice.why, now)
        if choice.agent is None and told:
            step += tell_leads(world, case, choice.why, shop, key, now)
        if case.id not in undrawn:
            step += Decision((card(case, shop, key, now),))
        decision, world, done = decision + step, world.after(step), done + 1
    return decision


def in_line(world: World) -> list[Case]:
    """The cases at hand that wait and are with nobody: the most urgent first, then the oldest."""
    found = [
        case for case in world.subjects.values()
        if isinstance(case, Case) and case.queue == UNASSIGNED and case.waiting_since and not is_erased(case)
    ]  # fmt: skip
    return sorted(found, key=lambda case: (-case.priority, case.waiting_since or case.opened_at, case.id))


def released(agent: Agent, case: Case) -> Agent:
    """The agent without that case: their capacity is free again."""
    return replace(agent, open_case_ids=tuple(id_ for id_ in agent.open_case_ids if id_ != case.id))


def tell_leads(world: World, case: Case, why: str, shop: str, key: str, now: datetime) -> Decision:
    """Say that nobody can take a case. Not said any more once somebody has it."""
    return Decision(tuple(
        SendMessage(
            id=digest(shop, "lead_nobody", case.id, lead, key), kind="lead_nobody", channel="slack", to=lead,
            about=case.ref, params={"why": why}, conditions=("case_unassigned",),
            not_after=now + timedelta(hours=12), wakes=True,
        )
        for lead in leads(world)
    ))  # fmt: skip


def _given(case: Case, agent: Agent, why: str, now: datetime) -> Decision:
    """The case is theirs to claim; the agent's snapshot is put, so two at one moment never take the same place."""
    holding = replace(agent, open_case_ids=(*agent.open_case_ids, case.id), given_at=now)
    routed = replace(case, agent_id=agent.id, agent_name=agent.name, routed_because=why, unassigned_since=None)
    return Decision((
        Put(subject=holding), Put(subject=routed), CancelTimer(about=case.ref, kind=ROUTE_AGAIN),
        Note(case.ref, "case.routed", f"to {agent.name}: {why}"),
    ))  # fmt: skip


def _nobody(case: Case, why: str, now: datetime) -> Decision:
    waiting = replace(case, routed_because=f"nobody: {why}", unassigned_since=now)
    again = SetTimer(about=case.ref, kind=ROUTE_AGAIN, due_at=now + AGAIN_AFTER)
    return Decision((Put(subject=waiting), again, Note(case.ref, "case.unassigned", why)))


def _because(best: Agent, others: list[Agent]) -> str:
    """What decided between those who could all take it."""
    held = f"{len(best.open_case_ids)} of {best.capacity}"
    if len(others) == 1:
        return f"the only one ({held})"
    if sum(_load(agent) == _load(best) for agent in others) == 1:
        return f"least loaded ({held})"
    last = f"got a case longest ago ({best.given_at:%Y-%m-%d %H:%M} UTC)" if best.given_at else "got none before"
    return f"no more loaded than others ({held}) and {last}"


def _load(agent: Agent) -> float:
    return len(agent.open_case_ids) / max(agent.capacity, 1)


def again(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Try once more for a case that nobody could take, and for those before it."""
    case = world.case(Ref.parse(event.subject).id)
    waits = case is not None and case.queue == UNASSIGNED
    later = SetTimer(about=Ref.parse(event.subject), kind=ROUTE_AGAIN, due_at=now + AGAIN_AFTER)
    # Set first: whoever takes the case cancels it. If nobody does, nothing has changed, and nothing is said.
    return Decision((later,) if waits else ()) + offer(world, event.shop, event.key, now)
