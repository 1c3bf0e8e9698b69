"""What Slack shows of a goodwill entry: lines under the case's card, and requests to the leads."""

from datetime import datetime, timedelta

from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import SendMessage, digest
from chalicelib.care.presence import members
from chalicelib.care.state import Goodwill, Ref
from chalicelib.care.world import World

KIND = "goodwill_line"


def line(
    entry: Goodwill, what: str, shop: str, key: str, now: datetime, *, to: str = TEAM, **params: str
) -> SendMessage:
    """One line about it: asked, given, by_hand, done, failed ... `to`: under the card, or one lead.

    A request is shown as long as nobody has decided, and work for a person as long as nobody has done it.
    """
    conditions = {"asked": ("goodwill_asked",), "by_hand": ("goodwill_under_way",), "slow": ("goodwill_under_way",)}
    return SendMessage(
        id=digest(shop, KIND, entry.id, what, to, key), kind=KIND, channel="slack", to=to,
        about=Ref("case", entry.case_id),
        params={
            "line": what, "goodwill": entry.id, "kind": entry.kind, "minor": str(entry.amount.minor),
            "currency": entry.amount.currency, "reason": entry.reason, "agent": entry.agent_id,
            "agent_name": entry.agent_name, "order": entry.order_id, **params,
        },
        conditions=tuple(f"{name}:{entry.id}" for name in conditions.get(what, ())),
        not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip


def deciders(world: World, entry: Goodwill) -> tuple[str, ...]:
    """The leads who may decide on it: all but who asks; those who are here, else all."""
    leads = [agent for agent in members(world) if agent.lead and agent.id != entry.agent_id]
    here = [agent for agent in leads if not agent.away] or leads
    return tuple(str(agent.ref) for agent in here)
