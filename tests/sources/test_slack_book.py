"""Macros and entries as they come from Slack's dialogs."""

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib import slack_objection
from chalicelib.care.events import BookSearched, DialogOpened, EntrySet, MacroSet
from chalicelib.care.state import Entry, Macro, MacroKind, Wording
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import draft_of
from chalicelib.slack_objection import objection
from chalicelib.sources import slack
from tests.sources.payloads import CONTEXT

ENTRY = {
    "topic": "product", "owner": "U0ADAM", "review": "2027-03-01", "questions_en": "Which bulb?\n\n Which  one? ",
    "answer_en": "E27.\n", "questions_sk": "", "answer_sk": "", "more": [],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy as it is shipped."""
    monkeypatch.setattr(slack_objection, "settings", lambda: SimpleNamespace(stage="local"))


def state(value: object) -> dict[str, Any]:
    if isinstance(value, list):
        return {"type": "checkboxes", "selected_options": [{"value": each} for each in value]}
    return {"type": "plain_text_input", "value": value or None}


def sent(dialog: str, item: str = "", **filled: object) -> Delivery:
    values = {name: {"value": state(value)} for name, value in filled.items()}
    values |= (
        {"kind": {"value": {"type": "static_select", "selected_option": {"value": filled["kind"]}}}}
        if "kind" in filled
        else {}
    )
    payload = {
        "type": "view_submission", "user": {"id": "U0MARTA"}, "trigger_id": "t.1",
        "view": {
            "id": "V0NEW123", "hash": "1", "callback_id": dialog, "state": {"values": values},
            "private_metadata": json.dumps({"shop": "demo", "case": "", "version": 0, "item": item}),
        },
    }  # fmt: skip
    return Delivery(body=urlencode({"payload": json.dumps(payload)}).encode())


def event(delivery: Delivery) -> Any:
    (found,) = slack.read(delivery, CONTEXT).events
    return found


def test_a_macro_is_kept_as_it_was_filled_in() -> None:
    made = event(
        sent("macro", "sizes", name="Sizes", kind="holding", text_en="By {by}.", text_sk=" ", more=["retired"])
    )
    assert isinstance(made, MacroSet)
    assert made.by == "U0MARTA"
    assert made.macro == Macro(id="sizes", name="Sizes", kind=MacroKind.HOLDING, texts={"en": "By {by}."}, retired=True)


def test_a_new_macro_is_called_by_its_name_and_twice_the_same_is_one() -> None:
    first = event(sent("macro", name="Veľkosti lámp!", kind="plain", text_en="See."))
    assert first.macro.id == "velkosti-lamp-new123"
    assert event(sent("macro", name="Veľkosti lámp!", kind="plain", text_en="See.")).key == first.key
    assert event(sent("macro", name="Veľkosti lámp!", kind="plain", text_en="Look.")).key != first.key


def test_an_entry_is_kept_tidy() -> None:
    made = event(sent("entry", "bulb", **ENTRY))
    assert isinstance(made, EntrySet)
    assert made.entry.wordings == {"en": Wording(("Which bulb?", "Which one?"), "E27.")}
    assert (made.entry.id, made.entry.active, made.entry.topic, made.by) == ("bulb", True, "product", "U0MARTA")
    assert event(sent("entry", **ENTRY)).entry == Entry(**{
        **{name: getattr(made.entry, name) for name in ("wordings", "topic", "owner", "review_on", "active")},
        "id": "which-bulb-new123",
    })  # fmt: skip


@pytest.mark.parametrize(
    ("delivery", "field", "words"),
    [
        (sent("macro", name="x", kind="plain", text_en="Hi {nobody}"), "text_en", "{nobody} is no variable"),
        (sent("macro", name="x", kind="holding", text_en="Soon."), "text_en", "needs {by}"),
        (sent("macro", name="x", kind="plain", text_en=""), "name", "at least one language"),
        (sent("entry", **{**ENTRY, "answer_en": ""}), "answer_en", "Write the answer"),
        (sent("entry", **{**ENTRY, "questions_en": ""}), "questions_en", "at least one question"),
        (sent("entry", **{**ENTRY, "questions_en": "q" * 151}), "questions_en", "at most 150"),
        (sent("entry", **{**ENTRY, "answer_en": "On {day}."}), "answer_en", "{day} is no variable"),
    ],
)
def test_a_dialog_stays_open_and_says_what_is_wrong_at_its_field(delivery: Delivery, field: str, words: str) -> None:
    answer = json.loads(objection("demo", delivery))
    assert answer["response_action"] == "errors"
    assert words in answer["errors"][field]


def test_what_is_right_closes_it() -> None:
    assert objection("demo", sent("entry", **ENTRY)) == ""
    assert objection("demo", sent("macro", name="x", kind="plain", text_en="Hi {shop}")) == ""


@pytest.mark.parametrize(("typed", "dialog"), [("macros", "macros"), ("book", "book")])
def test_both_are_opened_from_the_keyboard(typed: str, dialog: str) -> None:
    command = {"command": "/care", "text": typed, "user_id": "U0MARTA", "trigger_id": "t.9", "channel_id": "C1"}
    opened = event(Delivery(body=urlencode(command).encode()))
    assert isinstance(opened, DialogOpened)
    assert (opened.dialog, opened.slack_user) == (dialog, "U0MARTA")


def test_what_follows_book_is_searched() -> None:
    command = {
        "command": "/care",
        "text": "book lost gift card",
        "user_id": "U1",
        "trigger_id": "t",
        "channel_id": "C1",
    }
    asked = event(Delivery(body=urlencode(command).encode()))
    assert isinstance(asked, BookSearched)
    assert (asked.words, asked.typed_in) == ("lost gift card", "C1")


def test_a_reply_names_the_entry_it_began_from() -> None:
    def reply() -> Delivery:
        payload = {
            "type": "view_submission", "user": {"id": "U1"}, "trigger_id": "t.1",
            "view": {
                "id": "V1", "callback_id": "preview", "private_metadata": json.dumps(
                    {"shop": "demo", "case": "c7", "version": 1, "channel": "email", "item": "entry:where",
                     "draft": draft_of("Na ceste.")}
                ),
                "state": {"values": {"reply": {"text": {"type": "plain_text_input", "value": "Na ceste."}}}},
            },
        }  # fmt: skip
        return Delivery(body=urlencode({"payload": json.dumps(payload)}).encode())

    assert event(reply()).entry == "where"
    assert objection("demo", reply()) == ""
