"""Lists of several, the dialogs about a case, and times as they are typed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib import slack_ids as ids
from chalicelib.care import events as e
from chalicelib.desk import card_buttons
from chalicelib.receipts import Delivery
from chalicelib.sources import slack, slack_commands, slack_dialogs
from tests.sources.payloads import CONTEXT, NOW
from tests.sources.test_slack_commands import event_of

ABOUT = json.dumps({"case": "c0ffee", "version": 3, "shop": "demo", "seen": 1795595000})
AT = {"selected_date_time": 1795600000}
BRATISLAVA = "Europe/Bratislava"


def posted(payload: Mapping[str, Any]) -> Delivery:
    return Delivery(body=urlencode({"payload": json.dumps(payload)}).encode())


def chosen(action: str) -> Delivery:
    """A line of the card's list is chosen, as Slack tells it."""
    option = {"text": {"type": "plain_text", "text": "x"}, "value": action}
    return posted({
        "type": "block_actions", "user": {"id": "U0ZUZANA"}, "trigger_id": f"1.2.{action}",
        "actions": [{"type": "static_select", "action_id": ids.MORE, "block_id": ABOUT, "selected_option": option,
                     "action_ts": "1795595560.123456"}],
    })  # fmt: skip


def sent(dialog: str, **fields: dict[str, Any]) -> e.Event | None:
    view = {
        "id": "V1", "hash": "1", "callback_id": dialog, "private_metadata": ABOUT,
        "state": {"values": {block: {ids.FIELD: value} for block, value in fields.items()}},
    }  # fmt: skip
    reading = slack.read(posted({"type": "view_submission", "user": {"id": "U0ZUZANA"}, "view": view}), CONTEXT)
    assert reading.events or reading.ignored
    return next(iter(reading.events), None)


@pytest.mark.parametrize(
    "action", [ids.RESOLVE_UNASKED, *card_buttons.OVER[3:], *card_buttons.BLOCKED[1:], ids.THANKS, ids.MISTAKE]
)
def test_every_line_that_presses_is_a_press_on_its_case(action: str) -> None:
    (event,) = slack.read(chosen(action), CONTEXT).events
    assert isinstance(event, e.Press)
    assert (event.case_id, event.case_version, event.seen, event.slack_user) == ("c0ffee", 3, 1795595000, "U0ZUZANA")
    assert slack.dialog_wanted(chosen(action), "demo") is None


@pytest.mark.parametrize("action", sorted(ids.DIALOGS))
def test_every_line_that_opens_a_dialog_opens_it_at_once(action: str) -> None:
    wanted = slack.dialog_wanted(chosen(action), "demo")
    assert wanted is not None
    assert (wanted.dialog, wanted.metadata) == (ids.DIALOGS[action], ABOUT)
    (event,) = slack.read(chosen(action), CONTEXT).events
    assert isinstance(event, e.DialogOpened)
    assert (event.dialog, event.view_id, event.case_id) == (wanted.dialog, wanted.external_id, "c0ffee")


def test_a_resolution_without_asking_and_a_thank_you_are_told_apart() -> None:
    (quiet,) = slack.read(chosen(ids.RESOLVE_UNASKED), CONTEXT).events
    (thanks,) = slack.read(chosen(ids.THANKS), CONTEXT).events
    assert isinstance(quiet, e.CaseResolved)
    assert isinstance(thanks, e.CaseDismissed)
    assert (quiet.survey, thanks.why) == (False, "thanks")


def test_a_line_that_nobody_knows_is_unknown() -> None:
    assert slack.read(chosen("case_dance"), CONTEXT).unknown == "case_dance"


def test_dialogs_as_they_are_filled_in() -> None:
    until = datetime.fromtimestamp(1795600000, UTC)
    snoozed = sent("snooze", until=AT)
    assert isinstance(snoozed, e.CaseSnoozed)
    assert (snoozed.until, snoozed.case_id, snoozed.seen) == (until, "c0ffee", 1795595000)
    for value, to, skill in (("agent:U2", "U2", ""), ("skill:returns", "", "returns")):
        over = sent("handover", to={"selected_option": {"value": value}}, words={"value": " Píše po poľsky "})
        assert isinstance(over, e.CaseHandedOver)
        assert (over.to, over.skill, over.note) == (to, skill, "Píše po poľsky")
    noted = sent("note", words={"value": "Volala"})
    assert isinstance(noted, e.CaseNoted)
    assert noted.text == "Volala"
    linked = sent("link", other={"value": "#1002"})
    assert isinstance(linked, e.CaseLinked)
    assert linked.other == "#1002"
    for when, at in ((AT, until), ({"selected_date_time": None}, None)):
        call = sent("call", phone={"value": "+421 905 1"}, when=when)
        assert isinstance(call, e.CallbackNoted)
        assert (call.phone, call.at) == ("+421 905 1", at)


