"""An order and its customer become known. What came before it is merged; nothing is overwritten by absence."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.effects import Alias, CancelTimer, Decision, Effect, Name, Note, Put, RecordFact, SetTimer, digest
from chalicelib.care.events import OrderCancelled, OrderPlaced, Person
from chalicelib.care.identity import named
from chalicelib.care.languages import language_of
from chalicelib.care.local_time import day_end, local_date
from chalicelib.care.references import person_aliases
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Evidence, KnownAs, Order, OrderState, Promise, Ref
from chalicelib.care.world import World

PROMISE_ENDS = "promise_ends"


def placed(world: World, event: OrderPlaced, now: datetime, policy: Policy) -> Decision:
    """Remember the order, its customer and its promise, and watch the promised day."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    if before.placed_at is not None:
        return Decision((Note(before.ref, "order.known", "the order was known already; nothing changed"),))
    customer, names = _customer(world, event, policy)
    country = event.person.country if event.person else ""
    promise = _promise(event, country, now, policy)
    found = world.named("order_name", event.name)
    waiting = [parcel] if found and (parcel := world.parcel(found.id)) else []
    order = replace(
        before, name=event.name, customer_id=customer.id if customer else "", placed_at=event.occurred_at,
        earlier_id=customer.order_ids[-2] if customer and len(customer.order_ids) > 1 else "",
        items=event.items, total=event.total, country=country, in_person=event.in_person, promise=promise,
        parcel_ids=(*before.parcel_ids, *(p.id for p in waiting if p.id not in before.parcel_ids)),
    )  # fmt: skip
    last_day = promise.on + timedelta(days=policy.late.tolerance_days)
    ends = day_end(last_day, policy.zone_of(country))
    effects: list[Effect] = [
        Put(subject=order),
        Name(alias=Alias("order_name", event.name), ref=order.ref),
        Note(order.ref, "order.placed", f"{event.name}; promised by {promise.on} ({promise.source})"),
        RecordFact(id=digest(event.shop, "order_placed", order.id), name="order_placed", at=event.occurred_at),
        *(Put(subject=replace(p, order_ids=(*p.order_ids, order.id))) for p in waiting if order.id not in p.order_ids),
    ]
    if not event.in_person:
        effects.append(SetTimer(about=order.ref, kind=PROMISE_ENDS, due_at=ends, params={"on": promise.on.isoformat()}))
    if customer:
        effects += [Put(subject=customer), *names]
    return Decision(tuple(effects))


def cancelled(world: World, event: OrderCancelled, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember that the order is off; what still waits to be sent about it checks this."""
    order = replace(world.order(event.order_id) or Order(id=event.order_id), state=OrderState.CANCELLED)
    note = Note(order.ref, "order.cancelled", "cancelled in the store")
    return Decision((Put(subject=order), note, CancelTimer(about=order.ref, kind=PROMISE_ENDS)))


def _customer(world: World, event: OrderPlaced, policy: Policy) -> tuple[Customer | None, list[Effect]]:
    person = event.person
    if person is None or not (person.email or person.store_id or person.phone):
        return None, []
    known = _known_customer(world, person)
    customer = known or Customer(id=f"c{digest(event.shop, event.order_id)}", since=event.occurred_at)
    language = language_of(policy.shop, locale=person.locale, country=person.country)
    spent = dict(customer.spent)
    if event.total:
        spent[event.total.currency] = spent.get(event.total.currency, 0) + event.total.minor
    customer = replace(
        customer, store_id=customer.store_id or person.store_id,
        first_name=person.first_name or customer.first_name, last_name=person.last_name or customer.last_name,
        email=person.email.strip() or customer.email, phone=person.phone or customer.phone,
        language=language if person.locale or not customer.language else customer.language,
        country=person.country or customer.country, order_ids=(*customer.order_ids, event.order_id)[-20:],
        orders=customer.orders + 1, spent=spent,
        since=min(customer.since or event.occurred_at, event.occurred_at),
        last_at=max(customer.last_at or event.occurred_at, event.occurred_at),
    )  # fmt: skip
    order = Ref("order", event.order_id)
    known_as = KnownAs("", "", Evidence.STORE, event.occurred_at, str(order))
    customer, free = named(world, customer, person_aliases(person), known_as)
    return customer, [Name(alias=alias, ref=customer.ref) for alias in free]


def _known_customer(world: World, person: Person) -> Customer | None:
    """By the store's id first. An e-mail alone finds somebody only if the store does not say they are different."""
    by_id = world.named("store_customer", person.store_id)
    by_email = world.named("email", person.email.strip().lower())
    found = world.customer(by_email.id) if by_email else None
    if by_id:
        return world.customer(by_id.id)
    return None if found and found.store_id and person.store_id else found


def _promise(event: OrderPlaced, country: str, now: datetime, policy: Policy) -> Promise:
    if event.promised_on:
        return Promise(on=event.promised_on, source="store", noted_at=now)
    days = policy.promise.days_by_country.get(country, policy.promise.days)
    on = local_date(event.occurred_at, policy.zone_of(country)) + timedelta(days=days)
    return Promise(on=on, source=f"policy: {days} days", noted_at=now)
