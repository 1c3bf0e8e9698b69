"""The store changed an order: the newest word on each thing counts, and absence changes nothing."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Effect, Note, Put
from chalicelib.care.events import OrderChanged
from chalicelib.care.foreseen import watched
from chalicelib.care.order_customer import customer_of, spent_with, without
from chalicelib.care.order_ended import standing
from chalicelib.care.order_known import STORE, called, promise_of
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Order, Promise
from chalicelib.care.world import World


def changed(world: World, event: OrderChanged, now: datetime, policy: Policy) -> Decision:
    """Merge the change into the order and its customer; a new promise, country or method is watched anew."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    if before.erased_at:
        return Decision((Note(before.ref, "order.changed", "its person was erased: nothing of it is kept again"),))
    after, news = _merged(before, event, now, policy)
    after, watch, again = standing(world, before, after, now, policy)
    customer, effects = _customer(world, before, after, event, policy)
    if customer and after.customer_id != customer.id:
        after = replace(after, customer_id=customer.id)
    if (after.promise, after.country) != (before.promise, before.country):
        watch += watched(after, policy, now)
    why = "; ".join([*news, *([again] if again else [])]) or _no_news(event)
    return Decision((Put(subject=after), *effects, *watch, Note(after.ref, "order.changed", why)))


def _merged(before: Order, event: OrderChanged, now: datetime, policy: Policy) -> tuple[Order, list[str]]:
    """The order after the change, and what is new in words without personal data."""
    at, order, news = event.occurred_at, before, []
    if event.items is not None and _newer(before, "items", at):
        order = replace(order, items=event.items)
    if event.total is not None and _newer(before, "total", at):
        order = replace(order, total=event.total)
    if event.person is not None and _newer(before, "person", at):
        order = replace(order, country=event.person.country or order.country)
    if event.shipping and _newer(before, "shipping", at):
        order = _shipped_by(order, event.shipping, policy)
    order = replace(order, changed_at=_stamped(before, order, event))
    goes = (order.country, order.method)
    if event.promised_on is not None and _newer(before, "promise", at):
        order = replace(order, promise=Promise(on=event.promised_on, source=STORE, noted_at=now))
    elif goes != (before.country, before.method) and order.promise and order.promise.source != STORE:
        order = replace(order, promise=promise_of(order, None, now, policy))
    if before.promise and order.promise and order.promise.on == before.promise.on:
        order = replace(order, promise=before.promise)
    for name, old, new in (("items", before.items, order.items), ("total", before.total, order.total)):
        news += [f"other {name}"] if old != new else []
    news += [f"goes to {order.country} now"] if order.country != before.country else []
    news += [f"goes by {order.method or 'no method of promise.methods'} now"] if order.method != before.method else []
    if order.promise and order.promise != before.promise:
        was = f", before it was {before.promise.on}" if before.promise else ""
        news.append(f"promised by {order.promise.on} ({order.promise.source}){was}")
    return order, news


def _shipped_by(order: Order, shipping: str, policy: Policy) -> Order:
    """The order by the method that the store calls so. The same name is the same method, whatever a newer policy makes
    of it: its days have been promised. Where no name was kept, this one is taken for it."""
    named, kept = called(shipping), order.via
    same = kept == named if kept else order.placed_at is not None
    return replace(order, method=order.method if same else policy.promise.method_of(shipping), via=named)


def _newer(order: Order, what: str, at: datetime) -> bool:
    """Is a word of `at` on this newer than what is known? The order itself is its first word."""
    known = order.changed_at.get(what) or order.placed_at
    return known is None or at >= known


def _stamped(before: Order, after: Order, event: OrderChanged) -> dict[str, datetime]:
    told = {
        "items": event.items, "total": event.total, "person": event.person, "promise": event.promised_on,
        "shipping": event.shipping or None,
    }  # fmt: skip
    fresh = {what for what, given in told.items() if given is not None and _newer(before, what, event.occurred_at)}
    if before.placed_at and after.method != before.method:
        fresh.add("method")  # the policy's days count from here on
    latest = max(before.changed_at.get("order", event.occurred_at), event.occurred_at)
    return {**before.changed_at, **dict.fromkeys(sorted(fresh), event.occurred_at), "order": latest}


def _customer(
    world: World, before: Order, after: Order, event: OrderChanged, policy: Policy
) -> tuple[Customer | None, list[Effect]]:
    """The order's customer, with the newest that is known of them and of what they spent."""
    newer = _newer(before, "person", event.occurred_at)
    customer, names = customer_of(world, before, event.person, event.occurred_at, event.shop, policy.shop, newer)
    if customer is None:
        return None, []
    effects: list[Effect] = []
    if before.placed_at is not None:
        # An order that is not placed yet counts once it is.
        joins = before.customer_id != customer.id
        spent = spent_with(customer, None if joins else before.total, after.total)
        orders = (*customer.order_ids, after.id)[-20:] if joins else customer.order_ids
        customer = replace(customer, spent=spent, order_ids=orders, orders=customer.orders + joins)
        was = world.customer(before.customer_id) if joins else None
        effects = [Put(subject=without(was, before))] if was else []
    return customer, [*effects, Put(subject=customer), *names]


def _no_news(event: OrderChanged) -> str:
    told = (event.items, event.total, event.person, event.promised_on, event.shipping)
    return "nothing that matters here is new" if any(told) else "the store says that it was edited, and not how"
