"""Items of an order are out of stock or on backorder: its customer hears, with the reason, before they ask.

Told once; again only if the date slips by `late.slip_days` more. Judged from the snapshots, so that a word of the
store that comes before its order is judged when the order comes.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.care import late_notice
from chalicelib.care.effects import Decision, Note, Put, RecordFact, digest
from chalicelib.care.events import Event, ItemsUnavailable, OrderChanged, OrderPlaced
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Shortage
from chalicelib.care.vocabulary import Reason
from chalicelib.care.world import World

RULE = "items_unavailable"
KEPT_ITEMS = 20


def noted(world: World, event: ItemsUnavailable, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember what is missing, and until when; the newest word counts, whenever it comes."""
    order = world.order(event.order_id) or Order(id=event.order_id)
    before = order.shortage
    if before and before.noted_at > event.occurred_at:
        return Decision((Note(order.ref, "items.unavailable", "older than what the store said since; kept as it is"),))
    short = replace(
        before or Shortage(noted_at=event.occurred_at), noted_at=event.occurred_at, items=event.items[:KEPT_ITEMS],
        backordered=event.backordered, expected_on=event.expected_on,
    )  # fmt: skip
    what = "on backorder" if event.backordered else "out of stock"
    until = f"expected on {event.expected_on}" if event.expected_on else "nobody knows until when"
    over = "; but all of the order has left already" if order.left_at else ""
    note = Note(order.ref, "items.unavailable", f"{len(event.items) or 'some'} items {what}, {until}{over}")
    return Decision((Put(subject=replace(order, shortage=short)), note))


def judge(
    world: World, event: ItemsUnavailable | OrderPlaced | OrderChanged, now: datetime, policy: Policy
) -> Decision:
    """Tell the customer and the team, if the missing items put the promised day off."""
    order = world.order(event.order_id)
    if order is None or order.shortage is None or order.placed_at is None or order.promise is None or event.history:
        return Decision()
    if order.left_at or order.state is not OrderState.OPEN:
        return Decision()
    short, new_date = order.shortage, _new_date(order, order.shortage, policy)
    numbers = f"items expected {short.expected_on or 'on no known day'}, promised {order.promise.on}"
    last_day = order.promise.on + timedelta(days=policy.late.tolerance_days)
    if silence := _silence(short, new_date, last_day, policy):
        return Decision((Note(order.ref, "late_parcel.silent", f"{numbers}: {silence}"),))
    params = _said(order, new_date, now, policy)
    late = _counted(order, params, event, now)
    order = replace(order, shortage=replace(short, late=True))
    if why_not := _since_shipped(world, order) or late_notice.why_not(world, order, policy):
        line = late_notice.line(_id("late_parcel_line", order, params, event), order.ref, params, now, why_not)
        note = Note(order.ref, "late_parcel.not_told", f"{numbers}: {why_not}")
        return late + Decision((Put(subject=order), line, note))
    return late + _notice(order, params, new_date, numbers, event, now, policy)


def _notice(
    order: Order, params: dict[str, str], new_date: date | None, numbers: str, event: Event, now: datetime,
    policy: Policy,
) -> Decision:  # fmt: skip
    assert order.shortage is not None
    short = order.shortage
    told = replace(short, told_at=now, told_date=new_date or short.told_date)
    conditions = (f"still_short:{told.told_date or ''}",)
    mail = late_notice.mail(_id("late_parcel", order, params, event), order, order.ref, params, conditions, now, policy)
    line = late_notice.line(_id("late_parcel_line", order, params, event), order.ref, params, now)
    timer = late_notice.news_timer(order.ref, order, params, str(told.told_date or ""), policy)
    note = Note(order.ref, "late_parcel.decided", f"rule {RULE}: {numbers}")
    return Decision((Put(subject=replace(order, shortage=told)), mail, line, note, timer))


def _counted(order: Order, params: dict[str, str], event: Event, now: datetime) -> Decision:
    """That the order is late, once."""
    if order.shortage and order.shortage.late:
        return Decision()
    dimensions = {"rule": RULE, "reason": params["reason"], "fault": params["fault"]}
    id_ = digest(event.shop, "parcel_late", order.id, RULE)
    return Decision((RecordFact(id=id_, name="parcel_late", at=now, dimensions=dimensions),))


def _new_date(order: Order, short: Shortage, policy: Policy) -> date | None:
    """When the order can be there: the day the items come in, and the days an order takes from then on."""
    if short.expected_on is None:
        return None
    return short.expected_on + timedelta(days=policy.promise.days_by_country.get(order.country, policy.promise.days))


def _silence(short: Shortage, new_date: date | None, last_day: date, policy: Policy) -> str:
    """Why nobody hears of it (again), "" if they do."""
    if new_date is None:
        return "told already, and there is no date" if short.told_at else ""
    if short.told_date is None:
        return f"it can still be there by {new_date}" if new_date <= last_day and not short.told_at else ""
    slipped = (new_date - short.told_date).days
    if slipped >= policy.late.slip_days:
        return ""
    return f"told {short.told_date} already; {slipped} days more is under late.slip_days = {policy.late.slip_days}"


def _since_shipped(world: World, order: Order) -> str:
    """The store does not say which parcel holds what: one that left since may hold what was missing."""
    short, parcels = order.shortage, [world.parcel(id_) for id_ in order.parcel_ids]
    if short and any(parcel and parcel.first_seen > short.noted_at for parcel in parcels):
        return "a parcel has left since; it may hold the items that were missing"
    return ""


def _said(order: Order, new_date: date | None, now: datetime, policy: Policy) -> dict[str, str]:
    by = None if new_date else late_notice.know_by(order, now, policy)
    return {**late_notice.said(order, RULE, Reason.STOCK, new_date, by), "episode": RULE}


def _id(kind: str, order: Order, params: dict[str, str], event: Event) -> str:
    return digest(event.shop, kind, order.id, RULE, params["new_date"] or "unknown")
