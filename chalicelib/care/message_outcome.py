"""What follows from a message having gone out, not having gone out, or nobody knowing."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care import late_heard, private_reply, surveys
from chalicelib.care.effects import Alias, Decision, Effect, Name, Note, Put, RecordFact, SendMessage, SetTimer, digest
from chalicelib.care.events import MessageFailed, MessageHeld, MessageSent, MessageSkipped, TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import CaseState, Order, Ref, Told
from chalicelib.care.still_true import NOTICES
from chalicelib.care.work.naming import thread_alias
from chalicelib.care.world import World

TOLD_KEPT = 12
SHOW_CARD = "show_card"
SHOWN_AGAIN_AFTER = timedelta(hours=1)
# Messages to customers: the order remembers them, so that agents see what was told.
TO_CUSTOMERS = NOTICES | {"refund_told"}


def sent(world: World, event: MessageSent, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The customer has been told: remember it on the order, and count who was told before they asked."""
    about = Ref.parse(event.about)
    if event.kind == "case_card" and event.params.get("first") and ":" in event.provider_id:
        # What is said in the card's thread is about its case.
        return Decision((Name(alias=thread_alias(event.provider_id), ref=about),))
    if event.channel in ("slack", "store"):
        return Decision()
    effects: list[Effect] = [
        Note(about, f"{event.kind}.sent", f"message {event.message_id} went out by {event.channel}")
    ]
    if event.channel == "email" and about.type == "case" and event.provider_id:
        # Who answers names it, even where the address that answers go to is lost.
        effects.append(Name(alias=Alias("mail", event.provider_id), ref=about))
    order = _order(world, about, event.params.get("order", ""))
    if order and event.kind in TO_CUSTOMERS:
        effects.append(Put(subject=_remembering(order, event, now)))
        if about != order.ref:
            effects.append(Note(order.ref, f"{event.kind}.sent", f"message {event.message_id} about {about}"))
    if event.kind == "agent_reply":
        effects += private_reply.after(world, event, now)
    if event.kind == private_reply.KIND:
        effects += private_reply.sent(world, event, now)
    case = world.case(about.id) if about.type == "case" else None
    if case and event.kind == "solved_question":
        effects.append(desk.line(case, "asked", event.shop, event.key, now))
    if order and event.kind == "late_parcel" and _episode(event) not in order.late_told:
        effects += _told_before_asked(_remembering(order, event, now), event, now)
    return Decision(tuple(effects))


def held(world: World, event: MessageHeld, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A message waits: say why, and until when, on the timeline."""
    why = f"{event.reason}; looked at again at {event.until:%Y-%m-%d %H:%M} UTC"
    return Decision((Note(Ref.parse(event.about), f"{event.kind}.held", why),))


def skipped(world: World, event: MessageSkipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A message was no longer true, or may not be sent: say why on the timeline."""
    return Decision((Note(Ref.parse(event.about), f"{event.kind}.skipped", event.reason),))


def failed(world: World, event: MessageFailed, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A message did not go out, or nobody knows: a person is asked, nothing is sent again by itself."""
    about = Ref.parse(event.about)
    what = "ambiguous" if event.ambiguous else "failed"
    if event.channel == "store":
        return Decision()  # care/goodwill_moved.py tells the team
    note = Note(about, f"{event.kind}.{what}", event.reason)
    if may_be_mailed(event):
        return Decision((note,))  # care/solved_by_mail.py tells the team, and whether it goes by mail
    again_may = private_reply.failed(world, event)
    if event.channel == "slack":
        # Slack itself is in trouble: telling Slack would fail too. The alarm on failed messages tells people.
        # But for a card that was deleted, or is too old to be edited: another one takes its place.
        due_at = now if event.gone else now + SHOWN_AGAIN_AFTER
        again = SetTimer(about=about, kind=SHOW_CARD, due_at=due_at)
        return Decision((note, again) if event.kind == "case_card" else (note,))
    also = {"also": "private"} if event.params.get("private") else {}
    return Decision((note, *again_may, trouble(event, now, **also)))


def may_be_mailed(event: MessageFailed) -> bool:
    """Is it a question about a case that its chat did not take for sure?"""
    return surveys.ASKING.get(event.kind) == surveys.SOLVED and event.channel == "social" and not event.ambiguous


def trouble(event: MessageFailed, now: datetime, **more: str) -> SendMessage:
    """The line to the team about a message that did not go out, or of which nobody knows."""
    return SendMessage(
        id=digest(event.shop, "message_trouble", event.message_id), kind="message_trouble", channel="slack",
        to=desk.TEAM, about=Ref.parse(event.about), params={"kind": event.kind, "channel": event.channel,
        "reason": event.reason, "ambiguous": "yes" if event.ambiguous else "", **more},
        not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip


def show_card(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A card that could not be shown is shown again while somebody has to see it: no case goes unseen."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.state not in (CaseState.WAITING, CaseState.CLAIMED):
        return Decision()
    return Decision((desk.card(case, event.shop, event.key, now, first="yes"),))


def _order(world: World, about: Ref, named: str) -> Order | None:
    return world.order(about.id if about.type == "order" else named)


def _remembering(order: Order, event: MessageSent, now: datetime) -> Order:
    """The order that knows what its customer was told, and of which delay."""
    told = Told(event.kind, now, event.params.get("new_date") or event.params.get("parcels", ""))
    known = replace(order, told=(*order.told, told)[-TOLD_KEPT:])
    if event.kind not in late_heard.DATED:
        return known
    episode = order.delay if order.delay and str(order.delay.number) == _episode(event) else None
    if episode:
        heard = late_heard.after(episode.heard, event.params, now)
        first = event.kind == "late_parcel" and _episode(event) not in order.late_told
        moved = None if first else episode.good_news_at
        known = replace(known, delay=replace(episode, heard=heard, good_news_at=moved))
    if event.kind != "late_parcel":
        return known
    late = tuple(dict.fromkeys((*order.late_told, _episode(event))))
    return replace(known, late_told=late, late_as=episode.counted if episode else order.late_as)


def _episode(event: MessageSent) -> str:
    """The delay episode of its order that a notice told of."""
    return event.params.get("episode", "")


def _told_before_asked(order: Order, event: MessageSent, now: datetime) -> list[Effect]:
    """Counted once per delay episode, at its first notice."""
    episode = _episode(event)
    before = order.asked_at is None or order.asked_at > now
    return [
        RecordFact(
            id=digest(event.shop, "late_told", order.id, episode), name="late_told", at=now,
            dimensions={"before_asked": "yes" if before else "no", **order.late_dimensions},
        )
    ]  # fmt: skip
