"""The delay notice: a parcel is late by evidence, and its customer hears of it, with the reason, before they ask.

One notice per delay episode; again only if the date slips by `late.slip_days` more. Judged from the snapshots, not from
the event, so a scan that came before its order is judged when the order comes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import late_notice
from chalicelib.care.effects import Decision, Note, Put, RecordFact, Rely, SendMessage, digest
from chalicelib.care.events import (
    Event,
    FulfilmentScanned,
    OrderChanged,
    OrderPlaced,
    ParcelScanned,
    ParcelsShipped,
    TimerFired,
)
from chalicelib.care.lateness import OVER, Evidence, evidence, fault_of
from chalicelib.care.local_time import day_end
from chalicelib.care.order_known import PROMISE_ENDS
from chalicelib.care.rules import Policy
from chalicelib.care.state import DelayEpisode, Order, OrderState, Parcel, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.care.world import World

LATE_LONG_SINCE = "its promised day had ended before the order was taken in, and there is no news since"
LEFT_UNSEEN = "the store says that it has left, but names no parcel that could be followed: please look"


def judge(world: World, event: Event, now: datetime, policy: Policy) -> Decision:
    """Open, continue or end the delay episode of every parcel that the event concerns."""
    decision = _never_shipped(world, event, now)
    for parcel, order in _concerned(world, event):
        # Lateness is the two together: neither may move unseen between this look and the commit.
        decision += Decision((Rely(parcel.ref), Rely(order.ref)))
        decision += _judge_one(world.after(decision), parcel, order, event, now, policy)
    return decision


def _concerned(world: World, event: Event) -> Iterable[tuple[Parcel, Order]]:
    """Each (parcel, order) whose lateness this event may have changed."""
    match event:
        case ParcelScanned():
            ref = world.named("parcel_number", event.number)
            parcel = world.parcel(ref.id) if ref else None
            orders = [world.order(id_) for id_ in parcel.order_ids] if parcel else []
            return [(parcel, order) for order in orders if parcel and order]
        case OrderPlaced() | OrderChanged() | ParcelsShipped() | FulfilmentScanned():
            return _parcels_of(world, world.order(event.order_id))
        case TimerFired():
            # The promised day has ended, or the later one that the customer was told since items were missing.
            ref = Ref.parse(event.subject)
            return _parcels_of(world, world.order(ref.id)) if ref.type == "order" else []
        case _:
            return []


def _parcels_of(world: World, order: Order | None) -> list[tuple[Parcel, Order]]:
    found = ((world.parcel(id_), order) for id_ in (order.parcel_ids if order else ()))
    return [(parcel, order) for parcel, order in found if parcel and order]


def _judge_one(world: World, parcel: Parcel, order: Order, event: Event, now: datetime, policy: Policy) -> Decision:
    known = order.placed_at is not None and order.state is OrderState.OPEN
    found = evidence(parcel, order, now, policy) if known else None
    if found is None:
        return _over(world, parcel, now, policy) if parcel.episode else Decision()
    opened = parcel.episode is None
    # A date that the customer was told since items were missing is one they know, whichever parcel brings them.
    told = parcel.told_date or (order.shortage.told_date if order.shortage else None)
    episode = parcel.episode or DelayEpisode(
        number=parcel.episodes + 1, since=now, rule=found.rule, reason=found.reason, told_date=told
    )
    episode = replace(episode, rule=found.rule, reason=found.reason, new_date=found.new_date)
    silence = _silence(episode, found, order, policy)
    why_not = late_notice.why_not(world, order, policy)
    late = _is_late(parcel, order, episode, found, event.shop, now) if opened else Decision()
    if silence:
        kept = replace(parcel, episode=episode, episodes=episode.number)
        return late + Decision(
            (Put(subject=kept), Note(order.ref, "late_parcel.silent", f"{found.numbers}: {silence}"))
        )
    if why_not:
        # Not told is not told: once the reason is gone, the next news of the parcel reaches the customer.
        kept = replace(parcel, episode=episode, episodes=episode.number)
        line = _line(kept, order, found, event.shop, now, policy, why_not)
        note = Note(order.ref, "late_parcel.not_told", f"{found.numbers}: {why_not}")
        return late + Decision((Put(subject=kept), note, line))
    spoken = replace(episode, told_at=now, told_date=found.new_date or episode.told_date)
    parcel = replace(parcel, episode=spoken, episodes=spoken.number, told_date=spoken.told_date)
    return late + Decision((Put(subject=parcel),)) + _notice(parcel, order, found, event.shop, now, policy)


def _silence(episode: DelayEpisode, found: Evidence, order: Order, policy: Policy) -> str:
    """Why the customer does not hear (again) in this episode, "" if they do."""
    if found.new_date is None:
        if episode.told_at:
            return "told already in this episode, and there is no new date"
        return LATE_LONG_SINCE if found.rule == "promise_passed" and _late_when_taken_in(order, policy) else ""
    if episode.told_date is None:
        return ""
    slipped = (found.new_date - episode.told_date).days
    if slipped >= policy.late.slip_days:
        return ""
    return f"told {episode.told_date} already; {slipped} days more is under late.slip_days = {policy.late.slip_days}"


def _late_when_taken_in(order: Order, policy: Policy) -> bool:
    """Had the promised day ended before the order was taken in from the past?"""
    if order.imported_at is None or order.due_on is None:
        return False
    last_day = order.due_on + timedelta(days=policy.late.tolerance_days)
    return day_end(last_day, policy.zone_of(order.country)) <= order.imported_at


def _is_late(
    parcel: Parcel, order: Order, episode: DelayEpisode, found: Evidence, shop: str, now: datetime
) -> Decision:
    dimensions = {"rule": found.rule, "reason": found.reason, "fault": fault_of(found.reason)}
    fact = RecordFact(
        id=digest(shop, "parcel_late", parcel.id, order.id, episode.number),
        name="parcel_late",
        at=now,
        dimensions=dimensions,
    )
    return Decision((fact, Note(order.ref, "parcel.late", f"parcel {parcel.id}, rule {found.rule}: {found.numbers}")))


def _notice(parcel: Parcel, order: Order, found: Evidence, shop: str, now: datetime, policy: Policy) -> Decision:
    assert parcel.episode is not None
    params = _said(parcel, order, found, now, policy)
    conditions = (f"episode_open:{parcel.episode.number}", f"newest_notice:{parcel.episode.told_date or ''}")
    id_ = _message_id(shop, "late_parcel", order, parcel, found)
    mail = late_notice.mail(id_, order, parcel.ref, params, conditions, now, policy)
    note = Note(order.ref, "late_parcel.decided", f"rule {found.rule}: {found.numbers}")
    timer = late_notice.news_timer(parcel.ref, order, params, str(parcel.episode.told_date or ""), policy)
    return Decision((mail, _line(parcel, order, found, shop, now, policy), note, timer))


def _line(
    parcel: Parcel, order: Order, found: Evidence, shop: str, now: datetime, policy: Policy, why_not: str = ""
) -> SendMessage:
    """For the team: the customer is told, or is not, and why."""
    id_ = _message_id(shop, "late_parcel_line", order, parcel, found)
    return late_notice.line(id_, parcel.ref, _said(parcel, order, found, now, policy), now, why_not)


def _never_shipped(world: World, event: Event, now: datetime) -> Decision:
    """The promised day has ended and no parcel is known: the team looks, since there is nothing yet to tell."""
    rings = isinstance(event, TimerFired) and event.kind == PROMISE_ENDS
    order = world.order(Ref.parse(event.subject).id) if isinstance(event, TimerFired) and rings else None
    if order is None or order.parcel_ids or order.in_person or order.state is not OrderState.OPEN or not order.promise:
        return Decision()
    if order.shortage and order.shortage.told_at and not order.left_at:
        why = f"the customer was told on {order.shortage.told_at:%Y-%m-%d} that items are missing"
        return Decision((Note(order.ref, "late_parcel.silent", f"promised {order.promise.on}: {why}"),))
    why = LEFT_UNSEEN if order.left_at else "nothing has been shipped yet: please look, and write to them"
    short = order.shortage and not order.left_at
    reason = Reason.OTHER if order.left_at else Reason.STOCK if short else Reason.WAREHOUSE
    params = late_notice.said(order, "promise_passed", reason, None, None)
    line = late_notice.line(digest(event.shop, "never_shipped", order.id), order.ref, params, now, why)
    return Decision((line, Note(order.ref, "late_parcel.never_shipped", f"promised {order.promise.on}: {why}")))


def _said(parcel: Parcel, order: Order, found: Evidence, now: datetime, policy: Policy) -> dict[str, str]:
    """What a notice says that the snapshots cannot know later."""
    assert parcel.episode is not None
    by = None if found.new_date else late_notice.know_by(order, now, policy)
    said = late_notice.said(order, found.rule, found.reason, found.new_date, by)
    return {**said, "parcel": parcel.id, "episode": str(parcel.episode.number)}


def _message_id(shop: str, kind: str, order: Order, parcel: Parcel, found: Evidence) -> str:
    assert parcel.episode is not None
    return digest(shop, kind, order.id, parcel.id, parcel.episode.number, found.new_date or "unknown")


def _over(world: World, parcel: Parcel, now: datetime, policy: Policy) -> Decision:
    """The episode ends when the parcel has arrived, or when a new date makes it in time for each of its orders."""
    episode, orders = parcel.episode, [order for id_ in parcel.order_ids if (order := world.order(id_))]
    assert episode is not None
    moved = episode.rule == "promise_passed"  # the day that had ended is not the promised one any more
    known = moved or (parcel.eta and episode.new_date)
    in_time = known and not any(evidence(parcel, order, now, policy) for order in orders)
    if not (parcel.state in OVER or in_time):
        return Decision()
    # A notice that has not gone out (the night held it) is withdrawn with its episode: nobody was told that date.
    told = any(parcel.told_date and each.about == str(parcel.told_date) for order in orders for each in order.told)
    ended = replace(parcel, episode=None, told_date=parcel.told_date if told else None)
    why = f"the parcel is {parcel.state}" + (f", expected {parcel.eta}" if in_time else "")
    return Decision((Put(subject=ended), Note(parcel.ref, "parcel.late_ended", f"episode {episode.number}: {why}")))
