"""A survey went out, or did not: what its response rate is made of, and when who does not answer is reminded."""

from datetime import datetime

from chalicelib.care import surveys
from chalicelib.care.effects import Decision, Effect, Put, RecordFact, SetTimer, digest
from chalicelib.care.events import MessageSent, MessageSkipped
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Ref
from chalicelib.care.surveys import SOLVED_REMIND
from chalicelib.care.world import World


def sent(world: World, event: MessageSent, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Count it; a reminder of it may follow, and is no survey of its own."""
    kind = surveys.ASKING.get(event.kind, "")
    if not kind or event.kind in surveys.REMINDERS:
        return Decision()
    effects: list[Effect] = [
        RecordFact(
            id=digest(event.shop, "survey_sent", event.message_id), name="survey_sent", at=now,
            dimensions={"kind": kind, "by": event.channel},
        )
    ]  # fmt: skip
    if event.kind == "solved_question" and policy.solved.remind_after:
        effects.append(SetTimer(
            about=Ref.parse(event.about), kind=SOLVED_REMIND, due_at=now + policy.solved.remind_after,
            params={"cycle": event.params.get("cycle", "0")},
        ))  # fmt: skip
    return Decision(tuple(effects))


def skipped(world: World, event: MessageSkipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """What did not go out was not asked: it does not stand in the way of the next question."""
    kind = surveys.ASKING.get(event.kind, "")
    customer = _asked(world, Ref.parse(event.about))
    if not kind or event.kind in surveys.REMINDERS or customer is None:
        return Decision()
    return Decision((Put(subject=surveys.unasked(customer, kind, event.about)),))


def _asked(world: World, about: Ref) -> Customer | None:
    case, order = world.case(about.id), world.order(about.id)
    return world.customer(case.customer_id if case else order.customer_id if order else "")
