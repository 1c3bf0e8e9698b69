"""What becomes of the team: who is on the roster, as what, and who is there.

`by`: who said so, an agent's Slack id or OPERATOR. `typed_in`: the Slack channel where it was typed, "" if it was not.
"""

from dataclasses import dataclass

from chalicelib.care.events.base import Event
from chalicelib.care.state import Agent

OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSet(Event):
    """Somebody was put on the roster, or what it says of them was changed."""

    agent: Agent
    by: str = OPERATOR
    typed_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRemoved(Event):
    """Somebody was taken off the roster."""

    agent_id: str
    by: str = OPERATOR
    typed_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAway(Event):
    """Somebody on the roster went away or came back, whatever their shift says. `until`: as it was typed, or ""."""

    agent_id: str
    away: bool
    until: str = ""
    by: str = OPERATOR
    typed_in: str = ""
