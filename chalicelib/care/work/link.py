"""Two cases belong together: each card leads to the other."""

from dataclasses import replace

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Note, Put
from chalicelib.care.events import CaseLinked
from chalicelib.care.state import Case
from chalicelib.care.work.naming import case_named
from chalicelib.care.work.task import Task

MOST = 10


def impossible(task: Task) -> str:
    """Why these two cannot be linked, "" if they can."""
    other = _other(task)
    if other is None or other.id == task.case.id:
        return "no_such_other"
    return "too_many_links" if MOST in (len(each.handling.linked_ids) for each in (task.case, other)) else ""


def linked(task: Task) -> Decision:
    """Both ways at once, in one transaction."""
    other = _other(task)
    assert other is not None
    effects: list[Effect] = []
    for one, two in ((task.case, other), (other, task.case)):
        ids = tuple(dict.fromkeys((*one.handling.linked_ids, two.id)))
        case = replace(one, handling=replace(one.handling, linked_ids=ids))
        effects += [
            Put(subject=case), desk.card(case, task.event.shop, task.event.key, task.now),
            Note(case.ref, "case.linked", f"with {two.ref}, by {task.agent.name}"),
        ]  # fmt: skip
    return Decision(tuple(effects))


def _other(task: Task) -> Case | None:
    assert isinstance(task.event, CaseLinked)
    return case_named(task.world, task.event.other)
