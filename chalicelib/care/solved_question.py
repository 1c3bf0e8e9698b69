""" "Did we solve it?": asked once per resolution, after a silence. Not asking has a reason, too."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Customer, Ref
from chalicelib.care.world import World


def ask(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Ask, if the case is still resolved in the cycle the timer was set in."""
    case = world.case(Ref.parse(event.subject).id)
    cycle = int(event.params.get("cycle", "0"))
    if case is None:
        return Decision()
    customer = world.person(case.customer_id)
    why_not = _why_not(case, cycle, customer, policy)
    if why_not or customer is None:
        return Decision((Note(case.ref, "solved_question.not_asked", why_not),))
    mail = SendMessage(
        id=digest(event.shop, "solved_question", case.id, cycle), kind="solved_question", channel="email",
        to=f"customer:{case.customer_id}", about=case.ref, params={"cycle": str(cycle)},
        conditions=(f"resolved_in_cycle:{cycle}",),
        not_after=(case.resolved_at or now) + policy.solved.expires,
    )  # fmt: skip
    fact = RecordFact(id=digest(event.shop, "solved_asked", case.id, cycle), name="solved_asked", at=now)
    why = f"resolved {case.resolved_at:%Y-%m-%d %H:%M} UTC, silent for solved.wait, cycle {cycle}"
    return Decision(
        (Put(subject=replace(case, asked_cycle=cycle)), mail, fact, Note(case.ref, "solved_question.decided", why))
    )


def _why_not(case: Case, cycle: int, customer: Customer | None, policy: Policy) -> str:
    if not policy.messages.solved_question:
        return "messages.solved_question is off"
    if case.state is not CaseState.RESOLVED or case.cycle != cycle:
        return f"withdrawn: the case is {case.state} in cycle {case.cycle}, the question was for cycle {cycle}"
    if case.asked_cycle >= cycle:
        return f"cycle {cycle} was asked already"
    if customer is None:
        return f"nobody verified to ask (evidence: {case.evidence})"
    if not customer.email:
        return "no e-mail address is known"
    return f"muted: {customer.muted['survey']}" if "survey" in customer.muted else ""
