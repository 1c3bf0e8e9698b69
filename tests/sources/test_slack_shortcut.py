"""A message's own menu: what is under a case's card becomes a note."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.care.events import CaseNoted
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import slack
from tests.sources.payloads import CONTEXT, FOLDER

GIVEN: dict[str, Any] = json.loads((FOLDER / "slack" / "message_action_note.json").read_text())


def noted(message: dict[str, Any] | None = None, **changes: Any) -> CaseNoted:
    content = {**GIVEN, **changes, "message": {**GIVEN["message"], **(message or {})}}
    (event,) = slack.read(Delivery(body=urlencode({"payload": json.dumps(content)}).encode()), CONTEXT).events
    assert isinstance(event, CaseNoted)
    return event


def test_a_message_names_the_thread_it_stands_in_its_author_and_where_it_is() -> None:
    event = noted()
    assert event.under == "C1:1795433600.000100"
    assert (event.slack_user, event.author, event.typed_in) == ("U1", "U2", "C1")
    assert event.text == "Spoke to the depot & the parcel is in Žilina"
    assert event.link == "https://slack.com/archives/C1/p1795433690000300"
    assert noted(user={"id": "U9"}).key == event.key, "one message is one note, whoever asks for it"


def test_the_card_itself_and_what_we_wrote_have_no_words_to_note() -> None:
    assert noted({"thread_ts": GIVEN["message"]["ts"]}).text == ""
    assert noted({"bot_id": "B1"}).text == ""


def test_another_apps_shortcut_is_unknown_and_one_without_a_message_cannot_be_read() -> None:
    other = urlencode({"payload": json.dumps({**GIVEN, "callback_id": "other"})}).encode()
    assert slack.read(Delivery(body=other), CONTEXT).unknown == "other"
    with pytest.raises(UnreadableError, match="the message"):
        noted({"ts": ""}, message_ts="")
