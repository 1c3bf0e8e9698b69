"""The operator's command: who is on the roster, who is away. Fed by our own entry points only."""

import msgspec

from chalicelib.care.events import AgentAway, AgentSet
from chalicelib.care.state import Agent
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.inside import verify as verify


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    """`agent`: put this on the roster. `away`: {agent id: true or false}. `said`: tells one order from the next."""

    said: str
    agent: Agent | None = None
    away: dict[str, bool] = {}


def delivery_id(delivery: Delivery) -> str:
    """Each order of the operator carries its own number."""
    try:
        return msgspec.json.decode(delivery.body, type=_Said).said
    except msgspec.MsgspecError:
        return ""


def read(delivery: Delivery, context: Context) -> Reading:
    """One roster change, or several people going away or coming back."""
    try:
        said = msgspec.json.decode(delivery.body, type=_Said)
    except msgspec.MsgspecError as error:
        raise UnreadableError(f"not an order of the operator: {error}") from error
    head = {"shop": context.shop, "occurred_at": context.received_at}
    away = [
        AgentAway(key=f"operator:{said.said}:{id_}", agent_id=id_, away=away, **head)  # type: ignore[arg-type]
        for id_, away in said.away.items()
    ]
    if said.agent:
        return Reading(events=(AgentSet(key=f"operator:{said.said}", agent=said.agent, **head), *away))  # type: ignore[arg-type]
    return Reading(events=tuple(away), ignored="" if away else "the order says nothing")
