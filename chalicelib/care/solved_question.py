""" "Did we solve it?": asked once per resolution, after a silence. Not asking has a reason, too."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import surveys
from chalicelib.care.effects import Decision, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Ref
from chalicelib.care.survey_way import Way, way
from chalicelib.care.world import World


def ask(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Ask, if the case is still resolved in the cycle the timer was set in."""
    case = world.case(Ref.parse(event.subject).id)
    cycle = int(event.params.get("cycle", "0"))
    if case is None:
        return Decision()
    person = world.person(case.customer_id)
    how = way(case, person, now)
    why_not = why_not_asked(case, cycle, policy) or _asked_already(case, cycle)
    why_not = why_not or how.why_not or surveys.why_not(person, how.queue, now, policy)
    if why_not:
        return Decision((Note(case.ref, "solved_question.not_asked", why_not),))
    message = question("solved_question", case, how, event.shop, now, policy)
    fact = RecordFact(id=digest(event.shop, "solved_asked", case.id, cycle), name="solved_asked", at=now)
    why = f"resolved {case.resolved_at:%Y-%m-%d %H:%M} UTC, silent for solved.wait, cycle {cycle}; {how.said}"
    customer = world.customer(case.customer_id)
    counted = surveys.asked(customer, surveys.SOLVED, str(case.ref), now, policy) if customer else None
    return Decision((
        Put(subject=replace(case, asked_cycle=cycle)), *([Put(subject=counted)] if counted else []), message, fact,
        Note(case.ref, "solved_question.decided", why),
    ))  # fmt: skip


def question(kind: str, case: Case, how: Way, shop: str, now: datetime, policy: Policy) -> SendMessage:
    """The question about the case's latest resolution, or (another `kind`) its reminder."""
    expires = (case.resolved_at or now) + policy.solved.expires
    return SendMessage(
        id=digest(shop, kind, case.id, case.cycle, *how.again), kind=kind, channel=how.queue, to=how.to, about=case.ref,
        params={"cycle": str(case.cycle), **how.params}, conditions=(f"resolved_in_cycle:{case.cycle}",),
        not_after=min(expires, how.until or expires),
    )  # fmt: skip


def why_not_asked(case: Case, cycle: int, policy: Policy) -> str:
    """Why the question of this cycle is not asked any more, "" if it may be."""
    if not policy.messages.solved_question:
        return "messages.solved_question is off"
    if case.state is not CaseState.RESOLVED or case.cycle != cycle:
        return f"withdrawn: the case is {case.state} in cycle {case.cycle}, the question was for cycle {cycle}"
    return f"the case was closed as {case.handling.dismissed}" if case.handling.dismissed else ""


def _asked_already(case: Case, cycle: int) -> str:
    return f"cycle {cycle} was asked already" if case.asked_cycle >= cycle else ""
