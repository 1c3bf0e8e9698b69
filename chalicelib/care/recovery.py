"""A bad score is put right: a case of its own, urgent, in the customer's language, with somebody who answers for it."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.case_opened import received
from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import MessageReceived, ScoreGiven, SurveyAnswered
from chalicelib.care.opinion_words import of_score, of_survey
from chalicelib.care.references import case_id, thread_name
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref
from chalicelib.care.world import World


def recovered(world: World, event: ScoreGiven | SurveyAnswered, now: datetime, policy: Policy) -> Decision:
    """Open the case, or go on with the one it belongs to. A new one is more urgent than others (surveys.raised)."""
    message = _from_us(world, event) if isinstance(event, ScoreGiven) else of_survey(event)
    known = world.named("thread", thread_name(message))
    decision = received(world, message, now, policy, hurts=True)
    case = world.after(decision).case(case_id(message))
    if case is None or known or not policy.surveys.raised:
        return decision
    raised = replace(case, priority=case.priority + policy.surveys.raised)
    why = f"somebody is not satisfied: more urgent by surveys.raised = {policy.surveys.raised}"
    return decision + Decision((Put(subject=raised), Note(case.ref, "case.recovery", why)))


def _from_us(world: World, event: ScoreGiven) -> MessageReceived:
    """The score as a message. What was asked about a case was asked by a mail that only its customer had."""
    message, case = of_score(event), world.case(Ref.parse(event.about).id)
    return replace(message, customer_id=case.customer_id, order_id=case.order_id) if case else message
