"""In whose hands a case is. An agent's capacity is what they hold."""

from dataclasses import replace

from chalicelib.care.effects import Effect, Put
from chalicelib.care.routing import released
from chalicelib.care.state import Agent, Case, CaseState
from chalicelib.care.world import World


def held(world: World, case: Case, agent: Agent) -> list[Effect]:
    """The case in this agent's hands: taken over from whoever it was routed to."""
    if case.state is CaseState.CLAIMED and case.agent_id == agent.id:
        return []
    effects: list[Effect] = [
        Put(subject=replace(case, state=CaseState.CLAIMED, agent_id=agent.id, agent_name=agent.name))
    ]
    other = world.agent(case.agent_id)
    if other and other.id != agent.id:
        effects.append(Put(subject=released(other, case)))
    if case.id not in agent.open_case_ids:
        effects.append(Put(subject=replace(agent, open_case_ids=(*agent.open_case_ids, case.id))))
    return effects
