"""How long a customer will wait for an answer: from who is there, what they hold, and how fast it went lately.

A case has its turn after those that its agent holds already; nobody's case has it after an even share of all. A turn
takes the pace: the business time that first answers took of late, divided by the turns that were before them. So the
estimate corrects itself, whatever a turn is in this shop.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from chalicelib.care.business_time import due, opening
from chalicelib.care.case_clocks import calendar_of, queue_of
from chalicelib.care.presence import members, next_change, on_duty
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case
from chalicelib.care.world import World

STEP = timedelta(minutes=5)


class Wait(NamedTuple):
    """`until`: by when an answer is expected (UTC). `turns`: how many this case has to wait for, its own included."""

    until: datetime
    turns: int


def expected(world: World, case: Case, now: datetime, policy: Policy) -> Wait:
    """By when this case, as it was just opened and routed, will have its first answer."""
    calendar = calendar_of(world, queue_of(case, policy), policy)
    team = [agent for agent in members(world) if not agent.lead or agent.capacity]
    here = [agent for agent in team if on_duty(agent, now)]
    holder = world.agent(case.agent_id)
    held = sum(len(agent.open_case_ids) for agent in here or team)
    turns = len(holder.open_case_ids) if holder else ceil(held / max(len(here or team), 1)) + 1
    comes = [at for agent in team if (at := next_change(agent, now))]
    begins = now if here or not comes else max(min(comes), now)
    pace = world.workload.pace or policy.workload.pace
    until = due(opening(begins, calendar), pace * max(turns, 1), calendar)
    return Wait(_rounded(until), max(turns, 1))


def _rounded(at: datetime) -> datetime:
    """Up to five minutes: nobody believes 10:23."""
    whole = at.replace(second=0, microsecond=0)
    past = timedelta(minutes=whole.minute % 5)
    return at if at == whole and not past else whole - past + STEP
