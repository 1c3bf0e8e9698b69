"""The delay notice: a parcel is late by evidence, and its customer hears of it, with the reason, before they ask.

One notice per delay episode; again only if the date slips by `late.slip_days` more. Judged from the snapshots, not from
the event, so a scan that came before its order is judged when the order comes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.care.effects import Decision, Note, Put, RecordFact, Rely, SendMessage, SetTimer, digest
from chalicelib.care.events import Event, OrderPlaced, ParcelScanned, ParcelsShipped, TimerFired
from chalicelib.care.lateness import OVER, Evidence, evidence, fault_of
from chalicelib.care.local_time import day_end, local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import CaseState, DelayEpisode, Order, OrderState, Parcel, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.care.world import World

NEWS_DUE = "news_due"


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
        case OrderPlaced() | ParcelsShipped():
            return _parcels_of(world, world.order(event.order_id))
        case TimerFired(kind="promise_ends"):
            return _parcels_of(world, world.order(event.subject.partition(":")[2]))
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
    episode = parcel.episode or DelayEpisode(
        number=parcel.episodes + 1, since=now, rule=found.rule, reason=found.reason, told_date=parcel.told_date
    )
    episode = replace(episode, rule=found.rule, reason=found.reason, new_date=found.new_date)
    silence = _silence(episode, found, policy)
    why_not = _why_not(world, order, policy)
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
    told = replace(episode, told_at=now, told_date=found.new_date or episode.told_date)
    parcel = replace(parcel, episode=told, episodes=told.number, told_date=told.told_date)
    return late + Decision((Put(subject=parcel),)) + _notice(parcel, order, found, event.shop, now, policy)


def _silence(episode: DelayEpisode, found: Evidence, policy: Policy) -> str:
    """Why the customer does not hear again in this episode, "" if they do."""
    if found.new_date is None:
        return "told already in this episode, and there is no new date" if episode.told_at else ""
    if episode.told_date is None:
        return ""
    slipped = (found.new_date - episode.told_date).days
    if slipped >= policy.late.slip_days:
        return ""
    return f"told {episode.told_date} already; {slipped} days more is under late.slip_days = {policy.late.slip_days}"


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
    until = day_end(date.fromisoformat(params["new_date"] or params["know_by"]), policy.zone_of(order.country))
    mail = SendMessage(
        id=_message_id(shop, "late_parcel", order, parcel, found), kind="late_parcel", channel="email",
        to=f"customer:{order.customer_id}", about=parcel.ref, params=params,
        conditions=(
            f"order_open:{order.id}", f"episode_open:{parcel.episode.number}",
            f"newest_notice:{parcel.episode.told_date or ''}",
        ),
        not_after=min(now + timedelta(days=3), until),
    )  # fmt: skip
    note = Note(order.ref, "late_parcel.decided", f"rule {found.rule}: {found.numbers}")
    timer = _news_timer(parcel, order, params, policy)
    return Decision((mail, _line(parcel, order, found, shop, now, policy), note, timer))


def _line(
    parcel: Parcel, order: Order, found: Evidence, shop: str, now: datetime, policy: Policy, why_not: str = ""
) -> SendMessage:
    """For the team: the customer is told, or is not, and why."""
    params = _said(parcel, order, found, now, policy)
    return SendMessage(
        id=_message_id(shop, "late_parcel_line", order, parcel, found), kind="late_parcel_line", channel="slack",
        to="slack:team", about=parcel.ref, params={**params, "told": "no" if why_not else "yes", "why": why_not},
        not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip


def news_due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """The day has come by which the notice promised news, or the parcel. If there is neither, a person writes."""
    parcel = world.parcel(Ref.parse(event.subject).id)
    order = world.order(event.params["order"])
    if parcel is None or order is None or parcel.episode is None or order.state is not OrderState.OPEN:
        return Decision()
    told = str(parcel.episode.told_date or "")
    if told != event.params["told"]:
        return Decision((Note(parcel.ref, "late_parcel.news", f"told {told} meanwhile"),))
    missed = event.params["missed"]
    why = f"the customer was told {missed}, and there is neither the parcel nor news: please write to them"
    found = Evidence(rule="news_promised", numbers=why, reason=parcel.episode.reason, new_date=None)
    line = _line(parcel, order, found, event.shop, now, policy, why)
    line = replace(line, id=digest(event.shop, "news_due", event.key))
    return Decision((line, Note(order.ref, "late_parcel.news_due", why)))


def _news_timer(parcel: Parcel, order: Order, params: dict[str, str], policy: Policy) -> SetTimer:
    """In the morning: of the day by which news was promised, or after the new date has passed."""
    assert parcel.episode is not None
    zone = policy.zone_of(order.country)
    if params["new_date"]:
        morning = day_end(date.fromisoformat(params["new_date"]), zone)
        missed = f"the new date {params['new_date']}"
    else:
        morning = day_end(date.fromisoformat(params["know_by"]) - timedelta(days=1), zone)
        missed = f"that they would hear by {params['know_by']}"
    told = str(parcel.episode.told_date or "")
    return SetTimer(
        about=parcel.ref, kind=NEWS_DUE, due_at=morning + timedelta(hours=9),
        params={"order": order.id, "told": told, "missed": missed},
    )  # fmt: skip


def _never_shipped(world: World, event: Event, now: datetime) -> Decision:
    """The promised day has ended and no parcel is known: the team looks, since there is nothing yet to tell."""
    order = world.order(Ref.parse(event.subject).id) if isinstance(event, TimerFired) else None
    if order is None or order.parcel_ids or order.in_person or order.state is not OrderState.OPEN or not order.promise:
        return Decision()
    why = "nothing has been shipped yet: please look, and write to them"
    line = SendMessage(
        id=digest(event.shop, "never_shipped", order.id), kind="late_parcel_line", channel="slack", to="slack:team",
        about=order.ref, not_after=now + timedelta(days=2), wakes=True, params={
            "order": order.id, "reason": Reason.WAREHOUSE, "fault": fault_of(Reason.WAREHOUSE), "new_date": "",
            "old_date": order.promise.on.isoformat(), "know_by": "", "told": "no", "why": why,
        },
    )  # fmt: skip
    return Decision((line, Note(order.ref, "late_parcel.never_shipped", f"promised {order.promise.on}: {why}")))


def _said(parcel: Parcel, order: Order, found: Evidence, now: datetime, policy: Policy) -> dict[str, str]:
    """What a notice says that the snapshots cannot know later."""
    assert parcel.episode is not None
    assert order.promise is not None
    return {
        "order": order.id, "parcel": parcel.id, "rule": found.rule, "reason": found.reason,
        "fault": fault_of(found.reason), "episode": str(parcel.episode.number),
        "old_date": order.promise.on.isoformat(), "new_date": found.new_date.isoformat() if found.new_date else "",
        "know_by": "" if found.new_date else _know_by(order, now, policy).isoformat(),
    }  # fmt: skip


def _why_not(world: World, order: Order, policy: Policy) -> str:
    """Why this customer gets no notice, "" if they do."""
    customer = world.person(order.customer_id)
    case = world.case(order.last_case_id)
    if not policy.messages.late_parcel:
        return "messages.late_parcel is off"
    if order.in_person:
        return "sold in person, nothing was promised by post"
    if customer is None or not customer.email:
        return "no e-mail address is known"
    if case and case.state in (CaseState.WAITING, CaseState.CLAIMED):
        return f"an agent is talking with the customer about this order (case {case.id})"
    return ""


def _know_by(order: Order, now: datetime, policy: Policy) -> date:
    return local_date(now, policy.zone_of(order.country)) + timedelta(days=policy.late.news_within_days)


def _message_id(shop: str, kind: str, order: Order, parcel: Parcel, found: Evidence) -> str:
    assert parcel.episode is not None
    return digest(shop, kind, order.id, parcel.id, parcel.episode.number, found.new_date or "unknown")


def _over(world: World, parcel: Parcel, now: datetime, policy: Policy) -> Decision:
    """The episode ends when the parcel has arrived, or when a new date makes it in time for each of its orders."""
    episode, orders = parcel.episode, [order for id_ in parcel.order_ids if (order := world.order(id_))]
    assert episode is not None
    in_time = parcel.eta and episode.new_date and not any(evidence(parcel, order, now, policy) for order in orders)
    if not (parcel.state in OVER or in_time):
        return Decision()
    # A notice that has not gone out (the night held it) is withdrawn with its episode: nobody was told that date.
    told = any(parcel.told_date and each.about == str(parcel.told_date) for order in orders for each in order.told)
    ended = replace(parcel, episode=None, told_date=parcel.told_date if told else None)
    why = f"the parcel is {parcel.state}" + (f", expected {parcel.eta}" if in_time else "")
    return Decision((Put(subject=ended), Note(parcel.ref, "parcel.late_ended", f"episode {episode.number}: {why}")))
