"""A message from a customer becomes a case, or goes on with the one it belongs to."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.care import blocking, call_back, contacts, first_contact, lookalikes
from chalicelib.care import desk_messages as desk
from chalicelib.care.book_week import ASKED, week_of
from chalicelib.care.effects import Alias, Decision, Effect, Name, Note, Put, RecordFact, digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.first_words import first_words, said
from chalicelib.care.grouped_cards import answered_before
from chalicelib.care.hearing import dimensions, listened
from chalicelib.care.identity import STRONG, TYPED, Whose, named, whose
from chalicelib.care.linking import by_rule
from chalicelib.care.message_changed import KEPT_CHARACTERS, still_stands, withdrawn_before
from chalicelib.care.references import KNOWN_BY_ITEM, handle_of, item_name, person_aliases, thread_name
from chalicelib.care.reopening import reopened
from chalicelib.care.routing import route
from chalicelib.care.rules import Policy
from chalicelib.care.state import GROUPED, Case, CaseState, Customer, KnownAs, Ref
from chalicelib.care.threads import heard_in
from chalicelib.care.unopened import unopened
from chalicelib.care.vocabulary import Kind
from chalicelib.care.where import of_person, of_thread
from chalicelib.care.work.holding import woken
from chalicelib.care.work.snooze import awake
from chalicelib.care.world import World

RECENT = timedelta(days=30)


def received(
    world: World, event: MessageReceived, now: datetime, policy: Policy, *, hurts: bool = False
) -> Decision:  # fmt: skip
    """Open a case, or add to the one it belongs to; a resolved or closed one of the same thread opens again.

    `hurts`: it is somebody's bad opinion, and wants an answer whatever its words are.
    """
    if gone := withdrawn_before(world, event, now):
        return gone
    if unheard := blocking.unheard(world, event, now):
        return unheard
    found = whose(world, event, policy)
    case = of_thread(world, event) or of_person(world, found)
    if event.robot:
        why = f"an automatic message by {event.channel}: kept, not shown"
        fact = RecordFact(
            id=digest(event.shop, "message_robot", event.key), name="message_robot", at=now,
            dimensions={"channel": event.channel},
        )  # fmt: skip
        return Decision((fact, *([Note(case.ref, "case.robot", why)] if case else [])))
    if case is None:
        return _opened(world, event, found, now, policy, hurts=hurts) + still_stands(event)
    return _continued(world, case, event, found, now, policy, hurts=hurts) + still_stands(event)


class Born(NamedTuple):
    """A new case, what was decided for it so far, the agent who knows its customer's story ("" if none), and what its
    words want."""

    case: Case
    decision: Decision
    story_with: str
    kind: Kind


def _opened(
    world: World, event: MessageReceived, found: Whose, now: datetime, policy: Policy, *, hurts: bool
) -> Decision:  # fmt: skip
    case, decision, story_with, kind = born(world, event, found, now, policy)
    if kind is not Kind.CASE and not (hurts or _asks(event)):
        return unopened(world, decision, case, kind, event, now, policy)
    decision += contacts.opened(world, world.after(decision), case, event.shop)
    alike = lookalikes.group_of(case, event.text) if policy.groups.at_least and not hurts else None
    if many := lookalikes.joined(world, case, alike, event, now):
        return decision + many
    told = not lookalikes.told_lately(world.group(alike.id) if alike else None, now, policy)
    decision += route(world.after(decision), case, event.shop, event.key, now, story_with=story_with, told=told)
    shown = desk.photos(case, event.attachments, event.shop, event.key, now)
    decision += Decision((desk.card(case, event.shop, event.key, now, first="yes"), *shown))
    return decision + lookalikes.noticed(world.after(decision), case.id, alike, event, now, policy)


def born(world: World, event: MessageReceived, found: Whose, now: datetime, policy: Policy) -> Born:
    """A new case of these words, known to customer and order; not yet with an agent, not yet shown."""
    case, known, person, understood, kind = first_words(world, event, found, now, policy)
    effects: list[Effect] = [
        Put(subject=case), Name(alias=Alias("case_number", case.number), ref=case.ref), *_threaded(case, event),
        *call_back.reminder(case, event),
        Note(Ref(ASKED, week_of(now.astimezone(policy.zone_info).date())), ASKED, case.id),
        Note(case.ref, "case.opened", f"by {event.channel}; who it is: {found.evidence}"), understood,
        RecordFact(id=digest(event.shop, "case_opened", case.id), name="case_opened", at=event.occurred_at,
                   dimensions=dimensions(case)),
    ]  # fmt: skip
    decision = Decision(tuple(effects))
    if known and (found.evidence in STRONG or not found.customer):
        # Who only gives an address must not be mixed up with the customer whose it is.
        decision += _remembered(world, _with_case(known, case), case, event, found, now, policy)
    order = found.order
    if order and person and order.customer_id in {person.id, *(link.customer_id for link in person.links)}:
        # Anybody can name an order: only who may be its customer has asked about it.
        asked = replace(order, asked_at=order.asked_at or event.occurred_at)
        decision += Decision((Put(subject=first_contact.with_newest(world, asked, case)),))
    story_with = _story_with(world, (order.last_case_id if order else "", person.last_case_id if person else ""), now)
    return Born(case, decision, story_with, kind)


def _continued(
    world: World, case: Case, event: MessageReceived, found: Whose, now: datetime, policy: Policy, *, hurts: bool
) -> Decision:  # fmt: skip
    """One more message of the case. Replies go where the customer wrote last."""
    name = event.author_name or case.author_name
    here = replace(
        case, channel=event.channel, thread=event.thread, public=event.public, author_id=event.author_id,
        permalink=event.permalink or case.permalink, author_name=name, subject=event.subject or case.subject,
    )  # fmt: skip
    here, left = heard_in(here, thread_name(event))
    over = case.state in (CaseState.RESOLVED, CaseState.CLOSED)
    after, understood, kind = listened(said(here, event, name), event.text, policy, chosen=event.topic, anew=over)
    thanked = kind is Kind.THANKS and not (hurts or _asks(event))
    # Thanks want no answer: nobody waits for us because of them.
    after = replace(after, waiting_since=case.waiting_since or (None if over or thanked else now))
    after, rested = (after, ()) if thanked else (awake(after), woken(case))
    note = Note(case.ref, "case.message", f"the customer wrote again by {event.channel}; who it is: {found.evidence}")
    shown = desk.photos(case, event.attachments, event.shop, event.key, now)
    told = (note, understood, *rested, *left, *_threaded(case, event), *call_back.reminder(after, event), *shown)
    decision = Decision(told)
    after, more = owned(world, after, event, found, now, policy)
    decision += more
    if _is_canned(case, event):
        why = "answered our question with the very words of before: shown, but it does not open the case again"
        decision += Decision((Note(case.ref, "case.robot", why),))
    elif thanked:
        decision += Decision(
            (Note(case.ref, "case.thanked", "says thanks, or that it is solved: nothing opens for it"),)
        )
    elif over and kind is Kind.SPAM and case.handling.dismissed and not (hurts or _asks(event)):
        decision += Decision((Note(case.ref, "case.spam", "looks like spam again: kept, and nothing opens for it"),))
        return decision + Decision((Put(subject=replace(after, state=case.state)),))
    elif over:
        return decision + reopened(world.after(decision), after, "the customer wrote again", event.shop, event.key, now)
    line = desk.line(
        after, "thanked" if thanked else "customer_wrote", event.shop, event.key, now, text=event.text[:KEPT_CHARACTERS]
    )
    decision += Decision((Put(subject=after), desk.card(after, event.shop, event.key, now), line))
    if after.queue == GROUPED and (hurts or lookalikes.by_itself(after) or answered_before(after)):
        # One text answers many. Who asks on after it, or wants what no text gives, is somebody's to talk to.
        return decision + route(world.after(decision), after, event.shop, event.key, now)
    return decision


def _asks(event: MessageReceived) -> bool:
    """Does it want something, whatever its words say?"""
    return bool(event.topic or event.attachments) or call_back.wish(event) is not None


def _is_canned(case: Case, event: MessageReceived) -> bool:
    """Does a mail answer "Did we solve it?" with exactly what they wrote before?

    Robots do that which do not say what they are: each answer would open the case, and lead to the next question.
    """
    asked = case.state is CaseState.RESOLVED and case.asked_cycle >= case.cycle
    before = {line.text for line in case.lines if line.who == "customer"}
    return asked and event.channel == "email" and event.text[:KEPT_CHARACTERS] in before


def owned(
    world: World, case: Case, event: MessageReceived, found: Whose, now: datetime, policy: Policy
) -> tuple[Case, Decision]:  # fmt: skip
    """The case as its customer's, if we are sure who it is; and what is remembered of them."""
    customer = found.customer
    if customer is None or found.evidence not in STRONG:
        return case, Decision()
    if not case.customer_id:
        earlier = customer.last_case_id
        case = replace(case, customer_id=customer.id, evidence=found.evidence, earlier_id=earlier)
        customer = _with_case(customer, case)
    return case, _remembered(world, customer, case, event, found, now, policy)


