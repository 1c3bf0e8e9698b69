"""The roster from Slack: the dialog of an agent, what is typed of the team, the buttons of the home."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.care.events import AgentAway, AgentRemoved, AgentSet, CommandAsked, DialogOpened
from chalicelib.care.state import Agent, Shift
from chalicelib.care.vocabulary import Limit
from chalicelib.receipts import Delivery
from chalicelib.slack_objection import objection
from chalicelib.sources import slack
from tests.sources.payloads import CONTEXT

EVA: dict[str, object] = {
    "name": "Eva Malá", "role": "", "languages": ["sk", "cs"], "skills": ["refund"], "zone": "Europe/Prague",
    "shifts": "mon-thu 9:00-12:30\nmon-thu 13:00-17:00\n\nfri 22:00-06:00 Europe/Bucharest", "capacity": "6",
    "limits": "refund 30 500.50 EUR", "more": ["lead"],
}  # fmt: skip


def state(value: object) -> dict[str, Any]:
    if isinstance(value, list):
        return {"type": "multi_static_select", "selected_options": [{"value": each} for each in value]}
    return {"type": "plain_text_input", "value": value or None}


def sent(item: str = "U0EVA", **changes: object) -> Delivery:
    values = {name: {"value": state(value)} for name, value in {**EVA, **changes}.items()}
    payload = {
        "type": "view_submission", "user": {"id": "U0MARTA"}, "trigger_id": "t.1",
        "view": {
            "id": "V0NEW123", "hash": "1", "callback_id": "agent", "state": {"values": values},
            "private_metadata": json.dumps({"shop": "demo", "case": "", "version": 0, "item": item}),
        },
    }  # fmt: skip
    return Delivery(body=urlencode({"payload": json.dumps(payload)}).encode())


def typed(text: str) -> Any:
    fields = {"command": "/care", "text": text, "user_id": "U0EVA", "channel_id": "C0", "trigger_id": "t.9"}
    (event,) = slack.read(Delivery(body=urlencode(fields).encode()), CONTEXT).events
    return event


def test_an_agent_is_kept_as_they_were_filled_in() -> None:
    (event,) = slack.read(sent(), CONTEXT).events
    days, prague = (0, 1, 2, 3), "Europe/Prague"
    assert isinstance(event, AgentSet)
    assert event.by == "U0MARTA"
    assert event.agent == Agent(
        id="U0EVA", name="Eva Malá", languages=("sk", "cs"), skills=("refund",), capacity=6, lead=True,
        shifts=(
            Shift(days=days, start="09:00", end="12:30", zone=prague),
            Shift(days=days, start="13:00", end="17:00", zone=prague),
            Shift(days=(4,), start="22:00", end="06:00", zone="Europe/Bucharest"),
        ),
        limits={"EUR": {"refund": Limit(order=3000, period=50050)}},
    )  # fmt: skip
    assert objection("demo", sent()) == ""


def test_the_same_dialog_sent_twice_is_one_event_and_another_state_another() -> None:
    keys = {slack.read(each, CONTEXT).events[0].key for each in (sent(), sent(), sent(capacity="7"))}
    assert len(keys) == 2


def test_the_tick_takes_somebody_off() -> None:
    (event,) = slack.read(sent(more=["removed"]), CONTEXT).events
    assert isinstance(event, AgentRemoved)
    assert (event.agent_id, event.by) == ("U0EVA", "U0MARTA")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("capacity", "many"), ("capacity", "51"), ("shifts", "always"), ("shifts", "mon 9-17"),
        ("shifts", "mon 09:00-17:00 Europe/Nowhere"), ("shifts", "someday 09:00-17:00"), ("zone", "CET+1"),
        ("limits", "refund"), ("limits", "refund 30 20 EUR"), ("limits", "gift 1 2 EUR"), ("limits", "refund x 2 EUR"),
    ],
)  # fmt: skip
def test_the_dialog_stays_open_over_what_cannot_be(field: str, value: str) -> None:
    told = json.loads(objection("demo", sent(**{field: value})))
    assert list(told["errors"]) == [{"zone": "shifts"}.get(field, field)]
    assert slack.read(sent(**{field: value}), CONTEXT).events == ()


def test_somebody_new_is_chosen_in_the_dialog() -> None:
    assert list(json.loads(objection("demo", sent(item="")))["errors"]) == ["who"]


def test_what_is_typed_of_the_team() -> None:
    assert isinstance(typed("team"), DialogOpened)
    for word, dialog in (("add", "agent"), ("edit", "agent"), ("history", "history")):
        event = typed(f"team {word} <@U0ADAM|adam>")
        assert (event.dialog, event.item) == (dialog, "U0ADAM")
    event = typed("team remove <@U0ADAM>")
    assert isinstance(event, AgentRemoved)
    assert (event.agent_id, event.by, event.typed_in) == ("U0ADAM", "U0EVA", "C0")
    for unknown in ("team add", "team add @adam", "team fire <@U0ADAM>"):
        asked = typed(unknown)
        assert isinstance(asked, CommandAsked)
        assert asked.said == "which_agent"


def test_away_and_back_are_about_who_types_them() -> None:
    event = typed("away until 14:00")
    assert isinstance(event, AgentAway)
    assert (event.agent_id, event.by, event.away, event.until) == ("U0EVA", "U0EVA", True, "until 14:00")
    event = typed("back")
    assert (event.agent_id, event.away, event.until) == ("U0EVA", False, "")


@pytest.mark.parametrize(("button", "away"), [("presence_away", True), ("presence_back", False)])
def test_the_homes_button_says_that_one_is_away_or_back(button: str, away: bool) -> None:
    payload = {
        "type": "block_actions", "user": {"id": "U0EVA"}, "trigger_id": "t.2", "view": {"type": "home", "id": "V1"},
        "actions": [{"action_id": button, "action_ts": "1795600000.1", "value": '{"shop": "demo", "case": ""}'}],
    }  # fmt: skip
    (event,) = slack.read(Delivery(body=urlencode({"payload": json.dumps(payload)}).encode()), CONTEXT).events
    assert isinstance(event, AgentAway)
    assert (event.agent_id, event.away, event.typed_in) == ("U0EVA", away, "")
