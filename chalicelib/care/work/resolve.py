"""An agent says that a case is solved."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import first_contact, hearing
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SetTimer, digest
from chalicelib.care.events import CaseResolved
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, CaseState, Earned
from chalicelib.care.work.holding import ASK_SOLVED, at_rest, let_go
from chalicelib.care.work.task import Task
from chalicelib.care.world import World


def resolve(task: Task) -> Decision:
    """By whoever presses: a case that they did not hold yet is theirs first."""
    event = task.event
    assert isinstance(event, CaseResolved)
    decision = task.taken()
    task = task.after(decision)
    decision += resolved(
        task.world, task.case, task.agent, event.shop, task.now, task.now, task.policy, survey=event.survey
    )
    task = task.after(decision)
    return decision + Decision((task.card(), task.line("resolved" if event.survey else "resolved_unasked")))


def resolved(
    world: World, case: Case, agent: Agent | None, shop: str, at: datetime, now: datetime, policy: Policy, *,
    survey: bool = True,
) -> Decision:  # fmt: skip
    """The case is resolved since `at`: off everybody's list, and "Did we solve it?" is asked after a silence.

    `agent`: who did it, None if that is nobody on the roster. `survey`: whether it is asked at all. A call that the
    customer waited for is over, and so is what an agent promised.
    """
    quiet = at_rest(case)
    earned = Earned(at, agent.id if agent else "", case.channel, case.language, case.topic or hearing.UNSORTED)
    done = replace(
        quiet, state=CaseState.RESOLVED, resolved_at=at, cycle=case.cycle + 1, earned=earned,
        handling=replace(quiet.handling, unasked=not survey),
    )  # fmt: skip
    ask_at = now + policy.solved.wait
    asks: list[Effect] = [SetTimer(about=case.ref, kind=ASK_SOLVED, due_at=ask_at, params={"cycle": str(done.cycle)})]
    took = max((at - (case.reopened_at or case.opened_at)).total_seconds(), 0)
    how = f"asks at {ask_at:%Y-%m-%d %H:%M} UTC (solved.wait)" if survey else "without asking whether it is"
    return Decision((
        Put(subject=done), *let_go(world, case), *(asks if survey else []),
        RecordFact(id=digest(shop, "case_resolved", case.id, done.cycle), name="case_resolved", at=at,
                   dimensions=earned.dimensions),
        RecordFact(id=digest(shop, "resolution", case.id, done.cycle), name="resolution", at=at,
                   value=took, dimensions=earned.dimensions),
        *first_contact.won(done, shop),
        Note(case.ref, "case.resolved", f"by {agent.name if agent else 'nobody we know'}; {how}"),
    ))  # fmt: skip
