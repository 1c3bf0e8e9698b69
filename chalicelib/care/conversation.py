"""A phone call or chat that was written down becomes a case, or goes into the one it belongs to."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import contacts
from chalicelib.care import desk_messages as desk
from chalicelib.care.call_back import CALL_DUE
from chalicelib.care.case_opened import born, owned
from chalicelib.care.effects import CancelTimer, Decision, Note, Put
from chalicelib.care.events import ConversationLogged, MessageReceived
from chalicelib.care.first_words import said
from chalicelib.care.hearing import listened
from chalicelib.care.identity import Whose, whose, written_name
from chalicelib.care.message_changed import KEPT_CHARACTERS
from chalicelib.care.personal import is_erased
from chalicelib.care.reopening import reopened
from chalicelib.care.routing import route
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState
from chalicelib.care.where import of_person
from chalicelib.care.work.holding import held
from chalicelib.care.work.reply import responded
from chalicelib.care.work.resolve import resolved
from chalicelib.care.world import World


def logged(world: World, event: ConversationLogged, now: datetime, policy: Policy) -> Decision:
    """What was solved is resolved at once and "Did we solve it?" asked as ever; else it is somebody's to do."""
    spoken = _as_message(event)
    found = whose(world, spoken, policy, world.customer(event.customer_id))
    named = world.case(event.case_id)
    case = of_person(world, found) if named is None or is_erased(named) else named
    if case is None:
        return _opened(world, event, spoken, found, now, policy)
    return _joined(world, case, event, spoken, found, now, policy)


def _as_message(event: ConversationLogged) -> MessageReceived:
    """The transcript as what the customer said. Nobody can answer on a channel that is over: it has no thread."""
    return MessageReceived(
        shop=event.shop, key=event.key, occurred_at=event.occurred_at, channel=event.channel, thread="",
        item_id=event.item_id, author_id="", author_name=written_name(event.person), text=event.text,
        person=event.person, order_name=event.order_name, case_id=event.case_id,
    )  # fmt: skip


def _opened(
    world: World, event: ConversationLogged, spoken: MessageReceived, found: Whose, now: datetime, policy: Policy
) -> Decision:
    """A case of its own. Whoever talked has answered it, without a wait."""
    case, decision, story_with, _ = born(world, spoken, found, now, policy)
    agent = world.agent(event.agent_id)
    case, first = responded(case, agent, event.shop, event.occurred_at)
    decision += Decision((Put(subject=case), *first))
    decision += contacts.opened(world, world.after(decision), case, event.shop)
    world = world.after(decision)
    if not event.solved:
        story_with = agent.id if agent else story_with
        decision += route(world, case, event.shop, event.key, now, story_with=story_with)
        return decision + Decision((desk.card(case, event.shop, event.key, now, first="yes"),))
    if agent:
        case = replace(case, agent_id=agent.id, agent_name=agent.name)
    decision += resolved(world, case, agent, event.shop, event.occurred_at, now, policy)
    return decision + Decision((desk.card(case, event.shop, event.key, now, first="yes"),))


def _joined(
    world: World, case: Case, event: ConversationLogged, spoken: MessageReceived, found: Whose, now: datetime,
    policy: Policy,
) -> Decision:  # fmt: skip
    """One more part of the case. Answers still go where the customer wrote; a call they waited for has taken place."""
    agent = world.agent(event.agent_id)
    told = replace(said(case, spoken, spoken.author_name or case.author_name), call=None, waiting_since=None)
    told, understood, _ = listened(told, spoken.text, policy)
    after, decision = owned(world, told, spoken, found, now, policy)
    after, first = responded(after, agent, event.shop, max(event.occurred_at, case.opened_at))
    by = agent.name if agent else "nobody on the roster"
    decision += Decision((
        understood, *first, Put(subject=after),
        Note(case.ref, "case.logged", f"{event.channel} with {by}, solved: {event.solved}"),
        *([CancelTimer(about=case.ref, kind=CALL_DUE)] if case.call else []),
        desk.line(after, "logged", event.shop, event.key, now, name=by if agent else "",
                  text=event.text[:KEPT_CHARACTERS]),
    ))  # fmt: skip
    world = world.after(decision)
    if case.state in (CaseState.RESOLVED, CaseState.CLOSED):
        if not event.solved:
            return decision + reopened(world, after, "it came up again in a talk", event.shop, event.key, now)
    elif event.solved:
        decision += _solved(world, after, event, now, policy)
    return decision + Decision((desk.card(after, event.shop, event.key, now),))


def _solved(world: World, case: Case, event: ConversationLogged, now: datetime, policy: Policy) -> Decision:
    """Resolved by who talked, else by whoever has the case."""
    agent = world.agent(event.agent_id)
    taken = Decision(tuple(held(world, case, agent)) if agent else ())
    world = world.after(taken)
    agent = world.agent(agent.id) if agent else None
    at = max(event.occurred_at, case.opened_at)
    return taken + resolved(world, world.case(case.id) or case, agent, event.shop, at, now, policy)
