"""It was no case: a mere thank-you, or a mistake. It is closed, nobody is asked, and it does not count as resolved."""

from dataclasses import replace

from chalicelib.care.effects import Decision, Note, RecordFact, digest
from chalicelib.care.events import CaseDismissed
from chalicelib.care.sampled import DISMISSED, behind
from chalicelib.care.state import CaseState
from chalicelib.care.work.holding import at_rest, let_go
from chalicelib.care.work.task import Task

WHY = ("thanks", "mistake")


def dismissed(task: Task) -> Decision:
    """Closed at once."""
    assert isinstance(task.event, CaseDismissed)
    why = task.event.why if task.event.why in WHY else "mistake"
    return closed_as(task, why, "dismissed")


def closed_as(task: Task, why: str, line: str) -> Decision:
    """The case closed as none at all, with why."""
    quiet = at_rest(task.case)
    case = replace(quiet, state=CaseState.CLOSED, handling=replace(quiet.handling, dismissed=why))
    fact = RecordFact(
        id=digest(task.event.shop, "case_dismissed", case.id, task.event.key), name="case_dismissed", at=task.now,
        dimensions={"why": why, "channel": case.channel},
    )  # fmt: skip
    note = Note(case.ref, f"case.{line}", f"by {task.agent.name}: {why}")
    kept = behind(DISMISSED, case.ref, why, task.now, task.policy)
    return Decision((*let_go(task.world, task.case), fact, note, kept)) + task.shown(case, line, why=why)
