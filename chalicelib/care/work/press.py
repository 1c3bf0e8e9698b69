"""Where every press about a case begins: who pressed, and does the case still allow it?

Who is not on the roster is refused with a reason, and so is what a case as it stands now does not allow: cards and
dialogs may be older than the case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.care import analysis, goodwill
from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Note
from chalicelib.care.events import (
    AnalysisWritten,
    BulkReplied,
    CallbackNoted,
    CaseClaimed,
    CaseDismissed,
    CaseHandedOver,
    CaseLinked,
    CaseNoted,
    CaseReleased,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    DialogOpened,
    GoodwillWanted,
    Press,
    ReplyDrafted,
    ReplyWritten,
    SenderBlocked,
    SenderUnblocked,
    TopicCorrected,
)
from chalicelib.care.personal import is_erased
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState
from chalicelib.care.work import (
    block,
    bulk,
    claim,
    correct,
    dismiss,
    hand_over,
    link,
    note,
    reopen,
    reply,
    request_call,
    resolve,
    snooze,
)
from chalicelib.care.work.naming import case_of
from chalicelib.care.work.task import Task
from chalicelib.care.world import World

OPEN = frozenset({CaseState.WAITING, CaseState.CLAIMED})
# Refused for these, nobody is shown anything of a case, their own words about it neither.
UNKEPT = frozenset({"not_on_roster", "no_such_case", "no_case_thread", "case_erased"})


class Refusal(dict[str, str]):
    """Why a press leads to nothing: `reason`, a code that the desk puts into words, and what those words name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a press does. `states`: in which a case allows it; `asks`: what else is asked first, a reason if it may not.

    `anybodys`: may be done about a case that another agent holds; `leads`: by a lead only. `sure`: it would be wrong if
    the customer has written since what was shown.
    """

    do: Callable[[Task], Decision]
    states: frozenset[CaseState] = OPEN
    anybodys: bool = False
    leads: bool = False
    sure: bool = False
    asks: Callable[[Task], str] | None = None


def pressed(world: World, event: Press, now: datetime, policy: Policy) -> Decision:
    """Check who pressed and whether the case still allows it; then do it."""
    work = WORK[type(event)]
    found = task(world, event, now, policy)
    refused = found if isinstance(found, Refusal) else refusal(found, work)
    if isinstance(found, Refusal) or refused:
        case = case_of(world, event)
        note = refused_note(case, event, refused["reason"])
        if isinstance(event, BulkReplied | CaseReleased):
            return Decision(tuple(note))  # whoever is left out is named when all had their turn
        kept = {} if refused["reason"] in UNKEPT else words_of(event)
        if isinstance(event, ReplyDrafted):
            return Decision((desk.refused_dialog(event, case, now, **refused, **kept), *note))
        return Decision((desk.refusal(event, case, now=now, **refused, **kept), *note))
    done = work.do(found)
    # A command has no card that changes before the eyes of who typed it.
    said = (desk.answer(event, "done", now, found.case.ref),) if event.typed_in else ()
    return done + Decision(said)


def why_not(world: World, event: Press, now: datetime, policy: Policy) -> str:
    """Why a press would lead to nothing (a reason's code), "" if it would not."""
    found = task(world, event, now, policy)
    refused = found if isinstance(found, Refusal) else refusal(found, WORK[type(event)])
    return refused.get("reason", "")


def task(world: World, event: Press, now: datetime, policy: Policy) -> Task | Refusal:
    """What is to be done and by whom, or why it cannot be known."""
    case, agent = case_of(world, event), member(world, event.slack_user)
    if agent is None:
        return Refusal(reason="not_on_roster")
    if case is None:
        return Refusal(reason="no_case_thread" if event.under else "no_such_case")
    if is_erased(case) or is_erased(world.customer(case.customer_id)):
        return Refusal(reason="case_erased")
    return Task(world=world, case=case, agent=agent, event=event, now=now, policy=policy)


def refusal(given: Task, work: Work) -> Refusal:
    """Why the case as it is now does not allow this, empty if it does."""
    case, agent = given.case, given.agent
    if case.state not in work.states:
        return Refusal(reason=_STANDS[case.state], agent=case.agent_id)
    may = work.anybodys or (work.leads and agent.lead)
    if case.state is CaseState.CLAIMED and case.agent_id != agent.id and not may:
        return Refusal(reason="held_by_another", name=case.agent_name)
    if work.sure and 0 < given.event.seen < case.seen:
        return Refusal(reason="wrote_since")
    why = work.asks(given) if work.asks else ""
    return Refusal(reason=why) if why else Refusal()


def refused_note(case: Case | None, event: Press, reason: str) -> list[Effect]:
    """What the case's timeline says of a press that led to nothing."""
    what = f"{event.dialog} dialog" if isinstance(event, DialogOpened) else type(event).__name__
    return [Note(case.ref, "press.refused", f"{what} by {event.slack_user}: {reason}")] if case else []


def words_of(event: Press) -> dict[str, str]:
    """What somebody has typed for this press: who is refused has it back."""
    match event:
        case ReplyDrafted():
            return reply.own_words(event) | ({"item": event.item} if event.item else {})
        case ReplyWritten(text=text) | CaseNoted(text=text) | CaseHandedOver(note=text) if text:
            return {"text": text}
        case _:
            return {}


def _held_already(given: Task) -> str:
    return "yours_already" if given.case.state is CaseState.CLAIMED else ""


_STANDS: Mapping[CaseState, str] = {
    CaseState.WAITING: "is_open", CaseState.CLAIMED: "is_open", CaseState.RESOLVED: "case_resolved",
    CaseState.CLOSED: "case_closed",
}  # fmt: skip
EVER, OVER = frozenset(CaseState), frozenset({CaseState.RESOLVED, CaseState.CLOSED})
WORK: Mapping[type[Press], Work] = {
    CaseClaimed: Work(do=claim.claimed, asks=_held_already),
    ReplyDrafted: Work(do=reply.drafted, asks=reply.unanswerable),
    ReplyWritten: Work(do=reply.written, asks=reply.unanswerable),
    CaseResolved: Work(do=resolve.resolve, sure=True),
    CaseSnoozed: Work(do=snooze.snoozed, asks=snooze.impossible, sure=True),
    CaseReopened: Work(do=reopen.reopen, states=OVER),
    CaseHandedOver: Work(do=hand_over.handed_over, asks=hand_over.impossible, leads=True),
    TopicCorrected: Work(do=correct.corrected, states=EVER, anybodys=True, asks=correct.impossible),
    CaseNoted: Work(do=note.noted, states=EVER, anybodys=True, asks=note.impossible),
    CaseLinked: Work(do=link.linked, states=EVER, anybodys=True, asks=link.impossible),
    CallbackNoted: Work(do=request_call.requested, anybodys=True),
    CaseDismissed: Work(do=dismiss.dismissed, sure=True),
    SenderBlocked: Work(do=block.blocked, states=EVER, leads=True, asks=block.impossible),
    SenderUnblocked: Work(do=block.unblocked, states=EVER, anybodys=True, asks=block.not_blocked),
    GoodwillWanted: Work(do=goodwill.wanted, states=frozenset(CaseState), anybodys=True, asks=goodwill.not_theirs),
    BulkReplied: Work(do=bulk.replied, asks=bulk.impossible, sure=True),
    CaseReleased: Work(do=bulk.released, asks=bulk.not_grouped),
    AnalysisWritten: Work(do=analysis.written, states=frozenset(CaseState), anybodys=True),
}