def test_one_dialog_says_the_same_once() -> None:
    first, again, other = (sent("note", words={"value": words}) for words in ("one", "one", "two"))
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.key == again.key != other.key


@pytest.mark.parametrize("dialog", ["snooze", "note", "link", "reply"])
def test_an_empty_dialog_leads_to_nothing(dialog: str) -> None:
    assert sent(dialog) is None
    assert dialog in slack_dialogs.READERS


@pytest.mark.parametrize(
    ("text", "type_", "values"),
    [
        ("resolve K7Q2MX quiet", e.CaseResolved, {"survey": False}),
        ("resolve K7Q2MX", e.CaseResolved, {"survey": True}),
        ("reopen K7Q2MX", e.CaseReopened, {}),
        ("snooze K7Q2MX 2h", e.CaseSnoozed, {"until": NOW + timedelta(hours=2)}),
        ("snooze K7Q2MX", e.DialogOpened, {"dialog": "snooze"}),
        ("snooze K7Q2MX whenever", e.CommandAsked, {"said": "no_such_time"}),
        ("handover K7Q2MX <@U2|adam> Píše po poľsky", e.CaseHandedOver, {"to": "U2", "note": "Píše po poľsky"}),
        ("handover K7Q2MX returns Chce vrátiť", e.CaseHandedOver, {"skill": "returns", "note": "Chce vrátiť"}),
        ("handover K7Q2MX <@U2>", e.DialogOpened, {"dialog": "handover"}),
        ("note K7Q2MX She said &lt;no&gt; &amp; left", e.CaseNoted, {"text": "She said <no> & left"}),
        ("note K7Q2MX", e.DialogOpened, {"dialog": "note"}),
        ("link K7Q2MX #1002", e.CaseLinked, {"other": "#1002"}),
        ("call K7Q2MX", e.DialogOpened, {"dialog": "call"}),
        ("notcase K7Q2MX thanks", e.CaseDismissed, {"why": "thanks"}),
        ("notcase K7Q2MX", e.CaseDismissed, {"why": "mistake"}),
        ("block K7Q2MX", e.SenderBlocked, {}),
        ("unblock K7Q2MX", e.SenderUnblocked, {}),
        ("resolve", e.CommandAsked, {"said": "which_case"}),
        ("snooze", e.CommandAsked, {"said": "which_case"}),
    ],
)
def test_the_same_from_the_keyboard(text: str, type_: type[e.Event], values: dict[str, object]) -> None:
    event = event_of(text)
    assert isinstance(event, type_)
    assert {name: getattr(event, name) for name in values} == values
    if isinstance(event, e.Press):
        assert event.named == "K7Q2MX"


ON_CARDS = {
    ids.CLAIM, ids.REPLY, ids.RESOLVE, ids.GOODWILL, ids.REOPEN, *card_buttons.WAITS, *card_buttons.WORKED_ON,
    *card_buttons.OVER, *card_buttons.BLOCKED,
}  # fmt: skip


@pytest.mark.parametrize("action", sorted(ON_CARDS))
def test_whatever_stands_on_a_card_can_be_typed(action: str) -> None:
    typed = [event_of(f"{word} K7Q2MX{more}") for word in slack_commands.WORDS for more in ("", " quiet", " thanks")]
    if action in ids.DIALOGS:
        assert ids.DIALOGS[action] in {event.dialog for event in typed if isinstance(event, e.DialogOpened)}
        return
    kind = ids.PRESSES[action]
    meant = (kind.func, kind.keywords) if isinstance(kind, partial) else (kind, {})
    assert any(
        type(event) is meant[0] and all(getattr(event, name) == value for name, value in meant[1].items())
        for event in typed
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2h", "2026-11-25T10:33"), ("tomorrow", "2026-11-26T08:00"), ("Tomorrow  7:15", "2026-11-26T06:15"),
        ("friday", "2026-11-27T08:00"), ("2026-12-01", "2026-12-01T08:00"),
    ],
)  # fmt: skip
def test_a_case_rests_until_what_was_typed_and_a_day_alone_is_its_morning(typed: str, meant: str) -> None:
    event = event_of(f"snooze K7Q2MX {typed}")
    assert isinstance(event, e.CaseSnoozed)
    assert event.until == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("typed", ["soon", "25:00", "2026-13-01", "9999999h", "12:5", "0001-01-01", "tomorrow noon"])
def test_what_is_no_time_is_answered_with_what_is(typed: str) -> None:
    event = event_of(f"snooze K7Q2MX {typed}")
    assert isinstance(event, e.CommandAsked)
    assert event.said == "no_such_time"
