"""A note for the team: it stands on the card, and never reaches the customer."""

from dataclasses import replace

from chalicelib.care.effects import Decision, Note
from chalicelib.care.events import CaseNoted
from chalicelib.care.presence import member
from chalicelib.care.state import CaseNote
from chalicelib.care.work.task import Task

KEPT, LONGEST = 5, 1500  # notes on the case; characters of one


def impossible(task: Task) -> str:
    """Why there is nothing to note, "" if there is."""
    assert isinstance(task.event, CaseNoted)
    return "" if task.event.text.strip() else "nothing_to_note"


def noted(task: Task) -> Decision:
    """The words stand on the snapshot, where an erasure finds them; the timeline says who noted something."""
    event, handling = task.event, task.case.handling
    assert isinstance(event, CaseNoted)
    author = member(task.world, event.author) or task.agent
    notes = (*handling.notes, CaseNote(author.name, task.now, event.text[:LONGEST], event.link))[-KEPT:]
    case = replace(task.case, handling=replace(handling, notes=notes))
    whose = f", of a message by {author.name}" if event.link else ""
    why = f"by {task.agent.name}, {len(event.text)} characters{whose}"
    return task.shown(case, "noted", text=event.text[:LONGEST]) + Decision((Note(case.ref, "case.noted", why),))
