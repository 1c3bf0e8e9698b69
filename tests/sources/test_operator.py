import json
from datetime import date, timedelta

import pytest

from chalicelib.care.events import AgentAway, AgentSet, ConversationLogged, CustomerErased, DayOffSet, Person
from chalicelib.care.state import Agent
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import operator
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, NOW


def said(**order: object) -> Delivery:
    return Delivery(body=json.dumps({"said": "o1", **order}).encode())


def test_somebody_is_put_on_the_roster() -> None:
    agent = Agent(id="U1", name="Zuzana", languages=("sk", "en"))
    event = AgentSet(shop="demo", key="operator:o1", occurred_at=NOW, agent=agent)
    order = said(agent={"id": "U1", "name": "Zuzana", "languages": ["sk", "en"]})
    assert operator.read(order, CONTEXT) == Reading(events=(event,))


def test_several_go_away_and_come_back() -> None:
    events = tuple(
        AgentAway(shop="demo", key=f"operator:o1:{id_}", occurred_at=NOW, agent_id=id_, away=away)
        for id_, away in (("U1", True), ("U2", False))
    )
    assert operator.read(said(away={"U1": True, "U2": False}), CONTEXT) == Reading(events=events)


def test_half_a_day_is_off() -> None:
    event = DayOffSet(
        shop="demo", key="operator:o1:day", occurred_at=NOW, country="SK", on=date(2026, 12, 31), name="Silvester",
        until="12:00", by="eva by command",
    )  # fmt: skip
    day = {"country": "SK", "on": "2026-12-31", "name": "Silvester", "until": "12:00", "by": "eva by command"}
    assert operator.read(said(day=day), CONTEXT) == Reading(events=(event,))
    with pytest.raises(UnreadableError):
        operator.read(said(day={**day, "country": "Slovakia"}), CONTEXT)


def test_an_order_that_says_nothing_is_ignored() -> None:
    assert operator.read(said(), CONTEXT) == Reading(ignored="the order says nothing")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"said": "o1", "agnet": {}}', b'{"said": "o1", "away": {"U1": 5}}']
)
def test_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        operator.read(Delivery(body=body), CONTEXT)


def test_delivery_id_is_the_orders_number() -> None:
    assert operator.delivery_id(said()) == "o1"
    assert operator.delivery_id(Delivery(body=b"{")) == ""


def test_nothing_from_outside_is_accepted() -> None:
    with pytest.raises(RefusedError):
        operator.verify(said(), {"signing": ["s"]}, NOW)


def test_somebody_is_to_be_forgotten() -> None:
    event = CustomerErased(shop="demo", key="operator:o1:erase", occurred_at=NOW, customer_id="c1", by="eva by command")
    order = said(erase={"subject": "customer:c1", "by": "eva by command"})
    assert operator.read(order, CONTEXT).events == (event,)
    (stranger,) = operator.read(said(erase={"subject": "case:k1"}), CONTEXT).events
    assert isinstance(stranger, CustomerErased)
    assert (stranger.customer_id, stranger.case_id, stranger.by) == ("", "k1", "operator")


@pytest.mark.parametrize("subject", ["", "c1", "order:shopify:1", "agent:U1"])
def test_only_people_are_forgotten(subject: str) -> None:
    with pytest.raises(UnreadableError):
        operator.read(said(erase={"subject": subject}), CONTEXT)


def test_a_conversation_is_logged_with_the_time_it_took_place() -> None:
    talk = {"channel": "phone", "text": "Haló", "person": {"email": "j@post.example"}, "order": "#1", "agent": "U1",
            "at": (NOW - timedelta(hours=1)).isoformat(), "solved": True}  # fmt: skip
    event = ConversationLogged(
        shop="demo", key="operator:o1:talk", occurred_at=NOW - timedelta(hours=1), channel="phone", item_id="o1",
        person=Person(email="j@post.example"), order_name="#1", text="Haló", agent_id="U1", solved=True,
    )  # fmt: skip
    assert operator.read(said(talk=talk), CONTEXT) == Reading(events=(event,))
    (later,) = operator.read(said(talk={**talk, "at": "2199-01-01T00:00:00+01:00"}), CONTEXT).events
    assert later.occurred_at == NOW


@pytest.mark.parametrize("at", ["2026-11-24T09:30:00", "0001-01-01T00:00:00+14:00", "soon"])
def test_a_conversation_at_no_time_is_unreadable(at: str) -> None:
    with pytest.raises(UnreadableError):
        operator.read(said(talk={"channel": "chat", "text": "t", "at": at}), CONTEXT)
