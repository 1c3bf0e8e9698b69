"""A customer wants to send something back: a case with what, why and what for, by the clock of their order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from chalicelib.care import desk_messages as desk
from chalicelib.care import first_contact, return_right
from chalicelib.care.arrival import parcels_of
from chalicelib.care.case_opened import received
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.events import MessageReceived, ReturnRequested
from chalicelib.care.local_time import local_date
from chalicelib.care.pieces import of_product
from chalicelib.care.return_words import ReturnWish, WantedBack
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Order
from chalicelib.care.vocabulary import Topic
from chalicelib.care.world import World

CHANNEL = "form"
TOPICS = {ReturnWish.EXCHANGE: Topic.EXCHANGE, ReturnWish.RETURN: Topic.RETURN}
# Products that are counted of one wish: a decision has at most 20 facts (store/port.py), and its case has up to twelve,
# more if earlier ones lose their first resolution by it.
MOST = 8


def requested(world: World, event: ReturnRequested, now: datetime, policy: Policy) -> Decision:
    """Open a case, or go on with the customer's open one; too late by the clock, say so and do nothing."""
    order = world.order(event.order_id)
    if order is None:
        return Decision()
    clock = return_right.right(order, parcels_of(world, order), policy)
    today = local_date(event.occurred_at, policy.zone_of(order.country))
    if clock and not clock.is_open(today):
        why = f"asked on {today}, the right to return ended with {clock.last_day}"
        return Decision((Note(order.ref, "return.not_counted", why),))
    decision = received(world, as_message(world, order, event), now, policy, hurts=True)
    case = _case_of(decision)
    why = f"{event.wish}, because {event.reason}" + (f", day {clock.day(today)} of {clock.days}" if clock else "")
    lost = sum(isinstance(each, RecordFact) and each.name == first_contact.LOST for each in decision.effects)
    counted = islice(_counted(order, event), MOST - max(lost - 1, 0))
    effects: list[Effect] = [Note(order.ref, "return.wanted", why), *counted]
    if case:
        after = replace(case, back=WantedBack(event.wish, event.reason, event.items))
        effects += [Put(subject=after), Note(case.ref, "case.return", why)]
        if world.case(case.id):
            effects.append(desk.line(after, f"back_{event.wish}", event.shop, event.key, now))
    return decision + Decision(tuple(effects))


def as_message(world: World, order: Order, event: ReturnRequested) -> MessageReceived:
    """The wish as a message of the customer, about their order for certain."""
    customer = world.customer(order.customer_id)
    return MessageReceived(
        shop=event.shop, key=event.key, occurred_at=event.occurred_at, channel=CHANNEL, thread="", item_id="",
        author_id="", author_name=customer.name if customer else "", text=event.comment, order_id=event.order_id,
        topic=TOPICS[event.wish],
    )  # fmt: skip


def _case_of(decision: Decision) -> Case | None:
    """The case as the decision leaves it."""
    put = [each.subject for each in decision.effects if isinstance(each, Put) and isinstance(each.subject, Case)]
    return put[-1] if put else None


def _counted(order: Order, event: ReturnRequested) -> Iterator[RecordFact]:
    """How many pieces of which product, why and what for; one piece of nothing known if no product is."""
    pieces: dict[str, int] = {}
    for item in event.items:
        pieces[item.product_id] = pieces.get(item.product_id, 0) + item.quantity
    for product, count in sorted(pieces.items() or {"": 1}.items()):
        named = of_product(product, (*order.items, *event.items)) if product else {}
        yield RecordFact(
            id=digest(event.shop, "return_requested", event.key, product), name="return_requested",
            at=event.occurred_at, value=count,
            dimensions={"wish": str(event.wish), "reason": str(event.reason), **named},
        )  # fmt: skip
