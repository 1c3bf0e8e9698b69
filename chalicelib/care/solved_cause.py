"""What is the matter after a "No": one question on the page, for the agent's card and for the numbers."""

from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care import hearing
from chalicelib.care.answers_given import last_answer, with_answer
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.events import CauseGiven
from chalicelib.care.first_words import with_line
from chalicelib.care.opinion_words import SURVEY
from chalicelib.care.rules import Policy
from chalicelib.care.state import Answer, Case
from chalicelib.care.world import World

NO = "no"


def given(world: World, event: CauseGiven, now: datetime, policy: Policy) -> Decision:
    """Keep it with the No it is about, and show it to whoever has the case; another cause takes its place."""
    case = world.case(event.case_id)
    if case is None:
        return Decision()
    said = last_answer(case, event.cycle)
    if why_not := _why_not(case, said, event, policy):
        return Decision((Note(case.ref, "solved_cause.not_counted", why_not),))
    assert said is not None
    told = with_answer(case, said._replace(cause=event.cause))
    if event.comment:
        told = with_line(told, "customer", case.author_name, now, event.comment, channel=SURVEY)
    effects: list[Effect] = [
        Put(subject=told),
        Note(case.ref, "solved_cause", f"{event.cause}, {len(event.comment)} characters of words"),
        *changed(case, said.cause, event.cause, event.shop, event.key, now),
        desk.card(told, event.shop, event.key, now),
        desk.line(told, "no_because", event.shop, event.key, now, cause=event.cause, text=event.comment),
    ]
    return Decision(tuple(effects))


def changed(case: Case, before: str, cause: str, shop: str, key: str, now: datetime) -> list[RecordFact]:
    """What a cause adds to the numbers, and what the one before it adds no more; "" is none.

    By the words of the resolution that the No is about, as the No itself: whatever has become of the case since, one
    that is changed is taken back where it was.
    """
    words = case.earned.dimensions if case.earned else {**hearing.dimensions(case), "agent": case.agent_id}
    return [
        RecordFact(
            id=digest(shop, "solved_cause", case.id, key, value, count), name="solved_cause", at=now, value=count,
            dimensions={"cause": value, **words},
        )
        for value, count in ((cause, 1), (before, -1))
        if value and before != cause
    ]  # fmt: skip


def _why_not(case: Case, said: Answer | None, event: CauseGiven, policy: Policy) -> str:
    if case.erased_at:
        return "the customer was erased"
    if event.cycle != case.cycle or said is None or said.answer != NO:
        return f"there is no No in cycle {event.cycle}, the case is in cycle {case.cycle}"
    if event.cause not in policy.solved.causes:
        return f"{event.cause[:40]!r} is none of solved.causes"
    return f"{event.cause!r} was counted already" if event.cause == said.cause and not event.comment else ""
