"""A case and its agent's list were read one after the other: where they disagree, one of them is not as it was read.

An agent's list names exactly the open cases that are theirs. A decision that changes neither list would not notice
that it rests on an old one, so it relies on it: if it moved, the event is decided again.
"""

from chalicelib.care.effects import Decision, Put, Rely
from chalicelib.care.state import Case, CaseState, Ref
from chalicelib.care.world import World

OPEN = (CaseState.WAITING, CaseState.CLAIMED)


def agreed(world: World, decision: Decision) -> Decision:
    """On which agents the decision relies besides, because they say otherwise than the cases that it changes."""
    changed = {each.subject.id: each.subject for each in decision.effects
               if isinstance(each, Put) and isinstance(each.subject, Case)}  # fmt: skip
    found = dict.fromkeys(ref for id_, after in changed.items() for ref in _doubted(world, world.case(id_), after))
    return Decision(tuple(Rely(ref) for ref in found))


def _doubted(world: World, before: Case | None, after: Case) -> list[Ref]:
    if before is None:
        return []
    agents = [agent for id_ in dict.fromkeys((before.agent_id, after.agent_id)) if (agent := world.agent(id_))]
    return [
        agent.ref for agent in agents
        if (before.id in agent.open_case_ids) != (before.state in OPEN and before.agent_id == agent.id)
    ]  # fmt: skip
