"""The automatic first reply: we have your message, and when to expect an answer. Once per case, and never to everybody.

Not to robots (they open no case), not where nobody knows whose address it is, not in public unless the policy says so.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import replies
from chalicelib.care.business_time import is_open
from chalicelib.care.case_clocks import OPEN, calendar_of, queue_of
from chalicelib.care.effects import Decision, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.expected_wait import expected
from chalicelib.care.references import case_id
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case
from chalicelib.care.world import World

PRIVATE = frozenset({"facebook_message", "instagram_message", "whatsapp", "x_message"})
# Said later than that it would help nobody.
USEFUL = timedelta(minutes=30)


def tell(world: World, event: MessageReceived, now: datetime, policy: Policy) -> Decision:
    """Tell who just opened a case by when they may expect an answer, and remember what they were told."""
    case = world.case(case_id(event))
    if case is None or case.state not in OPEN or case.lines[-1:] != case.lines or not case.lines:
        return Decision()  # it goes on with a case, or is none
    if case.lines[0].events != (event.key,) or case.first_response_at:
        return Decision()
    if why_not := _why_not(world, case, event, policy):
        return Decision((Note(case.ref, "first_reply.not_told", why_not),))
    wait = expected(world, case, now, policy)
    told = replace(case, clocks=replace(case.clocks, told_until=wait.until, turns=wait.turns))
    why = f"messages.first_reply is on; turn {wait.turns}, expected by {wait.until:%Y-%m-%d %H:%M} UTC"
    return Decision((
        Put(subject=told),
        RecordFact(id=digest(event.shop, "auto_reply", case.id), name="auto_reply", at=now,
                   dimensions={"channel": event.channel}),
        _message(world, case, event, wait.until, now, policy),
        Note(case.ref, "first_reply.decided", why),
    ))  # fmt: skip


def _why_not(world: World, case: Case, event: MessageReceived, policy: Policy) -> str:
    if not policy.messages.first_reply:
        return "messages.first_reply is off"
    if event.channel == "email":
        person = world.person(case.customer_id)
        if not event.verified:
            return "nobody proved that the mail is its sender's"
        return "" if person and person.email else "no e-mail address is known"
    if event.channel in replies.PUBLIC:
        return "" if policy.workload.first_reply_public else "everybody would read it (workload.first_reply_public)"
    return "" if event.channel in PRIVATE else f"nothing is sent by {event.channel}"


def _message(
    world: World, case: Case, event: MessageReceived, until: datetime, now: datetime, policy: Policy
) -> SendMessage:
    by_mail = event.channel == "email"
    here = is_open(now, calendar_of(world, queue_of(case, policy), policy))
    return SendMessage(
        id=digest(event.shop, "first_reply", case.id), kind="first_reply", channel=replies.way(event.channel).queue,
        to=f"customer:{case.customer_id}" if by_mail else str(case.ref), about=case.ref,
        params={
            "until": until.isoformat(), "open": "yes" if here else "no",
            "surge": "yes" if world.workload.surge_since else "no", "via": event.channel, "thread": case.thread,
            "to": event.author_id if event.channel in ("email", "whatsapp") else "", "item": replies.target(case),
            **({"subject": case.subject} if by_mail else {}),
        },
        conditions=("unanswered",), not_after=min(now + USEFUL, until) if here else until, wakes=True,
    )  # fmt: skip
