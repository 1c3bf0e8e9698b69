"""What must hold after every run of look-alikes: one text reaches each of them once, or it is said why not."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.care.state import Bulk
from chalicelib.care.work.bulk_moved import FAILED
from ops.simulation.deployment import Deployment


def wrongs(world: Deployment) -> list[str]:
    """Everything of that which does not hold, in words."""
    return [*_bulks(world), *_groups(world)]


def _bulks(world: Deployment) -> Iterator[str]:
    """It ended; each case had its turn once; and as many were written to as it says."""
    turns = Counter(event.split(":")[1] for _, event in world.store._marks if event.startswith("bulk:"))
    steps = Counter(
        event.split(":")[1] for _, event in world.store._marks if event.startswith("bulk:") and ":then:" in event
    )
    for bulk in world.subjects("bulk"):
        assert isinstance(bulk, Bulk)
        if bulk.ended_at is None or bulk.todo or bulk.text:
            yield f"{bulk.ref} never ended: {bulk}"
        had, broken = turns[bulk.id] - steps[bulk.id], sum(each.reason == FAILED for each in bulk.left)
        broken += _shown_otherwise(world, bulk)
        if not had <= bulk.done + bulk.left_out <= had + broken:
            yield f"{bulk.ref} says {bulk.done}, and {bulk.left_out} left out; {had} had a turn"
        told = [row for row in world.rows("bulk_result") if row.about == bulk.ref]
        if len(told) != 1:
            yield f"the team was told {len(told)} times what became of {bulk.ref}"
    yield from _texts(world)


def _shown_otherwise(world: Deployment, bulk: Bulk) -> int:
    """How many of its group have a card although their turn broke: it came by another way."""
    marked = {event for _, event in world.store._marks}
    cases = [each for each in world.subjects("case") if each.alike and each.alike.id == bulk.group]
    return sum(
        bulk.what == "release" and each.alike.carded and f"bulk:{bulk.id}:{each.id}" not in marked for each in cases
    )


def _texts(world: Deployment) -> Iterator[str]:
    """One text is to a case once, and to as many as its bulks say."""
    said = Counter(
        (row.params.get("text", "").partition("[")[2][:6], str(row.about))
        for row in world.rows("agent_reply") if "[all" in row.params.get("text", "")
    )  # fmt: skip
    yield from (f"{about} has the text {text!r} {times} times" for (text, about), times in said.items() if times > 1)
    done = sum(bulk.done for bulk in world.subjects("bulk") if bulk.what == "reply")
    if done != sum(said.values()):
        yield f"{done} are said to be answered, {sum(said.values())} texts were written"


def _groups(world: Deployment) -> Iterator[str]:
    """Leads hear of a group once; who is shown on its card alone is in nobody's hands and has no card."""
    alerts = Counter((row.params["group"], row.to) for row in world.rows("group_alert"))
    yield from (f"{to} was alerted of {group} {times} times" for (group, to), times in alerts.items() if times > 1)
    for case in world.subjects("case"):
        if case.alike is None or case.alike.carded:
            continue
        if case.agent_id:
            yield f"{case.ref} is {case.agent_id}'s, and has no card"
        if any(row.about == case.ref for row in world.rows("case_card")):
            yield f"{case.ref} waits on a card with others, and has one of its own"
