"""Only what a preview showed is sent; whatever else stands in the dialog is shown first."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from chalicelib.care.attachments import packed
from chalicelib.care.events import DialogOpened, ReplyDrafted, ReplyWritten
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import (
    FIELD,
    FILES,
    KEPT,
    PROMISE,
    REPLY_BLOCK,
    REPLY_INPUT,
    USE_ENTRY,
    USE_MACRO,
    draft_of,
    in_preview,
)
from chalicelib.sources import slack
from tests.sources.payloads import CONTEXT

ABOUT = {"case": "c0ffee", "version": 3, "shop": "demo", "channel": "email", "seen": 7}


def posted(payload: dict[str, Any]) -> Delivery:
    return Delivery(body=urlencode({"payload": json.dumps(payload)}).encode())


def sent(
    dialog: str, text: str, hash_: str = "1", at: int = 0, more: dict[str, Any] | None = None, **about: object
) -> ReplyDrafted | ReplyWritten:
    values: dict[str, Any] = {REPLY_BLOCK: {REPLY_INPUT: {"value": text}}} if text else {}
    values |= more or {}
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


FILE = {"id": "F1AB", "name": "štítok.pdf", "mimetype": "application/pdf", "size": 1200, "url_private": "https://x"}
OTHER = {"id": "F2CD", "title": "foto", "mimetype": "image/jpeg", "size": 30}


def uploaded(*files: dict[str, Any], block: str = FILES) -> dict[str, Any]:
    return {block: {FIELD: {"type": "file_input", "files": list(files)}}}


def test_what_was_uploaded_goes_along_and_is_shown_first() -> None:
    drafted = sent("reply", "Ahoj", more=uploaded(FILE, OTHER))
    assert isinstance(drafted, ReplyDrafted)
    assert [(file.name, file.type, file.size, file.at) for file in drafted.files] == [
        ("štítok.pdf", "application/pdf", 1200, "slack:F1AB"), ("foto", "image/jpeg", 30, "slack:F2CD"),
    ]  # fmt: skip
    assert drafted.key != sent("reply", "Ahoj").key


def test_the_files_that_were_shown_are_sent() -> None:
    files = sent("reply", "Ahoj", more=uploaded(FILE)).files
    draft = draft_of("Ahoj", [file.at for file in files])
    ticked = {in_preview(KEPT, draft): {FIELD: {"selected_options": [{"value": "F1AB"}]}},
              **uploaded(block=in_preview(FILES, draft))}  # fmt: skip
    written = sent("preview", "Ahoj", draft=draft, files=packed(files), more=ticked)
    assert isinstance(written, ReplyWritten)
    assert written.files == files
    assert written.key != sent("preview", "Ahoj", draft=draft_of("Ahoj")).key


def test_a_file_taken_out_or_put_in_is_shown_again() -> None:
    files = sent("reply", "Ahoj", more=uploaded(FILE)).files
    draft = draft_of("Ahoj", [file.at for file in files])
    about = {"draft": draft, "files": packed(files)}
    none = {in_preview(KEPT, draft): {FIELD: {"selected_options": []}}}
    without = sent("preview", "Ahoj", more=none, **about)
    assert isinstance(without, ReplyDrafted)
    assert without.files == ()
    more = sent("preview", "Ahoj", more=uploaded(OTHER, FILE, block=in_preview(FILES, draft)), **about)
    assert isinstance(more, ReplyDrafted)
    assert [file.at for file in more.files] == ["slack:F1AB", "slack:F2CD"], "each once"


def test_the_text_of_a_preview_stands_in_a_block_of_its_own() -> None:
    values = {in_preview(REPLY_BLOCK, "d1"): {REPLY_INPUT: {"value": "Ahoj"}}}
    assert sent("preview", "", more=values).text == "Ahoj"


def test_the_same_words_are_shown_as_often_as_they_are_asked_for_and_sent_once() -> None:
    assert sent("reply", "Ahoj", "1").key != sent("preview", "Ahoj", "2").key
    first, again = (sent("preview", "Ahoj", hash_, draft=draft_of("Ahoj")) for hash_ in ("1", "2"))
    assert first.key == again.key


def taken_in(text: str, **about: object) -> Delivery:
    """A macro is chosen in a reply dialog in which something stands already."""
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "macro:holding"}
    values = {
        REPLY_BLOCK: {REPLY_INPUT: {"value": text}}, "private": {FIELD: {"value": "Len vám"}},
        PROMISE: {FIELD: {"selected_date_time": 1795600000}}, **uploaded(FILE),
    }  # fmt: skip
    view = {
        "id": "V7", "type": "modal", "callback_id": "reply", "private_metadata": json.dumps(ABOUT | about),
        "blocks": [], "state": {"values": values},
    }  # fmt: skip
    return posted({
        "type": "block_actions", "user": {"id": "U1"}, "trigger_id": "1.2", "view": view,
        "actions": [{"action_id": USE_MACRO, "block_id": json.dumps(ABOUT), "selected_option": option,
                     "action_ts": "1795595560.123456"}],
    })  # fmt: skip


def test_a_macro_is_taken_into_the_dialog_with_all_that_stands_there() -> None:
    wanted = slack.dialog_wanted(taken_in("Ahoj Jana"), "demo")
    assert wanted is not None
    assert (wanted.dialog, wanted.pushed, wanted.into["id"]) == ("reply", False, "V7")
    (event,) = slack.read(taken_in("Ahoj Jana"), CONTEXT).events
    assert isinstance(event, DialogOpened)
    assert (event.dialog, event.item, event.case_id, event.view_id) == ("reply", "macro:holding", "c0ffee", "V7")
    assert event.typed is not None
    assert (event.typed.text, event.typed.private) == ("Ahoj Jana", "Len vám")
    assert [file.at for file in event.typed.files] == ["slack:F1AB"]
    assert event.typed.by == datetime.fromtimestamp(1795600000, UTC)


def test_what_we_put_there_and_nobody_changed_is_not_the_agents_own() -> None:
    (event,) = slack.read(taken_in("Ozveme sa.", filled=draft_of("Ozveme sa.")), CONTEXT).events
    assert isinstance(event, DialogOpened)
    assert event.typed is not None
    assert event.typed.text == ""


def test_an_answer_chosen_on_a_card_opens_a_dialog() -> None:
    pressed = posted({
        "type": "block_actions", "user": {"id": "U1"}, "trigger_id": "1.2",
        "actions": [{"action_id": USE_ENTRY[0], "value": json.dumps(ABOUT | {"item": "entry:e1"}), "action_ts": "1.2"}],
    })  # fmt: skip
    wanted = slack.dialog_wanted(pressed, "demo")
    assert wanted is not None
    assert (wanted.pushed, wanted.into) == (False, {})
    (event,) = slack.read(pressed, CONTEXT).events
    assert isinstance(event, DialogOpened)
    assert event.typed is None
