"""The customer's Yes or No. "No" opens the case again with the same agent; "Yes" is thanked and closes it."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import analysis, book_use, hearing, scores, solved_cause, surveys
from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import SolvedAnswered
from chalicelib.care.reopening import reopened
from chalicelib.care.rules import Policy
from chalicelib.care.state import Answer, Case, CaseState
from chalicelib.care.work.holding import let_go
from chalicelib.care.world import World

YES, NO = "yes", "no"


def answered(world: World, event: SolvedAnswered, now: datetime, policy: Policy) -> Decision:
    """Count the answer, once, for the cycle it was asked in; a changed answer replaces the earlier one."""
    case = world.case(event.case_id)
    if case is None:
        return Decision()
    answer = YES if event.solved else NO
    given = [each for each in case.answers if each.cycle == event.cycle]
    before = given[-1].answer if given else ""
    why_not = why_not_counted(case, event.cycle, answer, now, policy)
    if why_not:
        return Decision((Note(case.ref, "solved_answer.not_counted", why_not),))
    # Of one resolution the first and the last answer say all: who presses on and on must not fill the case.
    others = (each for each in case.answers if each.cycle != event.cycle)
    latest = Answer(event.cycle, answer, now, score=given[-1].score if given else None)
    told = replace(case, answers=(*others, *given[:1], latest))
    decision = Decision(
        (
            *_facts(case, event, answer, before, now),
            *_no_cause(case, given, event, now),
            Note(case.ref, "solved_answer", _said(answer, before)),
        )
    )
    if event.scanned:
        scanned = Note(case.ref, "solved_answer.scanned", "a machine had opened the links before")
        decision += Decision((scanned, desk.line(told, "scanned", event.shop, event.key, now)))
    decision += Decision(tuple(book_use.judged(world, case, event, answer, before, now)))
    if event.solved:
        return decision + _closed(world, told, event, now, policy)
    if case.state in (CaseState.WAITING, CaseState.CLAIMED):
        # They wrote before they pressed: the case is open again already, and the leads know.
        line = desk.line(told, "answered_no", event.shop, event.key, now)
        decision += Decision((Put(subject=told), desk.card(told, event.shop, event.key, now), line))
    else:
        decision += _open_again(world, told, event, now, policy)
    open_again = world.after(decision).case(case.id) or told
    return decision + analysis.asked(open_again, analysis.NO, event.shop, event.key, now, policy)


def why_not_counted(case: Case, cycle: int, answer: str, now: datetime, policy: Policy) -> str:
    """Why this answer (yes or no) does not count at `now`, "" if it does. The page asks the same, so as not to lie."""
    given = [each for each in case.answers if each.cycle == cycle]
    if cycle != case.cycle or case.resolved_at is None:
        return f"the answer is for cycle {cycle}, the case is in cycle {case.cycle}"
    if given and answer == given[-1].answer:
        return f"{answer!r} was counted already"
    if given and now - given[0].at > policy.solved.change_within:
        return f"first answered at {given[0].at:%Y-%m-%d %H:%M} UTC, solved.change_within is over"
    if not given and now - case.resolved_at > policy.solved.expires:
        return f"resolved at {case.resolved_at:%Y-%m-%d %H:%M} UTC, solved.expires is over"
    return ""


def _facts(case: Case, event: SolvedAnswered, answer: str, before: str, now: datetime) -> list[RecordFact]:
    def fact(value: str, count: int) -> RecordFact:
        id_ = digest(event.shop, "solved_answer", case.id, event.key, value)
        # To the credit of who resolved it, and as it was then: so an answer that is changed is taken back where it was.
        dimensions = case.earned.dimensions if case.earned else {**hearing.dimensions(case), "agent": case.agent_id}
        return RecordFact(id=id_, name="solved_answer", at=now, value=count, dimensions={**dimensions, "answer": value})

    facts = [fact(answer, 1)]
    if not before:
        return [*facts, scores.answered(event.shop, surveys.SOLVED, f"{case.id}:{event.cycle}", now)]
    id_ = digest(event.shop, "solved_changed", case.id, event.key)
    return [*facts, fact(before, -1), RecordFact(id=id_, name="solved_changed", at=now, dimensions={"answer": answer})]


def _no_cause(case: Case, given: list[Answer], event: SolvedAnswered, now: datetime) -> list[RecordFact]:
    """What a No was about counts no more once it is a Yes."""
    return solved_cause.changed(case, given[-1].cause if given else "", "", event.shop, event.key, now)


def _said(answer: str, before: str) -> str:
    return f"the customer said {answer}" + (f", having said {before} before" if before else "")


def _closed(world: World, case: Case, event: SolvedAnswered, now: datetime, policy: Policy) -> Decision:
    closed = replace(case, state=CaseState.CLOSED, waiting_since=None)
    effects: list[Effect] = [
        Put(subject=closed), Note(case.ref, "case.closed", "the customer said it is solved"),
        desk.card(closed, event.shop, event.key, now), desk.line(closed, "answered_yes", event.shop, event.key, now),
    ]  # fmt: skip
    effects += let_go(world, case)
    customer = world.customer(case.customer_id)
    if customer:
        open_case = "" if customer.open_case_id == case.id else customer.open_case_id
        effects.append(Put(subject=replace(customer, last_score=YES, open_case_id=open_case)))
    return Decision(tuple(effects)) + _mail(world, closed, "solved_thanks", policy.messages.solved_thanks, event, now)


def _open_again(world: World, case: Case, event: SolvedAnswered, now: datetime, policy: Policy) -> Decision:
    decision = reopened(world, case, "the customer said it is not solved", event.shop, event.key, now)
    customer = world.after(decision).customer(case.customer_id)
    if customer:
        decision += Decision((Put(subject=replace(customer, last_score=NO)),))
    return decision + _mail(world, case, "reopened", policy.messages.reopened, event, now)


def _mail(world: World, case: Case, kind: str, on: bool, event: SolvedAnswered, now: datetime) -> Decision:
    customer = world.person(case.customer_id)
    why_not = (
        f"messages.{kind} is off" if not on else "" if customer and customer.email else "no e-mail address is known"
    )
    if why_not or customer is None:
        return Decision((Note(case.ref, f"{kind}.not_told", why_not),))
    mail = SendMessage(
        id=digest(event.shop, kind, case.id, event.cycle), kind=kind, channel="email", to=str(customer.ref),
        about=case.ref, params={"cycle": str(event.cycle)},
        conditions=("case_closed",) if kind == "solved_thanks" else ("case_open",), not_after=now + timedelta(hours=12),
        wakes=True,
    )  # fmt: skip
    return Decision((mail, Note(case.ref, f"{kind}.decided", f"messages.{kind} is on")))
