"""The Events API: the check of our address, and the app's home."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.care.events import HomeOpened
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import slack, slack_events
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, FOLDER

OPENED = json.loads((FOLDER / "slack_events" / "app_home_opened.json").read_text())
CHECK = {
    "token": "legacy",
    "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    "type": "url_verification",
}


def happened(content: object) -> Delivery:
    return Delivery(body=json.dumps(content).encode())


def opened(**changes: Any) -> Reading:
    return slack.read(happened({**OPENED, "event": OPENED["event"] | changes}), CONTEXT)


def test_the_home_was_opened() -> None:
    at = datetime(2026, 11, 25, 8, 32, 40, 123456, tzinfo=UTC)
    assert opened() == Reading(events=(
        HomeOpened(shop="demo", key="slack:home:Ev0HOME0001", occurred_at=at, slack_user="U0ZUZANA"),
    ))  # fmt: skip
    assert slack.delivery_id(happened(OPENED)) == "Ev0HOME0001"


def test_its_messages_are_none_of_ours_and_other_events_unknown() -> None:
    assert opened(tab="messages").ignored
    assert opened(type="reaction_added") == Reading(unknown="reaction_added")
    assert slack.read(happened({"type": "event_callback"}), CONTEXT) == Reading(unknown="event_callback")


def test_the_check_of_the_address_is_answered_with_its_challenge() -> None:
    assert slack_events.challenge(happened(CHECK)) == CHECK["challenge"]
    assert slack.read(happened(CHECK), CONTEXT).ignored
    for other in (happened(OPENED), Delivery(body=b"{"), Delivery(body=b"[]"), Delivery(body=b"payload=x")):
        assert slack_events.challenge(other) == ""


def test_a_home_of_nobody_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        opened(user="")
