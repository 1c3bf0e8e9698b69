"""Only what a preview showed is sent; whatever else stands in the dialog is shown first."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from chalicelib.care.events import DialogOpened, ReplyDrafted, ReplyWritten
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import FIELD, PROMISE, REPLY_BLOCK, REPLY_INPUT, USE_MACRO, draft_of
from chalicelib.sources import slack
from tests.sources.payloads import CONTEXT

ABOUT = {"case": "c0ffee", "version": 3, "shop": "demo", "channel": "email", "seen": 7}


def posted(payload: dict[str, Any]) -> Delivery:
    return Delivery(body=urlencode({"payload": json.dumps(payload)}).encode())


def sent(dialog: str, text: str, hash_: str = "1", at: int = 0, **about: object) -> ReplyDrafted | ReplyWritten:
    values: dict[str, Any] = {REPLY_BLOCK: {REPLY_INPUT: {"value": text}}}
    if at:
        values[PROMISE] = {FIELD: {"selected_date_time": at}}
    view = {
        "id": "V1", "hash": hash_, "callback_id": dialog, "private_metadata": json.dumps(ABOUT | about),
        "state": {"values": values},
    }  # fmt: skip
    payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": "1.2", "view": view}
    (event,) = slack.read(posted(payload), CONTEXT).events
    assert isinstance(event, ReplyDrafted | ReplyWritten)
    return event


def test_what_is_written_is_shown_first() -> None:
    drafted = sent("reply", "Ahoj", item="macro:holding", at=1795600000)
    assert isinstance(drafted, ReplyDrafted)
    assert (drafted.text, drafted.view_id, drafted.item) == ("Ahoj", "V1", "macro:holding")
    assert drafted.by == datetime.fromtimestamp(1795600000, UTC)


def test_what_was_shown_is_sent() -> None:
    written = sent("preview", "Ahoj", draft=draft_of("Ahoj"), by=1795600000, item="entry:e1")
    assert isinstance(written, ReplyWritten)
    assert (written.text, written.entry, written.seen) == ("Ahoj", "e1", 7)
    assert written.by == datetime.fromtimestamp(1795600000, UTC)


def test_what_was_changed_is_shown_again() -> None:
    for draft in (draft_of("Ahoj"), "", draft_of("Ahoj") + "x"):
        assert isinstance(sent("preview", "Ahoj!", draft=draft), ReplyDrafted)
    assert isinstance(sent("reply", "Ahoj", draft=draft_of("Ahoj")), ReplyDrafted), "a first dialog has shown nothing"


def test_the_same_words_are_shown_as_often_as_they_are_asked_for_and_sent_once() -> None:
    assert sent("reply", "Ahoj", "1").key != sent("preview", "Ahoj", "2").key
    first, again = (sent("preview", "Ahoj", hash_, draft=draft_of("Ahoj")) for hash_ in ("1", "2"))
    assert first.key == again.key


def test_a_macro_is_taken_in_by_a_dialog_on_top() -> None:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "macro:holding"}
    pressed = posted({
        "type": "block_actions", "user": {"id": "U1"}, "trigger_id": "1.2", "view": {"type": "modal"},
        "actions": [{"action_id": USE_MACRO, "block_id": json.dumps(ABOUT), "selected_option": option,
                     "action_ts": "1795595560.123456"}],
    })  # fmt: skip
    wanted = slack.dialog_wanted(pressed, "demo")
    assert wanted is not None
    assert (wanted.dialog, wanted.pushed) == ("reply", True)
    (event,) = slack.read(pressed, CONTEXT).events
    assert isinstance(event, DialogOpened)
    assert (event.dialog, event.item, event.case_id) == ("reply", "macro:holding", "c0ffee")
