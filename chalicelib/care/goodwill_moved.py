"""What became of what was given: the store has done it, will not, or nobody knows.

The store's API, the shop's own system, the store's refund and a person may each say so, in any order: the first word
that it is done counts, and the customer is told once.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import authority, goodwill
from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, RecordFact, SendMessage, SetTimer, digest
from chalicelib.care.events import (
    Event,
    GoodwillMade,
    GoodwillPress,
    GoodwillReported,
    MessageFailed,
    MessageSent,
    MessageSkipped,
    TimerFired,
)
from chalicelib.care.goodwill_lines import deciders, line
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import GIVEN, behind
from chalicelib.care.state import Goodwill, GoodwillState, Ref
from chalicelib.care.state.goodwill import UNDER_WAY
from chalicelib.care.world import World

# What the store's side of delivery gives back: it has it, or (this and what the store calls it) it has done it.
TAKEN, DONE = "taken", "done:"


def sent(world: World, event: MessageSent, now: datetime, policy: Policy) -> Decision:
    """The store was told: it has done it, or has taken it and will say more."""
    entry = _of_row(world, event)
    if entry is None or entry.state is not GoodwillState.APPROVED:
        return Decision((Note(entry.ref, "goodwill.known", f"it is {entry.state} already"),)) if entry else Decision()
    if event.provider_id.startswith(DONE):
        return done(world, entry, event, now, policy, event.provider_id.removeprefix(DONE))
    moving = replace(entry, state=GoodwillState.MOVING)
    return goodwill.put(world, moving) + Decision(goodwill.notes(entry, "goodwill.taken", "the shop's system has it"))


def skipped(world: World, event: MessageSkipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The store was not told: it will not be."""
    entry = _of_row(world, event)
    return failed(world, entry, event, now, event.reason) if entry else Decision()


