"""Replies to surveys asked elsewhere: counted, shown to the team, and a case if the score is low."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.case_opened import received
from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Alias, Decision, Effect, Name, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import SurveyAnswered
from chalicelib.care.opinion_words import HIGHEST, of_survey, opinion_name, told_first
from chalicelib.care.references import person_aliases
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Ref
from chalicelib.care.vocabulary import SurveyKind
from chalicelib.care.world import World


def answered(world: World, event: SurveyAnswered, now: datetime, policy: Policy) -> Decision:
    """Count the score once per reply, remember it with the customer, and act on a low one."""
    customer = _customer(world, event)
    limit = policy.surveys.low_nps if event.survey is SurveyKind.NPS else policy.surveys.low_csat
    low = event.score is not None and event.score <= limit
    decision = Decision(tuple(_counted(world, event)))
    if customer and event.score is not None:
        scored = replace(customer, last_score=f"{event.score}/{HIGHEST[event.survey]}")
        why = f"{event.survey} {event.score} by {event.response_id}"
        decision += Decision((Put(subject=scored), Note(customer.ref, "survey.answered", why)))
    if low:
        return decision + received(world.after(decision), of_survey(event), now, policy, hurts=True)
    return decision + Decision((_line(event, customer, now),))


def _counted(world: World, event: SurveyAnswered) -> list[Effect]:
    """One number per reply: one that is completed later says the same score again."""
    alias = Alias("opinion", opinion_name(event))
    if event.score is None or alias in world.aliases:
        return []
    fact = RecordFact(
        id=digest(event.shop, "survey", event.response_id), name=str(event.survey), at=event.occurred_at,
        value=event.score, dimensions={"score": str(event.score), "source": _source(event)},
    )  # fmt: skip
    return [fact, Name(alias=alias, ref=told_first(event))]


def _line(event: SurveyAnswered, customer: Customer | None, now: datetime) -> SendMessage:
    """For the team: what somebody thinks who needs no answer."""
    return SendMessage(
        id=digest(event.shop, "opinion_line", event.key), kind="opinion_line", channel="slack", to=TEAM,
        about=_about(event, customer),
        params={
            "kind": event.survey, "score": "" if event.score is None else str(event.score),
            "of": str(HIGHEST[event.survey]), "text": event.comment, "link": "",
        },
        not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip


def _about(event: SurveyAnswered, customer: Customer | None) -> Ref:
    return customer.ref if customer else Ref("feed", _source(event))


def _source(event: SurveyAnswered) -> str:
    return event.response_id.partition(":")[0]


def _customer(world: World, event: SurveyAnswered) -> Customer | None:
    """By the id that the survey's link carried, else by an address."""
    aliases = sorted(person_aliases(event.person))
    named = (world.aliases.get(Alias(alias.kind, alias.value)) for alias in aliases)
    ref = next((each for each in named if each), None)
    case = world.case(event.case_id)
    found = event.customer_id or (case.customer_id if case else "") or (ref.id if ref else "")
    return world.customer(found)
