"""Would they recommend us? Asked some days after a Yes to "Did we solve it?", of a few, and once about a case.

Not while they have an open case, nor beside another question; a case that is opened again is drawn anew when it is
solved anew.
"""

from datetime import datetime

from chalicelib.care import survey_mail, surveys
from chalicelib.care.answers_given import last_answer
from chalicelib.care.effects import Decision, SetTimer
from chalicelib.care.events import SolvedAnswered, TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Ref
from chalicelib.care.survey_mail import Asking
from chalicelib.care.world import World

CASE_ASKS = "case_asks"
MAIL = "case_nps"
YES = "yes"


def solved(world: World, event: SolvedAnswered, now: datetime, policy: Policy) -> Decision:
    """Draw a case whose customer has just said that it is solved, and set the day on which they are asked."""
    case = world.case(event.case_id)
    said = last_answer(case, event.cycle) if case else None
    if case is None or said is None or (said.answer, said.at) != (YES, now) or case.state is not CaseState.CLOSED:
        return Decision()
    if case.survey and (case.survey.asked_at or not case.survey.survey):
        return Decision()
    rules = policy.surveys
    share = f"surveys.case_nps_share = {rules.case_nps_share}"
    why_not = "" if survey_mail.number(case.id, policy) < rules.case_nps_share else f"not drawn; {share}"
    if why_not := why_not or survey_mail.off(MAIL, policy):
        return Decision(tuple(survey_mail.never(case, why_not)))
    at = now + rules.case_wait
    timer = SetTimer(about=case.ref, kind=CASE_ASKS, due_at=at, params=survey_mail.until(at, policy))
    return Decision(tuple(survey_mail.drawn(case, surveys.NPS, timer, f"(surveys.case_wait); {share}")))


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Ask about it, unless something speaks against that."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.survey is None or case.survey.asked_at or not case.survey.survey:
        return Decision()
    if case.state is not CaseState.CLOSED:
        return survey_mail.anew(case, f"the case is {case.state} again: it is drawn once it is solved anew")
    asking = Asking(
        kind=MAIL, condition="solved_well", why_not=gone_wrong(case), waits=why_later(world, case),
        why="they said that it is solved, surveys.case_wait has passed, it was drawn",
    )  # fmt: skip
    return survey_mail.due(world, case, asking, event, now, policy)


def gone_wrong(case: Case) -> str:
    """Why nobody is asked about this case, "" if they may be."""
    if case.state is not CaseState.CLOSED:
        return f"the case is {case.state}"
    return f"the case was closed as {case.handling.dismissed}" if case.handling.dismissed else ""


def why_later(world: World, case: Case) -> str:
    """Why this is no good time to ask about the case, "" if it is."""
    return survey_mail.open_case(world, case.customer_id)
