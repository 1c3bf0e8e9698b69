"""In whose hands a case is, and how it leaves them. An agent's capacity is what they hold."""

from dataclasses import replace

from chalicelib.care.call_back import CALL_DUE
from chalicelib.care.effects import CancelTimer, Effect, Put
from chalicelib.care.routing import ROUTE_AGAIN, released
from chalicelib.care.state import Agent, Case, CaseState
from chalicelib.care.surveys import SOLVED_REMIND
from chalicelib.care.world import World

ASK_SOLVED = "ask_solved"
SNOOZE_ENDS, PLEDGE_NEAR, PLEDGE_DUE = "snooze_ends", "pledge_near", "pledge_due"


def held(world: World, case: Case, agent: Agent) -> list[Effect]:
    """The case in this agent's hands: taken over from whoever it was routed to."""
    if case.state is CaseState.CLAIMED and case.agent_id == agent.id:
        return []
    effects: list[Effect] = [
        Put(subject=replace(case, state=CaseState.CLAIMED, agent_id=agent.id, agent_name=agent.name)),
        *_no_more_offered(case),
    ]
    other = world.agent(case.agent_id)
    if other and other.id != agent.id:
        effects.append(Put(subject=released(other, case)))
    if case.id not in agent.open_case_ids:
        effects.append(Put(subject=replace(agent, open_case_ids=(*agent.open_case_ids, case.id))))
    return effects


def let_go(world: World, case: Case) -> list[Effect]:
    """The case is over: off its agent's list, no longer its customer's open one, and nothing wakes it any more."""
    effects: list[Effect] = [*_no_more_offered(case), *woken(case), *redeemed(case)]
    if case.state is CaseState.RESOLVED and case.asked_cycle < case.cycle and not case.handling.unasked:
        effects.append(CancelTimer(about=case.ref, kind=ASK_SOLVED))
    if case.state is CaseState.RESOLVED and case.asked_cycle >= case.cycle:
        effects.append(CancelTimer(about=case.ref, kind=SOLVED_REMIND))
    if case.call:
        effects.append(CancelTimer(about=case.ref, kind=CALL_DUE))
    holder = world.agent(case.agent_id)
    if holder and case.id in holder.open_case_ids:
        effects.append(Put(subject=released(holder, case)))
    customer = world.customer(case.customer_id)
    if customer and customer.open_case_id == case.id:
        effects.append(Put(subject=replace(customer, open_case_id="")))
    return effects


def at_rest(case: Case) -> Case:
    """The case as it is once it is over: nothing is awaited, snoozed or promised."""
    handling = replace(case.handling, snoozed_until=None, pledge=None)
    return replace(case, waiting_since=None, call=None, handling=handling)


def woken(case: Case) -> list[Effect]:
    """What ends with a snooze. Only what was set is cancelled: each costs a write."""
    return [CancelTimer(about=case.ref, kind=SNOOZE_ENDS)] if case.handling.snoozed_until else []


def redeemed(case: Case) -> list[Effect]:
    """What ends with a promise."""
    if case.handling.pledge is None:
        return []
    return [CancelTimer(about=case.ref, kind=kind) for kind in (PLEDGE_NEAR, PLEDGE_DUE)]


def _no_more_offered(case: Case) -> list[Effect]:
    nobodys = case.state is CaseState.WAITING and not case.agent_id
    return [CancelTimer(about=case.ref, kind=ROUTE_AGAIN)] if nobodys else []