def _threaded(case: Case, event: MessageReceived) -> list[Effect]:
    """Whatever comes in this thread belongs to the case; so does what only names this message."""
    names = [Alias("thread", thread_name(event))] if event.thread else []
    if event.channel in KNOWN_BY_ITEM:
        names.append(Alias("item", item_name(event)))
    return [Name(alias=alias, ref=case.ref) for alias in names]


def _with_case(customer: Customer, case: Case) -> Customer:
    """The record with one more case, which is open."""
    return replace(customer, cases=customer.cases + 1, open_case_id=case.id, last_case_id=case.id)


def _remembered(
    world: World, customer: Customer, case: Case, event: MessageReceived, found: Whose, now: datetime, policy: Policy
) -> Decision:
    """The record, found by the account and the address that wrote; and linked with another one that is the same person.

    An account is taken for theirs only on evidence that a stranger does not have. What was typed behind the link of a
    mail is not: mails are forwarded, with the name they greet, and who has that address would speak for them.
    """
    handle = Alias("handle", handle_of(event))
    typed = bool(event.order_id) and event.channel in TYPED
    aliases = set() if typed else person_aliases(event.person)
    aliases |= {handle} if handle.value and found.evidence in STRONG else set()
    why = KnownAs("", "", found.evidence, event.occurred_at, str(case.ref))
    last_at = max(customer.last_at or event.occurred_at, event.occurred_at)
    customer, facts = contacts.wrote(customer, event.channel, event.occurred_at, event.shop, policy)
    known, free = named(world, replace(customer, last_at=last_at), aliases, why)
    decision = Decision((Put(subject=known), *facts, *(Name(alias=alias, ref=known.ref) for alias in free)))
    return decision + by_rule(world.after(decision), known, found.also, found.because, now)


def _story_with(world: World, earlier: tuple[str, ...], now: datetime) -> str:
    """The agent who dealt lately with this order, or with this customer."""
    cases = (world.case(id_) for id_ in earlier)
    return next((case.agent_id for case in cases if case and now - case.opened_at < RECENT and case.agent_id), "")
