"""An agent opens a case again."""

from dataclasses import replace

from chalicelib.care.effects import Decision
from chalicelib.care.reopening import reopened
from chalicelib.care.work.block import blocked_no_more
from chalicelib.care.work.task import Task


def reopen(task: Task) -> Decision:
    """It is theirs then. It counts as reopened: it was not solved.

    Who opens a case whose sender is blocked wants to talk with them: they are listened to again.
    """
    again = blocked_no_more(task)
    case = replace(
        task.case, agent_id=task.agent.id, agent_name=task.agent.name,
        handling=replace(task.case.handling, dismissed=""),
    )  # fmt: skip
    why = f"{task.agent.name} opened it again{', and its sender is listened to' if again.effects else ''}"
    return again + reopened(task.world, case, why, task.event.shop, task.event.key, task.now, by_hand=True)
