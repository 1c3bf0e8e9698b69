"""Replies to surveys asked elsewhere: counted, shown to the team, and a case if the score is low."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import scores, surveys
from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Alias, Decision, Effect, Name, Note, Put, SendMessage, digest
from chalicelib.care.events import SurveyAnswered
from chalicelib.care.opinion_words import opinion_name, told_first
from chalicelib.care.recovery import recovered
from chalicelib.care.references import person_aliases
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import SCORED, behind
from chalicelib.care.state import Customer, Ref
from chalicelib.care.world import World


def answered(world: World, event: SurveyAnswered, now: datetime, policy: Policy) -> Decision:
    """Count the score once per reply, remember it with the customer, and act on a low one."""
    customer = _customer(world, event)
    low = scores.is_low(event.survey, event.score, policy)
    counted = _counted(world, event, customer, policy)
    decision = Decision(tuple(counted))
    if customer and event.score is not None:
        scored = replace(customer, last_score=f"{event.score}/{scores.HIGHEST[event.survey]}")
        if counted:
            # Whoever asked them: it counts when they are asked next.
            about = f"survey:{event.response_id}"
            scored = surveys.asked(scored, str(event.survey), about, event.occurred_at, policy)
        why = f"{event.survey} {event.score} by {event.response_id}"
        decision += Decision((Put(subject=scored), Note(customer.ref, "survey.answered", why)))
    if low:
        return decision + recovered(world.after(decision), event, now, policy)
    return decision + Decision((_line(event, customer, now),))


def _counted(world: World, event: SurveyAnswered, customer: Customer | None, policy: Policy) -> list[Effect]:
    """One number per reply: one that is completed later says the same score again."""
    alias = Alias("opinion", opinion_name(event))
    if event.score is None or alias in world.aliases:
        return []
    facts = scores.counted(
        event.shop, event.survey, event.score, None, _source(event), event.response_id, event.occurred_at
    )
    about = Ref("case", event.case_id) if event.case_id else _about(event, customer)
    sample = behind(SCORED, about, f"{event.survey} {event.score}", event.occurred_at, policy)
    return [*facts, sample, Name(alias=alias, ref=told_first(event))]


def _line(event: SurveyAnswered, customer: Customer | None, now: datetime) -> SendMessage:
    """For the team: what somebody thinks who needs no answer."""
    return SendMessage(
        id=digest(event.shop, "opinion_line", event.key), kind="opinion_line", channel="slack", to=TEAM,
        about=_about(event, customer),
        params={
            "kind": event.survey, "score": "" if event.score is None else str(event.score),
            "of": str(scores.HIGHEST[event.survey]), "text": event.comment, "link": "",
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
