"""The roster: who answers customers, in which languages, when."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import AgentAway, AgentSet
from chalicelib.care.rules import Policy
from chalicelib.care.world import World


def agent_set(world: World, event: AgentSet, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Put somebody on the roster or change what it says of them; what they hold stays theirs."""
    before = world.agent(event.agent.id)
    agent = replace(event.agent, open_case_ids=before.open_case_ids if before else ())
    what = "changed" if before else "added"
    why = f"{agent.name}: {', '.join(agent.languages)}; capacity {agent.capacity}{'; lead' if agent.lead else ''}"
    return Decision((Put(subject=agent), Note(agent.ref, f"agent.{what}", why)))


def agent_away(world: World, event: AgentAway, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember that somebody is away or back."""
    agent = world.agent(event.agent_id)
    if agent is None or agent.away == event.away:
        return Decision()
    what = "away" if event.away else "back"
    return Decision((Put(subject=replace(agent, away=event.away)), Note(agent.ref, f"agent.{what}", "set by hand")))
