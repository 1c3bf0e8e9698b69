"""A message that wants no answer: thanks, or spam. It is shown once, as a case that is closed already.

So nobody has it and no clock runs, but who sees that it was misread opens it with one press, and who sends spam can be
blocked from there.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care import hearing
from chalicelib.care.book_week import ASKED
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import DISMISSED, behind
from chalicelib.care.state import Case, CaseState, Order
from chalicelib.care.vocabulary import Kind
from chalicelib.care.world import World


def unopened(
    world: World, decision: Decision, case: Case, kind: Kind, event: MessageReceived, now: datetime, policy: Policy
) -> Decision:  # fmt: skip
    """What is left of a new case (`decision`) if nothing is asked: its words, its names, its card."""
    kept = Decision(tuple(effect for effect in decision.effects if not is_of_a_question(effect)))
    handling = replace(case.handling, dismissed=str(kind))
    closed = replace(case, state=CaseState.CLOSED, waiting_since=None, handling=handling)
    effects: list[Effect] = [
        Put(subject=closed),
        Note(case.ref, "case.unopened", f"it is {kind}: closed at once, shown, and nobody is asked to answer"),
        RecordFact(id=digest(event.shop, "case_dismissed", case.id, event.key), name="case_dismissed", at=now,
                   dimensions={"why": str(kind), **hearing.dimensions(case)}),
        behind(DISMISSED, case.ref, str(kind), now, policy),
        desk.card(closed, event.shop, event.key, now, first="yes"),
    ]  # fmt: skip
    customer = world.after(kept).customer(case.customer_id)
    if customer and customer.open_case_id == case.id:
        # They asked nothing: it is not one of their questions.
        effects.append(Put(subject=replace(customer, open_case_id="", cases=customer.cases - 1)))
    return kept + Decision(tuple(effects))


def is_of_a_question(effect: Effect) -> bool:
    """Does an effect only make sense of a case that waits for an answer?"""
    match effect:
        case RecordFact():
            return effect.name == "case_opened"
        case Note():
            return effect.about.type == ASKED
        case Put():
            return isinstance(effect.subject, Order)
        case _:
            return False
