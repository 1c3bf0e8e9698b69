"""The delay notice: an order is late by evidence, and its customer hears of it, with the reason, before they ask.

One notice per delay episode, of all parcels of the order together; again only if the date slips by `late.slip_days`
more, or if the cause changes for the worse. Judged from the snapshots, not from the event, so a scan that came before
its order is judged when the order comes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import choices, foreseen, late_heard, late_notice, late_over, talking
from chalicelib.care.arrival import parcels_of as parcels_of
from chalicelib.care.effects import Decision, Note, Put, RecordFact, Rely, SendMessage, digest
from chalicelib.care.events import (
    Event,
    FulfilmentScanned,
    ItemsUnavailable,
    MessageSkipped,
    OrderChanged,
    OrderFulfilled,
    OrderPlaced,
    ParcelScanned,
    ParcelsShipped,
    TimerFired,
)
from chalicelib.care.lateness import (
    ETA,
    GRAVE,
    ITEMS,
    NO_SCAN,
    PASSED,
    Evidence,
    evidence,
    fault_of,
    moves_again,
    together,
)
from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import LATE, behind
from chalicelib.care.state import DelayEpisode, LateAs, Order, OrderState, Parcel, Ref
from chalicelib.care.world import World

LATE_LONG_SINCE = "its promised day had ended before the order was taken in, and there is no news since"
UNSEEN_SINCE = "it was taken in from the past, and no parcel of it is known: please look"
MAY_HAVE_LEFT = "a parcel has left since; it may hold the items that were missing"


def judge(world: World, event: Event, now: datetime, policy: Policy) -> Decision:
    """Open, continue or end the delay episode of every order that the event concerns."""
    decision = Decision()
    for order in concerned(world, event):
        decision += judge_one(world.after(decision), order, event, now, policy)
        if _looks(event):
            decision += Decision(tuple(foreseen.looked(order, policy, now)))
    return decision


def concerned(world: World, event: Event) -> Iterable[Order]:
    """Each order whose lateness this event may have changed."""
    match event:
        case ParcelScanned():
            ref = world.named("parcel_number", event.number)
            parcel = world.parcel(ref.id) if ref else None
            orders = [world.order(id_) for id_ in (parcel.order_ids if parcel else ())]
        case (
            OrderPlaced() | OrderChanged() | OrderFulfilled() | ParcelsShipped() | FulfilmentScanned()
            | ItemsUnavailable()
        ):  # fmt: skip
            orders = [world.order(event.order_id)]
        case TimerFired():
            ref = Ref.parse(event.subject)
            orders = [world.order(ref.id)] if ref.type == "order" else []
        case _:
            orders = []
    return [order for order in orders if order]


def judge_one(world: World, order: Order, event: Event, now: datetime, policy: Policy) -> Decision:
    """Open, continue or end the delay episode of one order."""
    parcels = parcels_of(world, order)
    found = _found(world, order, parcels, event, now, policy)
    # Lateness is the order and its parcels together: none may move unseen between this look and the commit.
    watched = [order.ref, *(parcel.ref for parcel in parcels if found or order.delay or _is_scanned(parcel, event))]
    relied = Decision(tuple(Rely(ref) for ref in watched))
    if found is None:
        return relied + (late_over.judged(order, parcels, policy) if order.delay else _in_time(order, event))
    return relied + _is_late(world, order, found, event, now, policy)


def _found(
    world: World, order: Order, parcels: list[Parcel], event: Event, now: datetime, policy: Policy
) -> Evidence | None:
    """Why the order is late, None if it is not: by what is known, and by a look at it where this is one."""
    if order.placed_at is None or order.state is not OrderState.OPEN:
        return None
    left_out = isinstance(event, MessageSkipped)
    found = evidence(order, parcels, now, policy)
    if found is None and (left_out or _looks(event)):
        found = together(list(foreseen.evidence(order, parcels, world.transits(), now, policy)))
    if found or not left_out or order.delay is None or moves_again(order, parcels, order.delay.rule):
        return found
    # Nothing has ended what the last look found.
    late = order.delay
    return Evidence(
        rule=late.rule, numbers=f"as seen before: {late.rule}", reason=late.reason, new_date=late.new_date,
        parcel_ids=late.parcel_ids,
    )  # fmt: skip


def _looks(event: Event) -> bool:
    return isinstance(event, TimerFired) and event.kind == foreseen.PROMISE_ENDS


def _is_scanned(parcel: Parcel, event: Event) -> bool:
    return not isinstance(event, ParcelScanned) or parcel.number == event.number


def _is_late(world: World, order: Order, found: Evidence, event: Event, now: datetime, policy: Policy) -> Decision:
    opened = order.delay is None
    parcel = world.parcel(found.parcel_ids[0]) if found.parcel_ids else None
    carrier = parcel.carrier if parcel else ""
    episode = order.delay or DelayEpisode(
        number=order.delays + 1, since=now, rule=found.rule, reason=found.reason,
        counted=LateAs(carrier, fault_of(found.reason)),
    )  # fmt: skip
    silent = episode.silent_at if episode.rule == NO_SCAN else None
    episode = replace(
        episode, rule=found.rule, reason=found.reason, new_date=found.new_date, parcel_ids=found.parcel_ids,
        carrier=carrier, silent_at=(silent or now) if found.rule == NO_SCAN else None,
    )  # fmt: skip
    order = replace(order, delay=episode, delays=episode.number)
    late = _counted(order, found, event.shop, now, policy) if opened else Decision()
    if silence := _silence(episode, found, order, policy):
        note = Note(order.ref, "late_parcel.silent", f"{found.numbers}: {silence}")
        return late + Decision((Put(subject=order), note))
    params = _said(world, order, found, now, policy)
    why_not = _unsure(world, order, found) or late_notice.why_not(world, order, found.rule, policy)
    if why_not:
        # Not told is not told: once the reason is gone, the next news of the order reaches the customer.
        note = Note(order.ref, "late_parcel.not_told", f"{found.numbers}: {why_not}")
        case = talking.case_about(world, order)
        id_ = digest(event.shop, "late_parcel_line", order.id, episode.number, found.new_date or "unknown", why_not)
        line = late_notice.line(id_, case.ref if case else order.ref, params, now, why_not)
        on_case = (Note(case.ref, "case.parcel_late", f"rule {found.rule}: {found.numbers}"),) if case else ()
        return late + Decision((Put(subject=shown(order, line)), note, line, *on_case))
    spoken = replace(
        episode, words=episode.words + 1, told_at=now, told_rule=found.rule, told_reason=found.reason
    )  # fmt: skip
    order = replace(order, delay=spoken, told_date=found.new_date or order.told_date)
    return late + _notice(order, found, params, event.shop, now, policy)


def _silence(episode: DelayEpisode, found: Evidence, order: Order, policy: Policy) -> str:
    """Why the customer does not hear (again) in this episode, "" if they do."""
    if episode.told_at and found.reason in GRAVE and episode.told_reason not in GRAVE:
        return ""
    if found.new_date is None:
        if episode.told_at:
            return "told already in this episode, and there is no new date"
        return LATE_LONG_SINCE if found.rule in (PASSED, ETA) and _late_when_taken_in(order, policy) else ""
    if order.told_date is None:
        return ""
    slipped = (found.new_date - order.told_date).days
    if slipped >= policy.late.slip_days:
        return ""
    return f"told {order.told_date} already; {slipped} days more is under late.slip_days = {policy.late.slip_days}"


def _late_when_taken_in(order: Order, policy: Policy) -> bool:
    """Had the promised day ended before the order was taken in from the past?"""
    if order.imported_at is None or order.due_on is None:
        return False
    last_day = order.due_on + timedelta(days=policy.late.tolerance_days)
    return day_end(last_day, policy.zone_of(order.country)) <= order.imported_at


def _in_time(order: Order, event: Event) -> Decision:
    """Why items that are missing are no news, where the store tells of them."""
    short = order.shortage if isinstance(event, ItemsUnavailable) else None
    if short is None or short.expected_on is None or order.placed_at is None or order.left_at or not order.promise:
        return Decision()
    why = f"items expected {short.expected_on}: it can still be there by {order.promise.on}"
    return Decision((Note(order.ref, "late_parcel.silent", why),))


def _unsure(world: World, order: Order, found: Evidence) -> str:
    """Why a person must look before anything is said, "" if nobody must.

    The store does not say which parcel holds what: one that left since may hold what was missing.
    """
    if order.imported_at and not order.parcel_ids:
        return UNSEEN_SINCE
    short = order.shortage if found.rule == ITEMS else None
    return MAY_HAVE_LEFT if short and any(p.first_seen > short.noted_at for p in parcels_of(world, order)) else ""


def _counted(order: Order, found: Evidence, shop: str, now: datetime, policy: Policy) -> Decision:
    """That the order is late, once per episode."""
    assert order.delay is not None
    assert order.delay.counted is not None
    dimensions = {"rule": found.rule, "reason": str(found.reason), **order.delay.counted._asdict()}
    id_ = digest(shop, "parcel_late", order.id, order.delay.number)
    fact = RecordFact(id=id_, name="parcel_late", at=now, dimensions=dimensions)
    parcels = ", ".join(found.parcel_ids) or "no parcel"
    note = Note(order.ref, "parcel.late", f"{parcels}, rule {found.rule}: {found.numbers}")
    return Decision((fact, note, behind(LATE, order.ref, str(found.reason), now, policy)))


def _notice(
    order: Order, found: Evidence, params: dict[str, str], shop: str, now: datetime, policy: Policy
) -> Decision:
    assert order.delay is not None
    told, word = str(order.told_date or ""), late_heard.last_word(order.delay)
    tells = late_heard.content(found.rule, found.reason, found.new_date, found.parcel_ids)
    conditions = (f"delayed:{order.delay.number}", f"last_word:{word}", f"still_so:{tells}", "no_talk")
    what = (order.id, word, found.new_date or "unknown", found.reason)
    mail = late_notice.mail(digest(shop, "late_parcel", *what), order, params, conditions, now, policy)
    line = late_notice.line(digest(shop, "late_parcel_line", *what), order.ref, params, now)
    note = Note(order.ref, "late_parcel.decided", f"rule {found.rule}: {found.numbers}")
    timer = late_notice.news_timer(order, params, told, policy)
    return Decision((Put(subject=shown(order, line)), mail, line, note, timer))


def shown(order: Order, line: SendMessage) -> Order:
    """The order with the line under which the team finds it."""
    assert order.delay is not None
    return replace(order, delay=replace(order.delay, line_id=line.id))


def _said(world: World, order: Order, found: Evidence, now: datetime, policy: Policy) -> dict[str, str]:
    """What a notice says that the snapshots cannot know later."""
    assert order.delay is not None
    by = None if found.new_date else late_notice.know_by(order, now, policy)
    said = late_notice.said(order, found.rule, found.reason, found.new_date, by)
    offered = choices.offered_with(order, parcels_of(world, order), found, policy)
    return {
        **said, "parcels": ",".join(found.parcel_ids), "episode": str(order.delay.number),
        "word": str(order.delay.words + 1),
        **({"choices": ",".join(offered)} if offered else {}),
    }  # fmt: skip
