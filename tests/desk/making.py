"""Cases, customers, orders and parcels as the desk's tests need them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.care.effects import SendMessage
from chalicelib.care.rules import Policy, Shop, Signature
from chalicelib.care.state import (
    Agent,
    Case,
    Customer,
    DelayEpisode,
    Line,
    Order,
    Parcel,
    Promise,
    Ref,
    Subject,
    Told,
)
from chalicelib.care.vocabulary import Item, Money, ParcelState, Reason
from chalicelib.care.world import World
from chalicelib.store.port import Row

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
SHOP = Shop(
    name="Lumen", zone="Europe/Bratislava", currency="EUR", language="en", languages=("en", "sk"),
    from_name="Lumen", from_email="care@lumen.example", reply_email="care@lumen.example",
    help_url="https://lumen.example/help", help_email="care@lumen.example",
    signature=Signature(name="Mária Horváthová"), slack_channel="C0AFTERCARE",
)  # fmt: skip
POLICY = Policy(shop=SHOP)

CUSTOMER = Customer(
    id="1", first_name="Jana", last_name="Kováčová", email="jana@example.sk", language="sk", country="SK",
    since=NOW - timedelta(days=600), orders=5, spent={"EUR": 12340, "JPY": 900}, cases=2, last_score="4",
)  # fmt: skip
ORDER = Order(
    id="shopify:1", name="#1001", customer_id="1", placed_at=NOW - timedelta(days=7),
    items=(Item("Lampa Luna", 2), Item("Žiarovka", 1)), total=Money(4590, "EUR"), country="SK",
    promise=Promise(on=date(2026, 11, 27), source="store", noted_at=NOW), parcel_ids=("dpd:0123",),
    told=(Told("order_received", NOW - timedelta(days=7)),
          Told("order_shipped", NOW - timedelta(days=3), "dpd:0123"),
          Told("late_parcel", NOW - timedelta(hours=3), "2026-11-30")),
    delay=DelayEpisode(
        number=1, since=NOW, rule="eta_past_promise", reason=Reason.WEATHER, new_date=date(2026, 11, 30),
        parcel_ids=("dpd:0123",),
    ),
)  # fmt: skip
PARCEL = Parcel(
    id="dpd:0123", number="0123", carrier="DPD", tracking_url="https://t.example/0123", first_seen=NOW,
    order_ids=("shopify:1",), state=ParcelState.EXCEPTION, state_at=NOW - timedelta(hours=4),
    reason=Reason.WEATHER, eta=date(2026, 11, 30), detail="Snow in Žilina",
)  # fmt: skip
CASE = Case(
    id="c7", channel="facebook_comment", thread="10_20", public=True, author_name="Jana Kováčová",
    permalink="https://facebook.com/10_20?a=1&b=2", customer_id="1", order_id="shopify:1", language="sk",
    evidence="order_and_name", opened_at=NOW,
    waiting_since=NOW, agent_id="U0ZUZANA", agent_name="Zuzana", routed_because="least loaded (0 of 5)",
    lines=(Line("customer", "Jana Kováčová", NOW, "Kde je môj balík?\nObjednávka #1001"),),
)  # fmt: skip
AGENT = Agent(id="U0ZUZANA", name="Zuzana", languages=("sk", "en"))
LEAD = Agent(id="U0MARTA", name="Marta", lead=True)
SUBJECTS: tuple[Subject, ...] = (CUSTOMER, ORDER, PARCEL, CASE, AGENT, LEAD)
PLACE = {"channel": "C0AFTERCARE", "ts": "1795771800.000100"}


def a_case(**changes: Any) -> Case:
    return replace(CASE, **changes)


def a_world(*others: Subject) -> World:
    """The usual world, with some subjects in place of the usual ones."""
    return World({subject.ref: subject for subject in (*SUBJECTS, *others)})


def a_row(kind: str, about: Ref, to: str = "slack:team", /, **params: str) -> Row:
    return Row(
        id="row1", shop="demo", kind=kind, channel="slack", to=to, about=about, params=params, conditions=(),
        not_after=NOW + timedelta(days=1), wakes=True, version=3, created_at=NOW,
    )  # fmt: skip


def row_of(message: SendMessage) -> Row:
    """The outbox row of what a decision wants sent."""
    return replace(a_row(message.kind, message.about, message.to, **message.params), id=message.id)


def nowhere(anchor: str) -> dict[str, str]:  # noqa: ARG001
    """Nothing was posted yet."""
    return {}


def posted(anchor: str) -> dict[str, str]:
    """The card was posted."""
    return PLACE if anchor == "case:c7:card" else {}
