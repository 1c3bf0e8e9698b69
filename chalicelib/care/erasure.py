"""Somebody is to be forgotten: by their own wish, through the store or the operator, or because their time is over.

The decision stops all messages at once and sets the work going (chalicelib/erase.py), which goes through everything
that is linked, in slices, and forgets each subject in a transaction of its own.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.analysis import ANALYSIS_DUE
from chalicelib.care.arrival_survey import ARRIVAL_ASKS
from chalicelib.care.call_back import CALL_DUE
from chalicelib.care.case_survey import CASE_ASKS
from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, SendMessage, SetTimer, Unname, digest
from chalicelib.care.events import (
    CustomerErased,
    DataRequested,
    Event,
    Forgotten,
    ShopErased,
    TimerFired,
)
from chalicelib.care.foreseen import PROMISE_ENDS
from chalicelib.care.late_notice import NEWS_DUE
from chalicelib.care.message_outcome import SHOW_CARD
from chalicelib.care.personal import names_of, without_person
from chalicelib.care.pickup_reminder import PICKUP_WAITS
from chalicelib.care.references import person_aliases
from chalicelib.care.routing import ROUTE_AGAIN, released
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Goodwill, Order, Parcel, Ref
from chalicelib.care.surveys import SOLVED_REMIND
from chalicelib.care.work.holding import ASK_SOLVED, PLEDGE_DUE, PLEDGE_NEAR, SNOOZE_ENDS
from chalicelib.care.world import World

# The law gives a month; stores ask for 30 days.
TIME = timedelta(days=30)
ERASE_SHOP = "erase_shop"
_TIMERS = {
    "order": (PROMISE_ENDS, NEWS_DUE, PICKUP_WAITS, ARRIVAL_ASKS),
    "case": (
        ASK_SOLVED, SOLVED_REMIND, CASE_ASKS, ROUTE_AGAIN, SHOW_CARD, CALL_DUE, SNOOZE_ENDS, PLEDGE_NEAR, PLEDGE_DUE,
        ANALYSIS_DUE,
    ),
}  # fmt: skip

Root = Customer | Case


def asked(world: World, event: CustomerErased, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Begin with the erasure. Somebody we do not know may still be in deliveries that nothing came of."""
    root = whom(world, event)
    texts = {event.person.email, event.person.phone} if event.person else set()
    orders = {order.id for id_ in event.order_ids if (order := world.order(id_))}
    decision = begin(world, root, event, event.by, now, texts, orders)
    if event.told:
        decision += Decision((_line(root, event, "erasure" if root else "nobody", now, by=event.by),))
    return decision


def begin(
    world: World, root: Root | None, event: Event, by: str, now: datetime, texts: Set[str] = frozenset(),
    orders: Set[str] = frozenset(),
) -> Decision:  # fmt: skip
    """Stop what would be sent, and set the work going; `texts` and `orders` are what else is known to be theirs."""
    about = root.ref if root else Ref("shop", event.shop)
    params = {
        "by": by, "event": event.key, "texts": "\n".join(sorted(texts - {""})), "orders": "\n".join(sorted(orders)),
    }  # fmt: skip
    effects: list[Effect] = [
        Note(about, f"{about.type}.erasure_begun", f"asked by {by}"),
        SendMessage(
            id=erasure_id(event.shop, about, event.key), kind="erasure", channel="slack", to=TEAM, about=about,
            params=params, not_after=now + TIME, wakes=True,
        ),
    ]  # fmt: skip
    records = [world.customer(link.customer_id) for link in root.links] if isinstance(root, Customer) else []
    effects += [Put(subject=replace(each, erased_at=each.erased_at or now)) for each in (root, *records) if each]
    return Decision(tuple(effects))


def erasure_id(shop: str, about: Ref, key: str) -> str:
    """The id of the erasure that an event leads to."""
    return digest(shop, "erasure", about, key)


def whom(world: World, event: CustomerErased | DataRequested) -> Root | None:
    """Who is meant: by our own id, the store's id, the address, or an order that the store names with them."""
    if event.customer_id or event.case_id:
        case = world.case(event.case_id)
        return world.customer(event.customer_id or (case.customer_id if case else "")) or case
    refs = [world.aliases.get(alias) for alias in sorted(person_aliases(event.person), reverse=True)]
    orders = [order for id_ in event.order_ids if (order := world.order(id_))]
    found = [world.customer(ref.id) for ref in refs if ref] + [world.customer(order.customer_id) for order in orders]
    return next((customer for customer in found if customer), None)


def forgotten(world: World, event: Forgotten, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """One subject without its person: its names are free, its timers off, an agent's hands too."""
    ref = Ref.parse(event.subject)
    subject = world.subjects.get(ref)
    if not isinstance(subject, Customer | Order | Parcel | Case | Goodwill):
        return Decision()
    effects: list[Effect] = [
        Put(subject=without_person(subject, now)), Note(ref, f"{ref.type}.erased", event.because),
        *(Unname(alias) for alias in sorted(names_of(subject)) if world.aliases.get(alias) == ref),
        *(CancelTimer(about=ref, kind=kind) for kind in _TIMERS.get(ref.type, ())),
    ]  # fmt: skip
    agent = world.agent(subject.agent_id) if isinstance(subject, Case) else None
    if agent and isinstance(subject, Case) and subject.id in agent.open_case_ids:
        effects.append(Put(subject=released(agent, subject)))
    return Decision(tuple(effects))


def again(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Go through everything of somebody erased once more, for what came later."""
    customer = world.customer(Ref.parse(event.subject).id)
    return begin(world, customer, event, "late news", now) if customer else Decision()


def requested(world: World, event: DataRequested, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The store asks for all that is known of somebody: it is put together, and the team told where it is."""
    root = whom(world, event)
    about = root.ref if root else Ref("shop", event.shop)
    message = SendMessage(
        id=digest(event.shop, "data_request", event.key), kind="data_request", channel="slack", to=TEAM, about=about,
        params={"by": event.by, "event": event.key, "until": (now + TIME).date().isoformat(), "subject": str(about)},
        not_after=now + TIME, wakes=True,
    )  # fmt: skip
    return Decision((message, Note(about, f"{about.type}.data_requested", f"asked by {event.by}")))


def shop_asked(world: World, event: ShopErased, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The store asks for a whole shop to be erased: the team is told first, and has time to hold it."""
    shop, due_at = Ref("shop", event.shop), now + policy.retention.shop_redact_wait
    return Decision((
        SetTimer(about=shop, kind=ERASE_SHOP, due_at=due_at, params={"by": event.by}),
        Note(shop, "shop.erasure_asked", f"asked by {event.by}; begins at {due_at:%Y-%m-%d %H:%M} UTC"),
        _line(None, event, "shop_erasure", now, by=event.by, until=due_at.date().isoformat()),
    ))  # fmt: skip


def shop_due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The wait is over."""
    shop = Ref.parse(event.subject)
    message = SendMessage(
        id=erasure_id(event.shop, shop, event.key), kind="shop_erasure", channel="slack", to=TEAM, about=shop,
        params={"by": event.params.get("by", ""), "event": event.key}, not_after=now + TIME, wakes=True,
    )  # fmt: skip
    return Decision((message, Note(shop, "shop.erasure_begun", "retention.shop_redact_wait is over")))


def _line(root: Root | None, event: Event, what: str, now: datetime, **params: str) -> SendMessage:
    about = root.ref if root else Ref("shop", event.shop)
    return SendMessage(
        id=digest(event.shop, "privacy_line", event.key), kind="privacy_line", channel="slack", to=TEAM, about=about,
        params={"line": what, "subject": str(about), **params}, not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip
