"""Who is there: on shift, and neither away nor gone from the team."""

from datetime import datetime

from chalicelib.care.shifts import edges, on_shift
from chalicelib.care.state import Agent
from chalicelib.care.world import World


def members(world: World) -> tuple[Agent, ...]:
    """Everybody on the roster, by id. Who left it keeps a history there, and nothing else."""
    return tuple(agent for agent in world.every(Agent) if agent.left_at is None)


def member(world: World, agent_id: str) -> Agent | None:
    """Somebody on the roster; None if they are not, or not any more."""
    agent = world.agent(agent_id)
    return agent if agent and agent.left_at is None else None


def is_away(agent: Agent, now: datetime) -> bool:
    """Have they pressed "away", and not said until an earlier time than now?"""
    return agent.away and (agent.away_until is None or now < agent.away_until)


def on_duty(agent: Agent, now: datetime) -> bool:
    """On shift now and not away."""
    return agent.left_at is None and not is_away(agent, now) and on_shift(agent.shifts, now)


def next_change(agent: Agent, now: datetime) -> datetime | None:
    """The next instant at which they come or go, or at which "away until" ends; None if none is known."""
    ends = agent.away_until if is_away(agent, now) else None
    if agent.left_at or (agent.away and ends is None and agent.away_until is None):
        return None
    if ends:
        return ends
    here = on_duty(agent, now)
    return next((edge for edge in edges(agent.shifts, now) if on_duty(agent, edge) != here), None)