def not_sent(world: World, event: MessageFailed, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The store does not take it; or nobody knows whether it has, and then a person looks there."""
    entry = _of_row(world, event)
    if entry is None or entry.state not in UNDER_WAY:
        return Decision()
    if not event.ambiguous:
        return failed(world, entry, event, now, event.reason)
    unsure = replace(entry, state=GoodwillState.MOVING, trouble=event.reason)
    return goodwill.put(world, unsure) + Decision((
        *goodwill.notes(entry, "goodwill.unsure", event.reason),
        line(unsure, "unsure", event.shop, event.key, now, why=event.reason),
    ))  # fmt: skip


def reported(world: World, event: GoodwillReported, now: datetime, policy: Policy) -> Decision:
    """The shop's system says how it ended."""
    entry = world.goodwill(event.goodwill_id)
    if entry is None:
        return Decision()
    if event.done:
        return done(world, entry, event, now, policy, event.reference)
    return failed(world, entry, event, now, event.reason)


def settled(world: World, event: GoodwillPress, now: datetime, policy: Policy) -> Decision:
    """Somebody of the team says that it is done in the store, or that it did not come about."""
    entry, case, agent = world.goodwill(event.item), world.case(event.case_id), member(world, event.slack_user)
    refused = "" if agent else "not_on_roster"
    if entry is None or entry.state is not GoodwillState.MOVING:
        refused = refused or (f"goodwill_{entry.state}" if entry else "no_such_goodwill")
    if refused or entry is None or agent is None:
        return goodwill.refused(event, case, refused, now, name=entry.decided_name if entry else "")
    if isinstance(event, GoodwillMade):
        return done(world, entry, event, now, policy, "", by=agent.name)
    return failed(world, entry, event, now, f"{agent.name} says that it did not come about")


def done(
    world: World, entry: Goodwill, event: Event, now: datetime, policy: Policy, reference: str, by: str = ""
) -> Decision:
    """It has come about, once: it is counted, shown, and the customer is told. What failed before did not, then."""
    if entry.state not in UNDER_WAY | {GoodwillState.FAILED}:
        return Decision((Note(entry.ref, "goodwill.known", f"it is {entry.state}; {reference or 'nobody'} says done"),))
    finished = replace(entry, state=GoodwillState.DONE, reference=reference, trouble="", done_at=now)
    effects: list[Effect] = [
        CancelTimer(about=entry.ref, kind=goodwill.SLOW),
        *goodwill.notes(entry, "goodwill.done", f"{reference or 'no reference'}{f', by {by}' if by else ''}"),
        RecordFact(
            id=digest(event.shop, "goodwill_given", entry.id), name="goodwill_given", at=now, value=entry.amount.minor,
            dimensions={
                "kind": entry.kind, "currency": entry.amount.currency, "reason": entry.reason, "agent": entry.agent_id,
            },
        ),
        behind(GIVEN, Ref("case", entry.case_id), f"{entry.kind} {entry.reason}", now, policy),
        line(finished, "done", event.shop, event.key, now, name=by, code=finished.code),
    ]  # fmt: skip
    if entry.state is GoodwillState.FAILED:
        again = authority.charged(world.spending(entry.charged_to), entry.kind, entry.amount, entry.period)
        effects += [Put(subject=again)] if world.spending(entry.charged_to).period == entry.period else []
    if case := world.case(entry.case_id):
        effects.append(desk.card(case, event.shop, event.key, now))
    return goodwill.put(world, finished) + Decision((*effects, *_told(finished, event.shop, now, policy)))


def failed(world: World, entry: Goodwill, event: Event, now: datetime, why: str) -> Decision:
    """It did not come about: who decided may give as much again."""
    if entry.state not in UNDER_WAY:
        return Decision((Note(entry.ref, "goodwill.known", f"it is {entry.state}; somebody says it failed: {why}"),))
    over = replace(entry, state=GoodwillState.FAILED, trouble=why)
    spending = world.spending(entry.charged_to)
    return goodwill.put(world, over) + Decision((
        Put(subject=authority.released(spending, entry.kind, entry.amount, entry.period)),
        CancelTimer(about=entry.ref, kind=goodwill.SLOW), *goodwill.notes(entry, "goodwill.failed", why),
        line(over, "failed", event.shop, event.key, now, why=why),
    ))  # fmt: skip


def slow(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """It was approved some days ago and is not done: the leads hear of it, once in so many days."""
    entry = world.goodwill(Ref.parse(event.subject).id)
    if entry is None or entry.state not in UNDER_WAY:
        return Decision()
    return Decision((
        SetTimer(about=entry.ref, kind=goodwill.SLOW, due_at=now + policy.authority.remind),
        *goodwill.notes(entry, "goodwill.slow", f"{entry.state} for {policy.authority.remind} (authority.remind)"),
        *(line(entry, "slow", event.shop, event.key, now, to=lead) for lead in deciders(world, entry) or (desk.TEAM,)),
    ))  # fmt: skip


def _of_row(world: World, event: MessageSent | MessageSkipped | MessageFailed) -> Goodwill | None:
    return world.goodwill(Ref.parse(event.about).id) if event.kind == goodwill.KIND else None


def _told(entry: Goodwill, shop: str, now: datetime, policy: Policy) -> tuple[Effect, ...]:
    """ "We have refunded ...": one message for one entry, whoever says that it is done."""
    why = "" if policy.messages.goodwill_told else "messages.goodwill_told is off"
    why = why or ("" if entry.customer_id else "nobody knows whose it is")
    if why:
        return (Note(entry.ref, "goodwill_told.not_told", why),)
    return (SendMessage(
        id=digest(shop, "goodwill_told", entry.id), kind="goodwill_told", channel="email",
        to=f"customer:{entry.customer_id}", about=Ref("case", entry.case_id),
        params={
            "kind": entry.kind, "minor": str(entry.amount.minor), "currency": entry.amount.currency,
            "code": entry.code, "order": entry.order_id, "days": str(policy.authority.voucher_days),
        },
        not_after=now + timedelta(days=3), wakes=True,
    ),)  # fmt: skip
