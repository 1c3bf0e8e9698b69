"""An agent promised the customer an answer by a time: they are warned before, the leads are told after.

Whether it was kept is a fact: by an answer in time it was, by silence it was not.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, RecordFact, SetTimer, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import PROMISED, behind
from chalicelib.care.state import Agent, Case, Pledge, Ref
from chalicelib.care.work.holding import PLEDGE_DUE, PLEDGE_NEAR, redeemed
from chalicelib.care.world import World

# How long before its time an agent is warned: a quarter of what was promised, but so long at least and at most.
LEAST, MOST = timedelta(minutes=15), timedelta(hours=2)


def answered(
    case: Case, agent: Agent, by: datetime | None, shop: str, now: datetime, policy: Policy
) -> tuple[Case, list[Effect]]:  # fmt: skip
    """The case after an answer: what was promised before is kept by it, what it promises itself is watched."""
    effects: list[Effect] = []
    before = case.handling.pledge
    if before:
        effects += [*redeemed(case), *_counted(case, before, "yes", shop, now, policy)]
    after = None
    if by and by > now:
        after = Pledge(by, agent.id, now)
        warned = by - min(max((by - now) / 4, LEAST), MOST)
        effects += [
            SetTimer(about=case.ref, kind=PLEDGE_NEAR, due_at=max(warned, now)),
            SetTimer(about=case.ref, kind=PLEDGE_DUE, due_at=by),
            Note(case.ref, "promise.given", f"by {agent.name}: an answer by {by:%Y-%m-%d %H:%M} UTC"),
        ]
    return replace(case, handling=replace(case.handling, pledge=after)), effects


def near(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Warn whoever has the case: the time that was promised comes near."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.handling.pledge is None:
        return Decision()
    by, whose = case.handling.pledge.by.isoformat(), case.agent_id or case.handling.pledge.agent_id
    told = desk.to_agent("pledge_near", case, whose, event.shop, event.key, now, by=by)
    return Decision((told, Note(case.ref, "promise.near", f"{case.agent_name or 'nobody'} is reminded")))


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """The time is over, and no answer was given: the promise is broken, and the leads are told."""
    case = world.case(Ref.parse(event.subject).id)
    pledge = case.handling.pledge if case else None
    if case is None or pledge is None:
        return Decision()
    after = replace(case, handling=replace(case.handling, pledge=None))
    told = [
        desk.to_lead("pledge_broken", case, lead, event.shop, event.key, now, by=pledge.by.isoformat())
        for lead in desk.leads(world)
    ]
    return Decision((
        Put(subject=after), CancelTimer(about=case.ref, kind=PLEDGE_NEAR),
        *_counted(case, pledge, "no", event.shop, now, policy),
        Note(case.ref, "promise.broken", f"no answer by {pledge.by:%Y-%m-%d %H:%M} UTC; the leads are told"),
        desk.card(after, event.shop, event.key, now), *told,
    ))  # fmt: skip


def _counted(case: Case, pledge: Pledge, kept: str, shop: str, now: datetime, policy: Policy) -> tuple[Effect, ...]:
    fact = RecordFact(
        id=digest(shop, "promise_kept", case.id, pledge.at.isoformat()), name="promise_kept", at=now,
        dimensions={"kept": kept, "agent": pledge.agent_id, "channel": case.channel},
    )  # fmt: skip
    return fact, behind(PROMISED, case.ref, "kept" if kept == "yes" else "broken", now, policy)
