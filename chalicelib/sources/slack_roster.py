"""The roster from Slack: the dialog of an agent, sent; what is typed of the team; away and back."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.care.events import AgentAway, AgentRemoved, AgentSet, DialogOpened, Event
from chalicelib.care.shifts import shift_of
from chalicelib.care.state import Agent, Shift
from chalicelib.care.team import MOST_CAPACITY
from chalicelib.care.vocabulary import GoodwillKind, Limit, Limits
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Reading
from chalicelib.sources.slack_filled import Filled

# Slack writes a person whom somebody typed as "<@U024BE7LH|name>".
_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,20})(?:\|[^>]*)?>")


def agent_sent(given: Filled) -> Reading:
    """One dialog keeps one state of an agent once, or takes them off the roster."""
    if agent_wrong(given):
        return Reading(ignored="the dialog stayed open: it could not be taken as it was")
    base: dict[str, Any] = {
        "shop": given.about.shop, "occurred_at": given.received_at, "by": given.about.slack_user,
    }  # fmt: skip
    id_ = _id(given)
    if "removed" in given.several_in("more"):
        return Reading(events=(AgentRemoved(key=given.key("agent-off", id_), agent_id=id_, **base),))
    agent = Agent(
        id=id_, name=given.field("name").strip(), role=given.field("role").strip(),
        languages=given.several_in("languages"), skills=given.several_in("skills"), shifts=_shifts(given),
        capacity=int(given.field("capacity")), lead="lead" in given.several_in("more"), limits=_limits(given),
    )  # fmt: skip
    return Reading(events=(AgentSet(key=given.key("agent", id_, repr(agent)), agent=agent, **base),))


def agent_wrong(given: Filled) -> dict[str, str]:
    """What is wrong with it: a code by field, empty if nothing is."""
    wrong = {} if _id(given) else {"who": "who"}
    if not given.field("name").strip():
        wrong["name"] = "name"
    capacity = given.field("capacity")
    if not capacity.isdecimal() or int(capacity) > MOST_CAPACITY:
        wrong["capacity"] = "capacity"
    for field, read_ in (("shifts", _shifts), ("limits", _limits)):
        try:
            read_(given)
        except ValueError:
            wrong[field] = field
    return wrong


def typed_of_team(rest: str, view_id: str, base: Mapping[str, Any]) -> Event | None:
    """What follows "/care team": nothing, or a word and a person. None if it is nothing that we know."""
    opening = {"view_id": view_id, **base}
    if not rest:
        return DialogOpened(dialog="team", **opening)
    word, _, who = rest.partition(" ")
    found = _PERSON.fullmatch(who.strip())
    if found is None:
        return None
    if word in ("add", "edit"):
        return DialogOpened(dialog="agent", item=found[1], **opening)
    if word == "history":
        return DialogOpened(dialog="history", item=found[1], **opening)
    return AgentRemoved(agent_id=found[1], **by(base)) if word == "remove" else None


def away(away_: bool, until: str, base: Mapping[str, Any]) -> AgentAway:
    """Somebody says that they are away, or back."""
    said = by(base)
    return AgentAway(agent_id=said["by"], away=away_, until=until[:40], **said)


def by(base: Mapping[str, Any]) -> dict[str, Any]:
    """What our events share, from what all presses and commands share."""
    return {"by" if name == "slack_user" else name: value for name, value in base.items()}


def _id(given: Filled) -> str:
    return given.about.item or given.field("who")


def _shifts(given: Filled) -> tuple[Shift, ...]:
    """One a line. ValueError names the line that is none."""
    zone = given.field("zone").strip()
    return tuple(shift_of(line, zone) for line in given.field("shifts").splitlines() if line.strip())


def _limits(given: Filled) -> Limits:
    """One a line: "refund 30 500 EUR" is at most 30 on one order, and 500 in a period. ValueError if one is none."""
    limits: Limits = {}
    for line in filter(str.strip, given.field("limits").splitlines()):
        kind, order, period, currency = line.split()
        each, all_ = money(order, currency), money(period, currency)
        if kind not in set(GoodwillKind) or each is None or all_ is None or each.minor > all_.minor:
            raise ValueError(line)
        limits.setdefault(each.currency, {})[kind] = Limit(order=each.minor, period=all_.minor)
    return limits
