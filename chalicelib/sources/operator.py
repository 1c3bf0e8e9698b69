"""The operator's command: who is on the roster, who is away, who is whose. Fed by our own entry points only."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec

from chalicelib.care.events import (
    OPERATOR,
    AgentAway,
    AgentRemoved,
    AgentSet,
    ConversationLogged,
    CustomerErased,
    CustomersLinked,
    CustomersUnlinked,
    DayOffSet,
    EntrySet,
    Event,
    MacroSet,
    NameWithdrawn,
    Person,
    SurgeSet,
)
from chalicelib.care.state import Agent, Entry, Macro, Ref
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.inside import verify as verify


class _Pair(msgspec.Struct, forbid_unknown_fields=True):
    """Two records of one person."""

    customer: str
    other: str


class _Name(msgspec.Struct, forbid_unknown_fields=True):
    """A name that is not this customer's: its kind and value as in KnownAs."""

    customer: str
    kind: str
    value: str


class _Erase(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to forget, as "customer:<id>" or "case:<id>" of a stranger; `by`: who wants it."""

    subject: str
    by: str = OPERATOR


class _Talk(msgspec.Struct, forbid_unknown_fields=True):
    """A phone call or chat. With whom: a record's id, else what is known of the person. `at`: when it ended."""

    channel: Literal["phone", "chat"]
    text: str
    customer: str = ""
    person: Person | None = None
    order: str = ""
    case: str = ""
    agent: str = ""
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    solved: bool = False


class _Day(msgspec.Struct, forbid_unknown_fields=True):
    """Who works on a day by a country's calendar, see DayOffSet."""

    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    on: date
    name: str = ""
    until: Annotated[str, msgspec.Meta(pattern="^([0-2][0-9]:[0-5][0-9])?$")] = ""
    works: bool = False
    by: str = OPERATOR


class _Surge(msgspec.Struct, forbid_unknown_fields=True):
    """Surge mode, on or off."""

    on: bool
    by: str = OPERATOR


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    """`agent`: put this on the roster; `remove`: take that id off. `away`: {agent id: true, false or until when}.

    `link`, `unlink`, `disown`: who is whose. `erase`: whom to forget. `talk`: a conversation that took place. `macro`,
    `entries`: keep these. `day`: who works on a day.

    `said`: tells one order from the next.
    """

    said: str
    agent: Agent | None = None
    remove: str = ""
    away: dict[str, bool | str] = {}
    link: _Pair | None = None
    unlink: str = ""
    disown: _Name | None = None
    erase: _Erase | None = None
    talk: _Talk | None = None
    macro: Macro | None = None
    entries: list[Entry] = []
    day: _Day | None = None
    surge: _Surge | None = None


def delivery_id(delivery: Delivery) -> str:
    """Each order of the operator carries its own number."""
    try:
        return msgspec.json.decode(delivery.body, type=_Said).said
    except msgspec.MsgspecError:
        return ""


def read(delivery: Delivery, context: Context) -> Reading:
    """What the operator wants, one event each."""
    try:
        said = msgspec.json.decode(delivery.body, type=_Said)
        events = tuple(_events(said, {"shop": context.shop, "occurred_at": context.received_at}))
    except (msgspec.MsgspecError, ValueError, OverflowError) as error:
        raise UnreadableError(f"not an order of the operator: {error}") from error
    return Reading(events=events, ignored="" if events else "the order says nothing")


def _events(said: _Said, head: dict[str, Any]) -> list[Event]:
    key = f"operator:{said.said}"
    events: list[Event] = [
        AgentAway(
            key=f"{key}:{id_}", agent_id=id_, away=bool(away), until=away if isinstance(away, str) else "", **head
        )
        for id_, away in said.away.items()
    ]
    if said.remove:
        events.append(AgentRemoved(key=f"{key}:remove", agent_id=said.remove, **head))
    if said.agent:
        events.insert(0, AgentSet(key=key, agent=said.agent, **head))
    if pair := said.link:
        linked = CustomersLinked(key=f"{key}:link", customer_id=pair.customer, other_id=pair.other, by=OPERATOR, **head)
        events.append(linked)
    if said.unlink:
        events.append(CustomersUnlinked(key=f"{key}:unlink", customer_id=said.unlink, by=OPERATOR, **head))
    if erase := said.erase:
        events.append(_erased(erase, f"{key}:erase", head))
    if talk := said.talk:
        events.append(_logged(talk, f"{key}:talk", said.said, head))
    if said.macro:
        events.append(MacroSet(key=f"{key}:macro", macro=said.macro, by=OPERATOR, **head))
    for entry in said.entries:
        events.append(EntrySet(key=f"{key}:entry:{entry.id}", entry=entry, by=OPERATOR, **head))
    if surge := said.surge:
        events.append(SurgeSet(key=f"{key}:surge", on=surge.on, by=surge.by, **head))
    if day := said.day:
        events.append(DayOffSet(
            key=f"{key}:day", country=day.country, on=day.on, name=day.name, until=day.until, works=day.works,
            by=day.by, **head,
        ))  # fmt: skip
    if name := said.disown:
        events.append(NameWithdrawn(
            key=f"{key}:disown", customer_id=name.customer, kind=name.kind, value=name.value, by=OPERATOR, **head
        ))  # fmt: skip
    return events


def _logged(talk: _Talk, key: str, number: str, head: dict[str, Any]) -> ConversationLogged:
    """Words about the past: what is said to have taken place later than now took place now."""
    at = min(talk.at.astimezone(UTC), head["occurred_at"]) if talk.at else head["occurred_at"]
    return ConversationLogged(
        key=key, channel=talk.channel, item_id=number, person=talk.person, order_name=talk.order, case_id=talk.case,
        text=talk.text, agent_id=talk.agent, solved=talk.solved, customer_id=talk.customer,
        **{**head, "occurred_at": at},
    )  # fmt: skip


def _erased(erase: _Erase, key: str, head: dict[str, Any]) -> CustomerErased:
    ref = Ref.parse(erase.subject)
    if ref.type == "customer":
        return CustomerErased(key=key, by=erase.by, customer_id=ref.id, **head)
    if ref.type == "case":
        return CustomerErased(key=key, by=erase.by, case_id=ref.id, **head)
    raise ValueError(f"nobody is named by {erase.subject}")
