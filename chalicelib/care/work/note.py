"""A note for the team: it stands on the card, and never reaches the customer."""

from dataclasses import replace

from chalicelib.care.effects import Decision, Note
from chalicelib.care.events import CaseNoted
from chalicelib.care.state import CaseNote
from chalicelib.care.work.task import Task

KEPT, LONGEST = 5, 1500  # notes on the case; characters of one


def noted(task: Task) -> Decision:
    """The words stand on the snapshot, where an erasure finds them; the timeline says who noted something."""
    event, handling = task.event, task.case.handling
    assert isinstance(event, CaseNoted)
    notes = (*handling.notes, CaseNote(task.agent.name, task.now, event.text[:LONGEST]))[-KEPT:]
    case = replace(task.case, handling=replace(handling, notes=notes))
    why = f"by {task.agent.name}, {len(event.text)} characters"
    return task.shown(case, "noted", text=event.text[:LONGEST]) + Decision((Note(case.ref, "case.noted", why),))
