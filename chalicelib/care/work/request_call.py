"""An agent notes that the customer wants to be called."""

from dataclasses import replace

from chalicelib.care.call_back import BEFORE, CALL_DUE
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, SetTimer
from chalicelib.care.events import CallbackNoted
from chalicelib.care.state import Callback
from chalicelib.care.work.task import Task


def requested(task: Task) -> Decision:
    """It stands on the card, and whoever has the case is reminded shortly before."""
    event = task.event
    assert isinstance(event, CallbackNoted)
    at = event.at if event.at and event.at > task.now else None
    case = replace(task.case, call=Callback(event.phone[:40], at))
    timer: list[Effect] = []
    if at:
        timer = [SetTimer(about=case.ref, kind=CALL_DUE, due_at=max(at - BEFORE, task.now))]
    elif task.case.call:
        timer = [CancelTimer(about=case.ref, kind=CALL_DUE)]
    when = f"at {at:%Y-%m-%d %H:%M} UTC" if at else "as soon as possible"
    note = Note(case.ref, "call.requested", f"{when}, by {task.agent.name}")
    return Decision((*timer, note)) + task.shown(case, "call_requested")
