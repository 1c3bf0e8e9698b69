"""An agent blocks whoever wrote a case, or listens to them again."""

from dataclasses import replace

from chalicelib.care.blocking import sender_of
from chalicelib.care.effects import Decision, Name, Note, Unname
from chalicelib.care.state import CaseState
from chalicelib.care.work.dismiss import closed_as
from chalicelib.care.work.task import Task

BLOCKED = "blocked"


def impossible(task: Task) -> str:
    """Why there is nobody to block or unblock, "" if there is."""
    return "" if sender_of(task.case).value else "nobody_to_block"


def blocked(task: Task) -> Decision:
    """Nothing of theirs is shown from now on; the case is closed."""
    decision = Decision((Name(alias=sender_of(task.case), ref=task.case.ref),))
    if task.case.state is CaseState.CLOSED:
        case = replace(task.case, handling=replace(task.case.handling, dismissed=BLOCKED))
        note = Note(case.ref, "case.blocked", f"by {task.agent.name}")
        return decision + Decision((note,)) + task.shown(case, "blocked")
    return decision + closed_as(task, BLOCKED, "blocked")


def not_blocked(task: Task) -> str:
    """Why nobody can be unblocked, "" if somebody can."""
    return "" if task.case.handling.dismissed == BLOCKED else "not_blocked"


def unblocked(task: Task) -> Decision:
    """They are listened to again. The case stays closed; whoever wants to answer it opens it."""
    case = replace(task.case, handling=replace(task.case.handling, dismissed="mistake"))
    return blocked_no_more(task) + task.shown(case, "unblocked")


def blocked_no_more(task: Task) -> Decision:
    """Their name leads to no blocked case any more; nothing if they were not blocked by this one."""
    if not_blocked(task):
        return Decision()
    note = Note(task.case.ref, "case.unblocked", f"by {task.agent.name}")
    return Decision((Unname(alias=sender_of(task.case)), note))
