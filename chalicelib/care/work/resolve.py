"""An agent says that a case is solved."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care.call_back import CALL_DUE
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, RecordFact, SetTimer, digest
from chalicelib.care.routing import released
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, CaseState
from chalicelib.care.work.holding import held
from chalicelib.care.work.task import Task
from chalicelib.care.world import World

ASK_SOLVED = "ask_solved"


def resolve(task: Task) -> Decision:
    """By whoever presses: a case that they did not hold yet is theirs first."""
    event, now = task.event, task.now
    decision = Decision(tuple(held(task.world, task.case, task.agent)))
    world = task.world.after(decision)
    case, agent = world.case(task.case.id) or task.case, world.agent(task.agent.id) or task.agent
    decision += resolved(world, case, agent, event.shop, now, now, task.policy)
    done = world.after(decision).case(case.id) or case
    return decision + Decision((
        desk.card(done, event.shop, event.key, now),
        desk.line(done, "resolved", event.shop, event.key, now, name=agent.name),
    ))  # fmt: skip


def resolved(
    world: World, case: Case, agent: Agent | None, shop: str, at: datetime, now: datetime, policy: Policy
) -> Decision:
    """The case is resolved since `at`: off everybody's list, and "Did we solve it?" is asked after a silence.

    `agent`: who did it, None if that is nobody on the roster. A call that the customer waited for is over.
    """
    done = replace(
        case, state=CaseState.RESOLVED, resolved_at=at, cycle=case.cycle + 1, waiting_since=None, call=None
    )  # fmt: skip
    ask_at = now + policy.solved.wait
    dimensions = {"channel": case.channel, "agent": agent.id if agent else ""}
    holder = agent or world.agent(case.agent_id)
    effects: list[Effect] = [
        Put(subject=done), *([Put(subject=released(holder, case))] if holder else []),
        *([CancelTimer(about=case.ref, kind=CALL_DUE)] if case.call else []),
        SetTimer(about=case.ref, kind=ASK_SOLVED, due_at=ask_at, params={"cycle": str(done.cycle)}),
        RecordFact(id=digest(shop, "case_resolved", case.id, done.cycle), name="case_resolved", at=at,
                   dimensions=dimensions),
        RecordFact(id=digest(shop, "resolution", case.id, done.cycle), name="resolution", at=at,
                   value=max((at - (case.reopened_at or case.opened_at)).total_seconds(), 0), dimensions=dimensions),
        Note(case.ref, "case.resolved",
             f"by {agent.name if agent else 'nobody we know'}; asks at {ask_at:%Y-%m-%d %H:%M} UTC (solved.wait)"),
    ]  # fmt: skip
    customer = world.customer(case.customer_id)
    if customer and customer.open_case_id == case.id:
        effects.append(Put(subject=replace(customer, open_case_id="")))
    return Decision(tuple(effects))
