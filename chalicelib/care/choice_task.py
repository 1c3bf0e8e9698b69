"""A choice that no store action fulfils is an agent's task: a case with its reason, more urgent than others."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.case_opened import born
from chalicelib.care.choices import CHANNEL
from chalicelib.care.effects import Decision, Effect, Note, Put, SendMessage, digest
from chalicelib.care.events import Event, MessageReceived
from chalicelib.care.first_words import said
from chalicelib.care.identity import Whose
from chalicelib.care.message_changed import KEPT_CHARACTERS
from chalicelib.care.routing import route
from chalicelib.care.rules import Policy
from chalicelib.care.state import GROUPED, Case, Choice, ChoiceState, Evidence, Order
from chalicelib.care.talking import case_about
from chalicelib.care.vocabulary import ChoiceKind, Topic
from chalicelib.care.world import World

TOPICS = {
    ChoiceKind.WAIT: Topic.DELIVERY, ChoiceKind.PICKUP: Topic.DELIVERY, ChoiceKind.SWAP: Topic.EXCHANGE,
    ChoiceKind.CANCEL: Topic.CANCELLATION,
}  # fmt: skip
CONFIRMED = "choice_confirmed"


def as_message(
    shop: str, key: str, at: datetime, order_id: str, what: ChoiceKind, words: str = "", name: str = ""
) -> MessageReceived:  # fmt: skip
    """The choice as a message of the customer: what they added in their own words, about their order for certain."""
    return MessageReceived(
        shop=shop, key=key, occurred_at=at, channel=CHANNEL, thread="", item_id="", author_id="", author_name=name,
        text=words, order_id=order_id, topic=TOPICS[what],
    )  # fmt: skip


def handed(
    world: World, order: Order, chosen: Choice, words: str, event: Event, now: datetime, policy: Policy
) -> tuple[Choice, Decision]:
    """The choice with its task: the open case about this order, else one of its own."""
    customer = world.customer(order.customer_id)
    name = customer.name if customer else ""
    message = as_message(event.shop, event.key, event.occurred_at, order.id, chosen.what, words, name)
    if case := case_about(world, order):
        return chosen._replace(case_id=case.id), _joined(world, case, chosen, message, now, policy)
    found = Whose(order, customer, Evidence.ANSWERED if customer else Evidence.NONE)
    case, decision, story_with, _ = born(world, message, found, now, policy)
    case = replace(case, priority=case.priority + policy.choices.priority)
    decision += Decision(
        (Note(case.ref, "case.choice", f"the customer chose: {chosen.what}, to be done by {chosen.by}"),)
    )
    decision += route(world.after(decision), case, event.shop, event.key, now, story_with=story_with)
    card = desk.card(case, event.shop, event.key, now, first="yes")
    return chosen._replace(case_id=case.id), decision + Decision((card,))


def taken_back(case: Case, chosen: Choice, event: Event, now: datetime) -> Decision:
    """What was to be done by a person is not wanted any more: whoever has the task hears of it, and closes it."""
    note = Note(case.ref, "case.choice", f"the customer chose again: {chosen.what}")
    line = desk.line(case, f"chose_{chosen.what}", event.shop, event.key, now)
    return Decision((note, desk.card(case, event.shop, event.key, now), line))


def confirmed(order: Order, chosen: Choice, shop: str, now: datetime, policy: Policy) -> list[Effect]:
    """The mail that says what they chose, and that it is done or by when a person does it."""
    if not policy.messages.choice_confirmed:
        return [Note(order.ref, f"{CONFIRMED}.not_told", "messages.choice_confirmed is off")]
    fulfilled = "store" if chosen.state is ChoiceState.DONE else "agent"
    return [SendMessage(
        id=digest(shop, CONFIRMED, order.id, chosen.episode, chosen.what, chosen.at, fulfilled), kind=CONFIRMED,
        channel="email", to=f"customer:{order.customer_id}", about=order.ref,
        params={
            "order": order.id, "choice": str(chosen.what), "fulfilled": fulfilled,
            "by": chosen.by.isoformat() if chosen.by else "",
        },
        conditions=(f"choice_stands:{chosen.what}",), not_after=now + timedelta(days=1), wakes=True,
    )]  # fmt: skip


def _joined(
    world: World, case: Case, chosen: Choice, message: MessageReceived, now: datetime, policy: Policy
) -> Decision:
    """One more part of a case that is open already: its agent knows the story. One that waits among look-alikes is
    somebody's from now on: no text to all does what was chosen."""
    before = said(case, message, message.author_name) if message.text else case
    after = replace(
        before, waiting_since=case.waiting_since or now, priority=case.priority + policy.choices.priority
    )  # fmt: skip
    line = desk.line(
        after, f"chose_{chosen.what}", message.shop, message.key, now, text=message.text[:KEPT_CHARACTERS]
    )  # fmt: skip
    put = Decision((Put(subject=after), _noted(case, chosen)))
    if after.queue == GROUPED:
        put += route(world.after(put), after, message.shop, message.key, now)
    return put + Decision((desk.card(after, message.shop, message.key, now), line))


def _noted(case: Case, chosen: Choice) -> Note:
    return Note(case.ref, "case.choice", f"the customer chose: {chosen.what}, to be done by {chosen.by}")
