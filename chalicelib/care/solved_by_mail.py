"""A question about a case that its chat took no more, or not at all: asked by mail instead, if an address is known."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import surveys
from chalicelib.care.effects import Decision, Effect, Note, Put
from chalicelib.care.events import MessageFailed, MessageSkipped
from chalicelib.care.message_outcome import may_be_mailed, trouble
from chalicelib.care.rules import Policy
from chalicelib.care.solved_question import question, why_not_asked
from chalicelib.care.state import Ref
from chalicelib.care.survey_way import by_mail
from chalicelib.care.world import World


def instead(world: World, event: MessageSkipped | MessageFailed, now: datetime, policy: Policy) -> Decision:
    """The same question by mail, once. Not if nobody can say whether the chat has it, and not if it is not true now.

    If it failed, the team hears of it: that it goes by mail, or that it did not go out.
    """
    case = world.case(Ref.parse(event.about).id)
    if case is None or surveys.ASKING.get(event.kind) != surveys.SOLVED or event.channel != "social":
        return Decision()
    failed = event if isinstance(event, MessageFailed) else None
    if failed and not may_be_mailed(failed):
        return Decision()
    person = world.person(case.customer_id)
    how = replace(by_mail(case, person, f"{case.channel} did not take it; "), again=("by mail",))
    # Of the cycle that was asked about: a case that was opened and resolved again has a question of its own to come.
    why_not = why_not_asked(case, case.asked_cycle, policy) or how.why_not or surveys.why_muted(person, how.queue)
    if not why_not and now > (case.resolved_at or now) + policy.solved.expires:
        why_not = "solved.expires is over"
    if why_not:
        told = (trouble(failed, now),) if failed else ()
        return Decision((Note(case.ref, f"{event.kind}.not_mailed", why_not), *told))
    effects: list[Effect] = [
        question(event.kind, case, how, event.shop, now, policy), Note(case.ref, f"{event.kind}.decided", how.said),
        *((trouble(failed, now, instead="mail"),) if failed else ()),
    ]  # fmt: skip
    customer = world.customer(case.customer_id)
    if customer and event.kind not in surveys.REMINDERS:
        # The same question: it counts once, whether or not the first one was taken back.
        once = surveys.unasked(customer, surveys.SOLVED, str(case.ref))
        effects.append(Put(subject=surveys.asked(once, surveys.SOLVED, str(case.ref), now, policy)))
    return Decision(tuple(effects))
