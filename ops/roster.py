"""The roster as a file, and changes of it: each goes the one way in, as a receipt, and is on the agents' timelines."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.bootstrap import Services
from chalicelib.care.events import AgentAway, AgentRemoved, AgentSet
from chalicelib.care.state import Agent
from chalicelib.care.team import MOST_CAPACITY, why_not
from ops.orders import OrderError, order


class RosterError(OrderError):
    """Raised when a roster file or a change cannot be taken; the message says which line, and what to do."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    agent: list[Agent]


def read_file(file: Path) -> list[Agent]:
    """The agents in a roster file. RosterError names what is wrong in it."""
    try:
        agents = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File).agent
    except OSError as error:
        raise RosterError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RosterError(f"{file}: {error}") from error
    ids = [agent.id for agent in agents]
    if len(ids) != len(set(ids)):
        raise RosterError(f"{file}: two agents have the same id")
    return agents


def import_file(services: Services, shop: str, file: Path, wait: bool = True) -> list[Agent]:
    """Put everybody in the file on the roster, or change what it says of them. Nobody is taken off."""
    agents = read_file(file)
    # Leads first: the last one can only be stripped once there is another.
    for agent in sorted(agents, key=lambda agent: not agent.lead):
        _check(services, shop, AgentSet(agent=agent, **_HEAD))
        order(services, shop, {"agent": msgspec.to_builtins(agent)}, wait)
    return agents


def set_away(services: Services, shop: str, agent_id: str, away: bool | str) -> None:
    """Send somebody away (a text: until then), or welcome them back. RosterError says what is in the way."""
    until = away if isinstance(away, str) else ""
    _check(services, shop, AgentAway(agent_id=agent_id, away=bool(away), until=until, **_HEAD))
    order(services, shop, {"away": {agent_id: away}}, wait=True)


def take_off(services: Services, shop: str, agent_id: str) -> None:
    """Take somebody off the roster. RosterError says what is in the way."""
    _check(services, shop, AgentRemoved(agent_id=agent_id, **_HEAD))
    order(services, shop, {"remove": agent_id}, wait=True)


def _check(services: Services, shop: str, change: AgentSet | AgentAway | AgentRemoved) -> None:
    """What would be refused is said here: the operator's orders are decided elsewhere, a moment later."""
    world = services.store.every(shop, "agent").world
    if why := why_not(world, change, services.now(), services.policy(shop)):
        raise RosterError(_WHY[why].format(about=getattr(change, "agent_id", "") or change.agent.id))  # type: ignore[union-attr]


_HEAD: dict[str, Any] = {"shop": "", "key": "", "occurred_at": datetime(2000, 1, 1, tzinfo=UTC)}
_WHY = {
    "no_such_agent": "{about} is not on the roster; see `./aftercare roster list`",
    "last_lead": "{about} is the last lead, and somebody must be one; make another agent lead first",
    "which_time": 'not a time: write "14:00", "tomorrow", "friday 9:00", "2026-12-01" or "2h"',
    "no_name": "{about}: an agent has an id and a name",
    "capacity_size": f"{{about}}: capacity is 0 to {MOST_CAPACITY}",
    "which_limits": "{about}: limits are by currency and kind; that of one order is at most that of a period",
    "which_shift": '{about}: a shift has days (0 is Monday), start and end as "09:00", and a zone ("Europe/Prague")',
}
