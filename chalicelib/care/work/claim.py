"""An agent takes a case."""

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note
from chalicelib.care.work.holding import held
from chalicelib.care.work.task import Task


def claimed(task: Task) -> Decision:
    """The case is theirs. One claim wins: the second reads the case as the first has left it."""
    decision = Decision((
        *held(task.world, task.case, task.agent), Note(task.case.ref, "case.claimed", f"by {task.agent.name}"),
    ))  # fmt: skip
    case = task.world.after(decision).case(task.case.id) or task.case
    return decision + Decision((desk.card(case, task.event.shop, task.event.key, task.now),))
