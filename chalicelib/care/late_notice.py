"""The words and the care that every delay notice shares, whether a parcel is late or items are missing.

It always has a reason, and a new date or the day by which we write again; a timer keeps what it says.
"""

from datetime import date, datetime, timedelta

from chalicelib.care import choices, talking
from chalicelib.care.effects import CancelTimer, Decision, Note, SendMessage, SetTimer, digest
from chalicelib.care.events import MessageSkipped, TimerFired
from chalicelib.care.lateness import fault_of
from chalicelib.care.local_time import day_end, local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.care.world import World

NEWS_DUE = "news_due"


def said(order: Order, rule: str, reason: Reason, new_date: date | None, by: date | None) -> dict[str, str]:
    """What a notice says that the snapshots cannot know later. `by`: when there will be news, without a new date."""
    assert order.promise is not None
    return {
        "order": order.id, "rule": rule, "reason": reason, "fault": fault_of(reason),
        "old_date": order.promise.on.isoformat(), "new_date": new_date.isoformat() if new_date else "",
        "know_by": by.isoformat() if by else "",
    }  # fmt: skip


def mail(
    id_: str, order: Order, params: dict[str, str], conditions: tuple[str, ...], now: datetime, policy: Policy
) -> SendMessage:
    """The customer's notice. It does not outlive the date it names."""
    until = day_end(date.fromisoformat(params["new_date"] or params["know_by"]), policy.zone_of(order.country))
    return SendMessage(
        id=id_, kind="late_parcel", channel="email", to=f"customer:{order.customer_id}", about=order.ref, params=params,
        conditions=(f"order_open:{order.id}", *conditions), not_after=min(now + timedelta(days=3), until),
    )  # fmt: skip


def line(id_: str, about: Ref, params: dict[str, str], now: datetime, why_not: str = "") -> SendMessage:
    """For the team: the customer is told, or is not, and why."""
    return SendMessage(
        id=id_, kind="late_parcel_line", channel="slack", to="slack:team", about=about,
        params={**params, "told": "no" if why_not else "yes", "why": why_not},
        not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip


def why_not(world: World, order: Order, rule: str, policy: Policy) -> str:
    """Why this customer gets no notice, "" if they do."""
    customer = world.person(order.customer_id)
    if not policy.messages.late_parcel:
        return "messages.late_parcel is off"
    if rule in policy.late.team_only:
        return f"late.team_only names {rule}"
    if order.in_person:
        return "sold in person, nothing was promised by post"
    if customer is None or not customer.email:
        return "no e-mail address is known"
    if chosen := choices.under_way(order):
        return f"the customer chose to {chosen.what}, and the store is doing it"
    return talking.why_silent(world, order)


def skipped(world: World, event: MessageSkipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The night held a notice, and by the morning its customer had written: whoever has the case tells them what it
    said, or else the team, and no promise of news stands that nobody has made."""
    order = world.order(Ref.parse(event.about).id)
    notice = event.params
    if event.kind != "late_parcel" or not talking.said(event.reason) or order is None or not is_newest(order, notice):
        return Decision()
    case = talking.case_about(world, order)
    why = event.reason if case else f"{event.reason}, and it is over: please tell them"
    what = (order.id, notice["episode"], notice["new_date"] or "unknown", notice["reason"], "held")
    shown = line(digest(event.shop, "late_parcel_line", *what), case.ref if case else order.ref, notice, now, why)
    held = f"rule {notice['rule']}: its notice was held, and is yours to tell now"
    on_case = (Note(case.ref, "case.parcel_late", held),) if case else ()
    return Decision((CancelTimer(about=order.ref, kind=NEWS_DUE), shown, *on_case))


def is_newest(order: Order, notice: dict[str, str]) -> bool:
    """Is this the message that was decided last about the delay that the order is in?"""
    late = order.delay
    if order.state is not OrderState.OPEN or late is None or str(late.number) != notice.get("episode"):
        return False
    if "word" in notice:
        return notice["word"] == str(late.words)
    return notice["new_date"] in ("", str(order.told_date))  # decided before they had numbers


def know_by(order: Order, now: datetime, policy: Policy) -> date:
    """The day by which we promise news, where the customer lives."""
    return local_date(now, policy.zone_of(order.country)) + timedelta(days=policy.late.news_within_days)


def news_timer(order: Order, params: dict[str, str], told: str, policy: Policy) -> SetTimer:
    """In the morning: of the day by which news was promised, or after the new date has passed."""
    zone = policy.zone_of(order.country)
    if params["new_date"]:
        morning = day_end(date.fromisoformat(params["new_date"]), zone)
        missed = f"the new date {params['new_date']}"
    else:
        morning = day_end(date.fromisoformat(params["know_by"]) - timedelta(days=1), zone)
        missed = f"that they would hear by {params['know_by']}"
    return SetTimer(
        about=order.ref, kind=NEWS_DUE, due_at=morning + timedelta(hours=9),
        params={"told": told, "missed": missed},
    )  # fmt: skip


def news_timer_back(order: Order, policy: Policy) -> SetTimer | CancelTimer:
    """The timer of what the customer has heard, when a newer message was left out. `order`: as it is without that."""
    last = order.delay.heard if order.delay else None
    by = str(last.know_by or "") if last and not last.new_date else ""
    day = "" if by else str(order.told_date or "")
    if not by and not day:
        return CancelTimer(about=order.ref, kind=NEWS_DUE)
    return news_timer(order, {"new_date": day, "know_by": by}, str(order.told_date or ""), policy)


def news_due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """The day has come by which the notice promised news, or the order. If there is neither, a person writes."""
    order = world.order(Ref.parse(event.subject).id)
    if order is None or order.delay is None or order.state is not OrderState.OPEN:
        return Decision()
    told = str(order.told_date or "")
    if told != event.params["told"]:
        return Decision((Note(order.ref, "late_parcel.news", f"told {told} meanwhile"),))
    missed = event.params["missed"]
    why = f"the customer was told {missed}, and there is neither the parcel nor news: please write to them"
    params = said(order, "news_promised", order.delay.reason, None, know_by(order, now, policy))
    # The timer may be set back to what was heard: the team reads of it once.
    shown = line(digest(event.shop, "news_due", order.id, order.delay.number, missed), order.ref, params, now, why)
    return Decision((shown, Note(order.ref, "late_parcel.news_due", why)))
