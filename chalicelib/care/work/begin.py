"""An agent begins a case: by a mail to a customer, or by something that is to be done for one."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import blocking, first_contact
from chalicelib.care import desk_messages as desk
from chalicelib.care.case_opened import born
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import CaseBegun, MessageReceived, Person
from chalicelib.care.finding import Whom, whom
from chalicelib.care.first_words import with_line
from chalicelib.care.identity import whose
from chalicelib.care.macros import gaps
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import BEGUN, behind
from chalicelib.care.state import Agent, Case, CaseNote, Customer, Wrote
from chalicelib.care.still_true import why_muted
from chalicelib.care.unopened import is_of_a_question
from chalicelib.care.work.holding import held
from chalicelib.care.work.note import LONGEST
from chalicelib.care.world import World

MAIL = "mail"
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


def begun(world: World, event: CaseBegun, now: datetime, policy: Policy) -> Decision:
    """The case is theirs from its beginning; what is answered to the mail comes into it."""
    agent, found = member(world, event.slack_user), whom(world, event.who, policy)
    if why := _why_not(world, event, agent, found):
        return Decision(desk.refusal_of(event, event.slack_user, why, now))
    assert agent is not None
    address = _address(event, found)
    spoken = MessageReceived(
        shop=event.shop, key=event.key, occurred_at=now, channel="email", thread="", item_id="", author_id=address,
        author_name=found.customer.name if found.customer else "", text=event.text, subject=event.subject,
        person=None if found.customer else Person(email=address), order_name=found.order.name if found.order else "",
    )  # fmt: skip
    new, decision, _, _ = born(world, spoken, whose(world, spoken, policy, found.customer), now, policy)
    decision = _unwritten(decision, found)
    # What an agent writes says nothing of how the customer feels.
    case = replace(new, lines=(), tone="", urgency="", priority=0, language=event.language or new.language)
    case = replace(case, heard=replace(case.heard, raised=0))
    if event.what == MAIL:
        decision = Decision(tuple(effect for effect in decision.effects if not is_of_a_question(effect)))
        case = with_line(replace(case, waiting_since=None, first_response_at=now), "agent", agent.name, now, event.text)
        decision += Decision((_mail(case, agent, event, address, now),))
        order = world.order(case.order_id)
        decision += Decision((Put(subject=first_contact.with_newest(world, order, case)),) if order else ())
    else:
        note = CaseNote(agent.name, now, event.text[:LONGEST])
        case = replace(case, handling=replace(case.handling, notes=(note,)))
    decision += Decision((Put(subject=case),))
    decision += Decision(tuple(held(world.after(decision), case, agent)))
    return decision + _told(world.after(decision).case(case.id) or case, agent, event, now, policy)


def _unwritten(decision: Decision, found: Whom) -> Decision:
    """Without what counts a customer as one who wrote: an agent did."""
    before = found.customer

    def kept(effect: Effect) -> Effect:
        if not (isinstance(effect, Put) and isinstance(effect.subject, Customer)):
            return effect
        wrote = before.wrote if before and before.id == effect.subject.id else Wrote()
        return replace(effect, subject=replace(effect.subject, wrote=wrote))

    facts = {"customer_wrote", "customer_channel"}
    return Decision(tuple(
        kept(each) for each in decision.effects if not (isinstance(each, RecordFact) and each.name in facts)
    ))  # fmt: skip


def _told(case: Case, agent: Agent, event: CaseBegun, now: datetime, policy: Policy) -> Decision:
    fact = RecordFact(
        id=digest(event.shop, "case_begun", case.id), name="case_begun", at=now,
        dimensions={"what": event.what, "language": case.language, "agent": agent.id},
    )  # fmt: skip
    said = desk.answer_to(event, event.slack_user, "begun", now, number=case.number)
    return Decision((
        fact, Note(case.ref, "case.begun", f"by {agent.name}: {event.what}"),
        behind(BEGUN, case.ref, event.what, now, policy),
        desk.card(case, event.shop, event.key, now, first="yes"), *said,
    ))  # fmt: skip


def _why_not(world: World, event: CaseBegun, agent: Agent | None, found: Whom) -> str:
    """Why it cannot begin, one of desk.lines.REFUSALS; "" if it can."""
    if agent is None:
        return "not_on_roster"
    if found.several:
        return "several_found"
    address = _address(event, found)
    if found.customer is None and not address:
        return "nobody_found"
    if event.what != MAIL:
        return ""
    if not address:
        return "no_address"
    if found.customer and why_muted(world, str(found.customer.ref), "agent_mail"):
        return "address_muted"
    if world.aliases.get(blocking.alias_of("email", address)):
        return "sender_blocked"
    return "gaps_left" if gaps(event.text) else ""


def _address(event: CaseBegun, found: Whom) -> str:
    """Where a mail goes: as it was typed, else where the customer is known to be."""
    typed = event.who.strip()
    return typed if ADDRESS.fullmatch(typed) else found.customer.email if found.customer else ""


def _mail(case: Case, agent: Agent, event: CaseBegun, address: str, now: datetime) -> SendMessage:
    return SendMessage(
        id=digest(event.shop, "agent_mail", event.key), kind="agent_mail", channel="email",
        to=f"customer:{case.customer_id}", about=case.ref,
        params={
            "text": event.text, "agent": agent.id, "name": agent.name, "title": event.subject, "via": "email",
            "to": address,
        },
        not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip
