"""A message from a customer becomes a case, or goes on with the one it belongs to."""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Alias, CancelTimer, Decision, Effect, Name, Note, Put, RecordFact, digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.languages import language_of
from chalicelib.care.references import order_names, thread_name
from chalicelib.care.routing import route
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Customer, Line, Order
from chalicelib.care.world import World

# What says who wrote, as codes that the card puts into words.
_EVIDENCE = {
    "handle": "this account was linked to the customer in an earlier case",
    "order_and_name": "names the customer's order and bears the customer's name",
    "order_name": "names an order, but bears another name; not verified",
    "none": "nothing tells",
}
KEPT_LINES, KEPT_CHARACTERS = 8, 1500
RECENT = timedelta(days=30)


def received(world: World, event: MessageReceived, now: datetime, policy: Policy) -> Decision:
    """Open a case, or add to the one of this thread; a resolved or closed one opens again."""
    ref = world.named("thread", thread_name(event))
    case = world.case(ref.id) if ref else None
    if case is None:
        return _opened(world, event, now, policy)
    return _continued(world, case, event, now)


def with_line(case: Case, who: str, name: str, at: datetime, text: str) -> Case:
    """The case with one more line of its thread; only the last few stay on the snapshot."""
    return replace(case, lines=(*case.lines, Line(who, name, at, text[:KEPT_CHARACTERS]))[-KEPT_LINES:])


def _opened(world: World, event: MessageReceived, now: datetime, policy: Policy) -> Decision:
    order, customer, evidence = _whose(world, event, policy)
    spoken = customer.language if customer else ""
    case = Case(
        id=digest(event.shop, "case", event.key), channel=event.channel, thread=event.thread, public=event.public,
        permalink=event.permalink, author_id=event.author_id, author_name=event.author_name,
        customer_id=customer.id if customer else "", order_id=order.id if order else "", evidence=evidence,
        language=spoken or language_of(policy.shop, text=event.text), opened_at=event.occurred_at, waiting_since=now,
        earlier_id=customer.last_case_id if customer else "",
    )  # fmt: skip
    case = with_line(case, "customer", event.author_name, event.occurred_at, event.text)
    effects: list[Effect] = [
        Put(subject=case), Name(alias=Alias("thread", thread_name(event)), ref=case.ref),
        Note(case.ref, "case.opened", f"by {event.channel}; who it is: {_EVIDENCE[evidence]}"),
        RecordFact(id=digest(event.shop, "case_opened", case.id), name="case_opened", at=event.occurred_at,
                   dimensions={"channel": event.channel, "language": case.language}),
    ]  # fmt: skip
    if customer:
        effects += _remembered(world, customer, case, event)
    if order and customer and order.customer_id == customer.id:
        # Anybody can name an order: only who may be its customer has asked about it.
        effects.append(Put(subject=replace(order, asked_at=order.asked_at or event.occurred_at, last_case_id=case.id)))
    decision = Decision(tuple(effects))
    decision += route(
        world.after(decision), case, event.shop, event.key, now, story_with=_story_with(world, order, now)
    )
    return decision + Decision((desk.card(case, event.shop, event.key, now, first="yes"),))


def _continued(world: World, case: Case, event: MessageReceived, now: datetime) -> Decision:
    name = event.author_name or case.author_name
    after = with_line(case, "customer", name, event.occurred_at, event.text)
    effects: list[Effect] = [Note(case.ref, "case.message", f"the customer wrote again by {event.channel}")]
    if case.state in (CaseState.RESOLVED, CaseState.CLOSED):
        return Decision(tuple(effects)) + reopened(world, after, "the customer wrote again", event.shop, event.key, now)
    effects += [Put(subject=after), desk.card(after, event.shop, event.key, now)]
    effects.append(desk.line(after, "customer_wrote", event.shop, event.key, now, text=event.text[:KEPT_CHARACTERS]))
    return Decision(tuple(effects))


def reopened(world: World, case: Case, why: str, shop: str, key: str, now: datetime) -> Decision:
    """The case is open again: with the same agent, first in their queue, the leads told."""
    open_again = replace(
        case, state=CaseState.CLAIMED if case.agent_id else CaseState.WAITING, priority=case.priority + 1,
        reopened=case.reopened + 1, reopened_at=now, waiting_since=now,
    )  # fmt: skip
    effects: list[Effect] = [
        Put(subject=open_again), CancelTimer(about=case.ref, kind="ask_solved"),
        Note(case.ref, "case.reopened", f"{why}; with {case.agent_name or 'nobody'}, priority {case.priority + 1}"),
        RecordFact(id=digest(shop, "case_reopened", case.id, key), name="case_reopened", at=now,
                   dimensions={"channel": case.channel}),
        desk.card(open_again, shop, key, now), desk.line(open_again, "reopened", shop, key, now, why=why),
    ]  # fmt: skip
    agent = world.agent(case.agent_id)
    if agent:
        others = tuple(id_ for id_ in agent.open_case_ids if id_ != case.id)
        effects.append(Put(subject=replace(agent, open_case_ids=(case.id, *others))))
    customer = world.customer(case.customer_id)
    if customer:
        effects.append(Put(subject=replace(customer, open_case_id=case.id)))
    effects += [desk.to_lead("lead_reopened", open_again, lead, shop, key, now, why=why) for lead in desk.leads(world)]
    return Decision(tuple(effects))


def _whose(world: World, event: MessageReceived, policy: Policy) -> tuple[Order | None, Customer | None, str]:
    """Order and customer a message is about, and what says so. An order's name alone is no proof of who writes.

    A known customer who names no order most likely means the latest one.
    """
    handle = world.named("handle", f"{event.channel}:{event.author_id}")
    known = world.customer(handle.id) if handle else None
    refs = [world.named("order_name", name) for name in order_names(event.text, policy)]
    orders = [order for ref in refs if ref and (order := world.order(ref.id))]
    if known:
        latest = world.order(known.order_ids[-1]) if known.order_ids else None
        named = next((order for order in orders if order.customer_id == known.id), None)
        return named or latest, known, "handle"
    for order in orders:
        owner = world.customer(order.customer_id)
        if owner and _same_name(owner.name, event.author_name):
            return order, owner, "order_and_name"
    if orders:
        return orders[0], None, "order_name"
    return None, None, "none"


def _same_name(one: str, other: str) -> bool:
    """Same names in any order of words, without case and diacritics; an empty name is nobody's."""
    words = [set(_plain(name).split()) for name in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))


def _remembered(world: World, customer: Customer, case: Case, event: MessageReceived) -> list[Effect]:
    handle = Alias("handle", f"{event.channel}:{event.author_id}")
    last_at = max(customer.last_at or event.occurred_at, event.occurred_at)
    known = replace(
        customer, cases=customer.cases + 1, open_case_id=case.id, last_case_id=case.id, last_at=last_at
    )  # fmt: skip
    effects: list[Effect] = [Put(subject=known)]
    if event.author_id and handle not in world.aliases:
        effects[0] = Put(subject=replace(known, handles=(*known.handles, f"{event.channel}:{event.author_id}")))
        effects.append(Name(alias=handle, ref=customer.ref))
    return effects


def _story_with(world: World, order: Order | None, now: datetime) -> str:
    """The agent who dealt with this order lately."""
    earlier = world.case(order.last_case_id) if order else None
    return earlier.agent_id if earlier and now - earlier.opened_at < RECENT else ""
