"""An agent says what a case is really about. That it was read wrongly is counted; who knows the topic gets it."""

from chalicelib.care import hearing
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.events import TopicCorrected
from chalicelib.care.routing import released, route
from chalicelib.care.state import CaseState
from chalicelib.care.vocabulary import Topic
from chalicelib.care.work.task import Task


def impossible(task: Task) -> str:
    """Why there is nothing to correct, "" if there is."""
    assert isinstance(task.event, TopicCorrected)
    return "" if task.event.topic in set(Topic) and task.event.topic != task.case.topic else "same_topic"


def corrected(task: Task) -> Decision:
    """The topic is theirs from now on, whatever comes later. While nobody has claimed the case, it is offered anew."""
    event, before = task.event, task.case
    assert isinstance(event, TopicCorrected)
    case = hearing.sorted_by(before, event.topic, hearing.AGENT)
    known_by, was = before.heard.by or hearing.TEXT, before.topic or hearing.UNSORTED
    fact = RecordFact(
        id=digest(event.shop, "topic_corrected", case.id, event.key), name="topic_corrected", at=task.now,
        dimensions={**hearing.dimensions(case), "was": was, "by": known_by},
    )  # fmt: skip
    note = Note(case.ref, "case.topic_corrected", f"by {task.agent.name}: {case.topic}, was {was} by the {known_by}")
    effects: list[Effect] = [Put(subject=case), fact, note]
    holder = task.world.agent(case.agent_id)
    offered = case.state is CaseState.WAITING and case.handling.snoozed_until is None
    if offered and holder:
        effects.append(Put(subject=released(holder, case)))
    decision = Decision(tuple(effects))
    if offered:
        decision += route(
            task.world.after(decision), case, event.shop, event.key, task.now, story_with=case.story_with, told=False
        )
    after = task.after(decision)
    return decision + Decision((after.card(), after.line("topic_corrected", topic=case.topic)))
