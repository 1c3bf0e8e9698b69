"""A score or words on a page of ours: counted, kept where it belongs, shown to the team, put right where it hurts.

After a Yes: how satisfied, 1 to 5. Behind a mail after an order has arrived, or days after that Yes: that, or whether
they would recommend us, 0 to 10.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care import scores
from chalicelib.care.answers_given import last_answer, with_answer
from chalicelib.care.effects import Decision, Effect, Note, Put, SendMessage, digest
from chalicelib.care.events import ScoreGiven
from chalicelib.care.first_words import with_line
from chalicelib.care.opinion_words import SURVEY, said
from chalicelib.care.personal import is_erased
from chalicelib.care.recovery import recovered
from chalicelib.care.reopening import reopened
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import SCORED, behind
from chalicelib.care.state import Case, CaseState, Customer, Order, Quotable, Ref
from chalicelib.care.vocabulary import SurveyKind
from chalicelib.care.world import World

YES = "yes"
MOST_QUOTES, LONGEST_QUOTE = 5, 1000


def given(world: World, event: ScoreGiven, now: datetime, policy: Policy) -> Decision:
    """Keep the score with what it is about, and do what follows from it and from the words."""
    about = Ref.parse(event.about)
    case, order = world.case(about.id), world.order(about.id)
    if about.type == "case" and case and event.survey is SurveyKind.CSAT:
        return _of_page(world, case, event, now, policy)
    asked = order if about.type == "order" else case
    return _of_mail(world, asked, event, now, policy) if asked else Decision()


def _of_page(world: World, case: Case, event: ScoreGiven, now: datetime, policy: Policy) -> Decision:
    answer = last_answer(case, event.cycle)
    asked_at = answer.at if answer and answer.answer == YES and event.cycle == case.cycle else None
    before = answer.score if answer else None
    why_not = scores.why_not_counted(event.survey, event.score, before, asked_at, asked_at, now, policy)
    if is_erased(case) or (why_not and (asked_at is None or not event.comment)):
        return Decision((Note(case.ref, "score.not_counted", why_not or "the customer was erased"),))
    assert answer is not None
    told = case if why_not else with_answer(case, answer._replace(score=event.score))
    hurts = not why_not and scores.is_low(event.survey, event.score, policy)
    if event.comment or hurts:
        told = with_line(told, "customer", case.author_name, now, said(event), channel=SURVEY)
    decision = Decision((Put(subject=told), *_counted(event, case.ref, before, why_not, policy)))
    decision += _remembered(world, case.customer_id, event, why_not, now)
    if hurts and case.state in (CaseState.RESOLVED, CaseState.CLOSED):
        why = f"it is solved, and the customer is not satisfied: {event.score} of {scores.HIGHEST[event.survey]}"
        return decision + reopened(world.after(decision), told, why, event.shop, event.key, now)
    shown = (desk.card(told, event.shop, event.key, now), _line(event, case.ref, why_not, now))
    return decision + Decision(shown)


def _of_mail(world: World, about: Order | Case, event: ScoreGiven, now: datetime, policy: Policy) -> Decision:
    asked = about.survey
    is_it = asked is not None and asked.survey == event.survey
    asked_at, before = (asked.asked_at, asked.score) if asked and is_it else (None, None)
    first_at = asked.answered_at if asked else None
    why_not = scores.why_not_counted(event.survey, event.score, before, first_at, asked_at, now, policy)
    if is_erased(about) or (why_not and (asked_at is None or not event.comment)):
        return Decision((Note(about.ref, "score.not_counted", why_not or "the customer was erased"),))
    assert asked is not None
    kept = asked if why_not else asked._replace(score=event.score, answered_at=first_at or now)
    counted = _counted(event, about.ref, before, why_not, policy, mailed=True)
    decision = Decision((Put(subject=replace(about, survey=kept)), *counted))
    decision += _remembered(world, about.customer_id, event, why_not, now)
    low = scores.is_low(event.survey, kept.score, policy)
    if low and (not why_not or event.comment):
        return decision + recovered(world.after(decision), event, now, policy)
    return decision + Decision((_line(event, about.ref, why_not, now),))


def _counted(
    event: ScoreGiven, about: Ref, before: int | None, why_not: str, policy: Policy, mailed: bool = False
) -> list[Effect]:  # fmt: skip
    words = f"{len(event.comment)} characters of words"
    if why_not or event.score is None:
        return [Note(about, "score.words", words)]
    changed = f", {before} before" if before is not None else ""
    via = scores.CASE if about.type == "case" else scores.ARRIVAL
    facts = scores.counted(event.shop, event.survey, event.score, before, via, event.key, event.occurred_at, mailed)
    score = f"{event.survey} {event.score}"
    sample = behind(SCORED, about, score, event.occurred_at, policy)
    return [Note(about, "score.given", f"{score}{changed}, {words}"), sample, *facts]


def _remembered(world: World, customer_id: str, event: ScoreGiven, why_not: str, now: datetime) -> Decision:
    """With the customer: their last score, and what of theirs may be quoted, with the time they agreed."""
    customer = world.customer(customer_id)
    if customer is None or is_erased(customer):
        return Decision()
    scored = customer if why_not else replace(customer, last_score=f"{event.score}/{scores.HIGHEST[event.survey]}")
    return Decision((Put(subject=scored),)) + _quotable(scored, event, now)


def _quotable(customer: Customer, event: ScoreGiven, now: datetime) -> Decision:
    if not (event.may_quote and event.comment):
        return Decision()
    quote = Quotable(event.comment[:LONGEST_QUOTE], now, event.about)
    kept = replace(customer, quotable=(*customer.quotable, quote)[-MOST_QUOTES:])
    note = Note(customer.ref, "customer.quotable", f"agreed that {len(quote.text)} characters about {event.about} be "
                f"quoted, at {now:%Y-%m-%d %H:%M} UTC")  # fmt: skip
    return Decision((Put(subject=kept), note))


def _line(event: ScoreGiven, about: Ref, why_not: str, now: datetime) -> SendMessage:
    """For the team: what somebody thinks who needs no answer."""
    return SendMessage(
        id=digest(event.shop, "opinion_line", event.key), kind="opinion_line", channel="slack", to=desk.TEAM,
        about=about,
        params={
            "kind": event.survey, "score": "" if why_not else str(event.score), "of": str(scores.HIGHEST[event.survey]),
            "text": event.comment, "link": "", "quote": "yes" if event.may_quote and event.comment else "",
        },
        not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip
