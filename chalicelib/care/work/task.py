"""A press that may be done: what every module of this package works on."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.events import Press
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case
from chalicelib.care.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The case, who pressed what about it, and the rest of what a decision looks at."""

    world: World
    case: Case
    agent: Agent
    event: Press
    now: datetime
    policy: Policy
