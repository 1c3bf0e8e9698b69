"""Somebody goes off duty: what waits for them is offered again at once, and of what they hold a lead is told."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.desk_messages import leads
from chalicelib.care.effects import Decision, Effect, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import Event
from chalicelib.care.routing import offer, released
from chalicelib.care.state import Agent, Case, CaseState
from chalicelib.care.waiting_line import PRESENCE
from chalicelib.care.world import World

# Cases of one agent that one event offers again; the next ones follow within a minute.
AT_ONCE = 10


def gone(world: World, agent: Agent, why: str, event: Event, now: datetime) -> Decision:
    """Offer again what `agent` (as they are now) has not claimed; of somebody who left the team also what they have.

    The leads hear of it in one line each: who has the cases now, which nobody could take, and which are in their hands.
    """
    theirs = [case for id_ in agent.open_case_ids if (case := world.case(id_)) and case.agent_id == agent.id]
    loose = [case for case in theirs if case.state is CaseState.WAITING or agent.left_at]
    held = [case for case in theirs if case not in loose]
    decision = Decision()
    for case in loose[:AT_ONCE]:
        agent = released(agent, case)
        decision += _let_go(case, why, now)
    decision += Decision((Put(subject=agent),))
    if loose[AT_ONCE:]:
        decision += Decision((SetTimer(about=agent.ref, kind=PRESENCE, due_at=now, params={"was": "on"}),))
    decision += offer(world.after(decision), event.shop, event.key, now, told=False)
    decision += Decision(tuple(
        Note(case.ref, "case.holder_gone", f"{agent.name}: {why}; the leads are told") for case in held
    ))  # fmt: skip
    return decision + _told(world.after(decision), agent, loose[:AT_ONCE], held, why, event, now)


def _let_go(case: Case, why: str, now: datetime) -> Decision:
    free = replace(
        case, state=CaseState.WAITING, agent_id="", agent_name="", unassigned_since=None,
        waiting_since=case.waiting_since or now,
    )  # fmt: skip
    return Decision((Put(subject=free), Note(case.ref, "case.offered_again", f"{case.agent_name}: {why}")))


def _told(
    world: World, agent: Agent, loose: list[Case], held: list[Case], why: str, event: Event, now: datetime
) -> Decision:
    """One line for each lead, if there is anything to tell."""
    found = [world.case(case.id) or case for case in loose]
    lists = {
        "given": [case for case in found if case.agent_id], "nobody": [case for case in found if not case.agent_id],
        "held": held,
    }  # fmt: skip
    if not (loose or held):
        return Decision()
    params = {name: ",".join(case.id for case in cases) for name, cases in lists.items()}
    told: list[Effect] = [
        SendMessage(
            id=digest(event.shop, "lead_absent", agent.id, lead, event.key), kind="lead_absent", channel="slack",
            to=lead, about=agent.ref, params={"name": agent.name, "why": why, **params},
            not_after=now + timedelta(hours=12), wakes=True,
        )
        for lead in leads(world)
    ]  # fmt: skip
    return Decision(tuple(told))
