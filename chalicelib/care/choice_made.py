"""The customer of a late order has chosen: it is thanked for, done by the store, or made an agent's task.

Judged anew by the order as it is when the press is decided on; a later press within the window changes the choice, and
the order keeps both.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import choice_task, choices
from chalicelib.care.choice_events import ORDER_CANCEL
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, Rely, SendMessage, digest
from chalicelib.care.events import ChoiceMade, Event, MessageFailed, MessageSent, MessageSkipped
from chalicelib.care.late_parcel import parcels_of
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import CHOSEN, behind
from chalicelib.care.state import Choice, ChoiceState, Order, OrderState, Ref
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.care.world import World

# How long the store is tried before a person does it.
TRIED_FOR = timedelta(hours=2)
NOBODY = "none"


def made(world: World, event: ChoiceMade, now: datetime, policy: Policy) -> Decision:
    """Keep the choice and do what it asks for; or say why it does not count."""
    order = world.order(event.order_id)
    if order is None:
        return Decision()
    parcels, before = parcels_of(world, order), choices.given(order)
    task = world.case(before.case_id) if before else None
    if why := choices.why_not(order, parcels, event.choice, task, now, policy):
        return Decision((Note(order.ref, "choice.not_counted", f"{event.choice}: {why}"),))
    assert order.delay is not None
    store = choices.by_store(order, parcels, event.choice, policy)
    doing = ChoiceState.STORE if store else ChoiceState.AGENT
    chosen = Choice(
        order.delay.number, event.choice, now, ChoiceState.TAKEN if event.choice is ChoiceKind.WAIT else doing
    )  # fmt: skip
    said = f"{event.choice}{f', having chosen {before.what} before' if before else ''}; by {_by_whom(chosen)}"
    effects: list[Effect] = [
        # What has left, or has arrived, must not change unseen between this look and the commit.
        *(Rely(parcel.ref) for parcel in parcels), Note(order.ref, "choice.made", said),
        *_counted(order, chosen, before, event), behind(CHOSEN, order.ref, str(event.choice), now, policy),
    ]  # fmt: skip
    decision = Decision(tuple(effects))
    if chosen.state is ChoiceState.AGENT:
        by = event.by or choices.done_by(world, now, policy)
        return decision + _by_a_person(world, order, chosen._replace(by=by), event, now, policy, event.words)
    decision += Decision((Put(subject=replace(order, choices=choices.with_choice(order, chosen))),))
    if chosen.state is ChoiceState.STORE:
        decision += Decision((_to_the_store(order, chosen, event.shop, now),))
    return decision + (choice_task.taken_back(task, chosen, event, now) if task else Decision())


def store_did(world: World, event: MessageSent, now: datetime, policy: Policy) -> Decision:
    """The store has cancelled it: the customer is told."""
    order, chosen = _under_way(world, event)
    if order is None or chosen is None:
        return Decision()
    done = chosen._replace(state=ChoiceState.DONE)
    told = choice_task.confirmed(order, done, event.shop, now, policy)
    note = Note(order.ref, "choice.done", f"the store has done it: {chosen.what}")
    return Decision((Put(subject=_with(order, done)), note, *told))


def store_did_not(world: World, event: MessageSkipped | MessageFailed, now: datetime, policy: Policy) -> Decision:
    """The store was not told, does not take it, or nobody knows: a person does it, and the customer hears by when."""
    order, chosen = _under_way(world, event)
    if order is None or chosen is None:
        return Decision()
    failed = chosen._replace(state=ChoiceState.AGENT, by=choices.done_by(world, now, policy), trouble=event.reason)
    if order.state is not OrderState.OPEN:
        done = chosen._replace(state=ChoiceState.DONE)
        over = Note(order.ref, "choice.over", f"the order is {order.state}: {event.reason}")
        # The store's word that it is cancelled is often faster than our second look: it came about all the same.
        so = order.state is OrderState.CANCELLED and chosen.what is ChoiceKind.CANCEL
        told = choice_task.confirmed(order, done, event.shop, now, policy) if so else []
        return Decision((Put(subject=_with(order, done)), over, *told))
    note = Note(order.ref, "choice.store_did_not", event.reason)
    decision = Decision((note, *_counted(order, failed, chosen, event)))
    return decision + _by_a_person(world, _without_last(order), failed, event, now, policy, "")


def _by_a_person(
    world: World, order: Order, chosen: Choice, event: Event, now: datetime, policy: Policy, words: str
) -> Decision:
    """An agent's task, with the choice on its card, and a mail that says by when."""
    chosen, decision = choice_task.handed(world, order, chosen, words, event, now, policy)
    known = world.after(decision).order(order.id) or order
    put = Put(subject=replace(known, choices=choices.with_choice(order, chosen)))
    return decision + Decision((put, *choice_task.confirmed(order, chosen, event.shop, now, policy)))


def _by_whom(chosen: Choice) -> str:
    return NOBODY if chosen.state is ChoiceState.TAKEN else str(chosen.state)


def _counted(order: Order, chosen: Choice, before: Choice | None, event: Event) -> Iterator[RecordFact]:
    """One for what is chosen now, one less for what it takes the place of."""
    for each, count in ((chosen, 1), (before, -1)):
        if each is None:
            continue
        by = NOBODY if each.what is ChoiceKind.WAIT else "store" if each.state is ChoiceState.STORE else "agent"
        yield RecordFact(
            id=digest(event.shop, "choice_made", order.id, event.key, each.what, by), name="choice_made",
            at=event.occurred_at, value=count, dimensions={"choice": str(each.what), "fulfilled": by},
        )  # fmt: skip


def _to_the_store(order: Order, chosen: Choice, shop: str, now: datetime) -> SendMessage:
    """One row for one delay, whatever is pressed or retried: its id is made of the order's and the delay's."""
    return SendMessage(
        id=digest(shop, ORDER_CANCEL, order.id, chosen.episode), kind=ORDER_CANCEL, channel="store", to="store:api",
        about=order.ref, params={"order": order.id},
        conditions=(f"order_open:{order.id}", f"choice_stands:{chosen.what}", "nothing_left"),
        not_after=now + TRIED_FOR, wakes=True,
    )  # fmt: skip


def _under_way(
    world: World, event: MessageSent | MessageSkipped | MessageFailed
) -> tuple[Order | None, Choice | None]:  # fmt: skip
    order = world.order(Ref.parse(event.about).id) if event.kind == ORDER_CANCEL else None
    return order, choices.under_way(order) if order else None


def _with(order: Order, chosen: Choice) -> Order:
    return replace(order, choices=(*order.choices[:-1], chosen))


def _without_last(order: Order) -> Order:
    return replace(order, choices=order.choices[:-1])
