"""The roster as a file, and changes of it: each goes the one way in, as a receipt, and is on the agents' timelines."""

import tomllib
from pathlib import Path

import msgspec

from chalicelib.bootstrap import Services
from chalicelib.care.state import Agent
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
    for agent in agents:
        order(services, shop, {"agent": msgspec.to_builtins(agent)}, wait)
    return agents


def set_away(services: Services, shop: str, agent_id: str, away: bool) -> None:
    """Send somebody away, or welcome them back. RosterError if they are not on the roster."""
    if services.store.every(shop, "agent").world.agent(agent_id) is None:
        raise RosterError(f"{agent_id} is not on the roster; see `./aftercare roster list`")
    order(services, shop, {"away": {agent_id: away}}, wait=True)
