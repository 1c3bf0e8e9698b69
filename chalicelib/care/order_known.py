"""An order and its customer become known. What came before it is merged; nothing is overwritten by absence."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.care.effects import Alias, Decision, Effect, Name, Note, Put, RecordFact, digest
from chalicelib.care.events import OrderPlaced
from chalicelib.care.foreseen import watched
from chalicelib.care.local_time import local_date
from chalicelib.care.order_customer import counted, customer_of
from chalicelib.care.pieces import by_product
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Order, Parcel, Promise
from chalicelib.care.world import World

STORE = "store"
# Products of an order whose pieces are counted as sold. Of more the first ones by id: few orders have as many.
MOST_SOLD = 10


def placed(world: World, event: OrderPlaced, now: datetime, policy: Policy) -> Decision:
    """Remember the order, its customer and its promise, and watch the promised day."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    if before.placed_at is not None:
        return Decision((Note(before.ref, "order.known", "the order was known already; nothing changed"),))
    found = world.named("order_name", event.name)
    first = world.parcel(found.id) if found else None
    waiting = _waiting(world, first) if first else []
    order = replace(
        before, name=event.name, placed_at=event.occurred_at, in_person=event.in_person,
        parcel_ids=(*before.parcel_ids, *(p.id for p in waiting if p.id not in before.parcel_ids)),
    )  # fmt: skip
    order = _filled(order, event, now, policy)
    customer, names = customer_of(
        world, order, event.person, event.occurred_at, event.shop, policy.shop, "person" not in before.changed_at
    )
    if customer:
        customer = counted(customer, order, event.occurred_at)
        keep_until = customer.keep_until or event.occurred_at + policy.retention.customers
        customer = replace(customer, keep_until=keep_until)
        order = replace(order, customer_id=customer.id, earlier_id=_earlier(customer))
    assert order.promise is not None
    effects: list[Effect] = [
        Put(subject=order),
        Name(alias=Alias("order_name", event.name), ref=order.ref),
        Note(order.ref, "order.placed", f"{event.name}; promised by {order.promise.on} ({order.promise.source})"),
        RecordFact(id=digest(event.shop, "order_placed", order.id), name="order_placed", at=event.occurred_at),
        *by_product("units_sold", event.shop, order.id, order.items, event.occurred_at, MOST_SOLD),
        *(Put(subject=_of_order(parcel, order)) for parcel in waiting),
        *watched(order, policy, now),
    ]
    if customer:
        effects += [Put(subject=customer), *names]
    return Decision(tuple(effects))


def _waiting(world: World, first: Parcel) -> list[Parcel]:
    """The parcels that wait by the order's name: the one it leads to, and those that wait with it."""
    others = [world.parcel(id_) for id_ in first.waiting_with]
    return [first, *(parcel for parcel in others if parcel)]


def _of_order(parcel: Parcel, order: Order) -> Parcel:
    return replace(parcel, order_ids=tuple(dict.fromkeys((*parcel.order_ids, order.id))), waiting_with=())


def promise_of(order: Order, promised_on: date | None, now: datetime, policy: Policy) -> Promise:
    """The promise of a placed order: the store's date, or else the policy's days for where it goes and how.

    They count from the order, and after a change of the method from that: else an order made express would be late.
    """
    assert order.placed_at is not None
    if promised_on:
        return Promise(on=promised_on, source=STORE, noted_at=now)
    days, zone = policy.promise.days_to(order.country, order.method), policy.zone_of(order.country)
    changed = order.changed_at.get("method")
    since = local_date(max(order.placed_at, changed or order.placed_at), zone)
    source = f"policy: {days} days" + (f" by {order.method}" if order.method else "")
    return Promise(
        on=since + timedelta(days=days), source=f"{source} from {since}" if changed else source, noted_at=now
    )


def called(shipping: str) -> str:
    """What a store calls a method, as orders keep it: by 8 hex digits, since every write of an order costs its size."""
    return digest(shipping)[:8]


def _filled(order: Order, event: OrderPlaced, now: datetime, policy: Policy) -> Order:
    """What the order says of itself, but where a change that was made later came before it."""
    changed = order.changed_at
    country = event.person.country if event.person else ""
    order = replace(
        order, items=order.items if "items" in changed else event.items,
        total=order.total if "total" in changed else event.total,
        country=order.country or country if "person" in changed else country or order.country,
    )  # fmt: skip
    method, named = policy.promise.method_of(event.shipping), called(event.shipping)
    if "shipping" not in changed:
        order = replace(order, method=method, via=named)
    elif order.via != named and order.method != method:
        order = replace(order, changed_at={**changed, "method": changed["shipping"]})
    promised_on = order.promise.on if "promise" in changed and order.promise else event.promised_on
    return replace(order, promise=promise_of(order, promised_on, now, policy), ship_by=event.ship_by)


def _earlier(customer: Customer) -> str:
    return customer.order_ids[-2] if len(customer.order_ids) > 1 else ""
