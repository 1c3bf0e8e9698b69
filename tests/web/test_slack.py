"""Slack over HTTP: presses are stored and answered with silence, and the dialog opens before anything is read."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.channels import slack
from chalicelib.desk.blocks import named
from chalicelib.errors import ChannelError, TemporaryError
from ops.signing import sign
from tests.sources.payloads import body as payload
from tests.web.api import FORM, SECRETS, SHOP, Api

INTERACT = f"/slack/{SHOP}/interact"
COMMAND = f"/slack/{SHOP}/command"
EVENTS = f"/slack/{SHOP}/events"
JSON = {"content-type": "application/json"}


@pytest.fixture
def opened(api: Api, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every dialog that was opened, with what the store had been asked by then."""
    found: list[dict[str, Any]] = []

    def open_view(trigger: str, view: dict[str, Any], token: str, address: str, *, pushed: bool) -> None:
        found.append({
            "trigger": trigger, "view": view, "token": token, "address": address, "pushed": pushed,
            "calls": list(api.store.calls),
        })  # fmt: skip

    monkeypatch.setattr(slack, "open_view", open_view)
    return found


def test_a_press_is_stored_and_answered_with_an_empty_200(api: Api, opened: list[dict[str, Any]]) -> None:
    body, headers = api.slack("block_actions_claim")
    answer = api.post(INTERACT, body, headers)
    # Slack shows or obeys whatever the body says.
    assert (answer.status, answer.text) == (200, "")
    ((receipt, delivery),) = api.store.presses
    assert (receipt.source, delivery.body) == ("slack", body)
    assert opened == []


def test_the_dialog_opens_at_once_before_anything_is_read(api: Api, opened: list[dict[str, Any]]) -> None:
    body, headers = api.slack("block_actions_reply")
    assert api.post(INTERACT, body, headers).status == 200
    (dialog,) = opened
    assert dialog["calls"] == ["put_receipt"]
    assert (dialog["token"], dialog["view"]["type"]) == ("xoxb-secret", "modal")
    assert dialog["trigger"]
    assert len(dialog["view"]["external_id"]) <= 255


@pytest.mark.parametrize("error", [TemporaryError("ratelimited"), ChannelError("expired_trigger_id")])
def test_a_dialog_that_slack_refuses_is_logged_and_the_press_kept(
    api: Api, monkeypatch: pytest.MonkeyPatch, log: StringIO, error: ChannelError
) -> None:
    def refuse(*_: object, pushed: bool) -> None:  # noqa: ARG001
        raise error

    monkeypatch.setattr(slack, "open_view", refuse)
    body, headers = api.slack("block_actions_reply")
    assert api.post(INTERACT, body, headers).status == 200
    assert len(api.store.presses) == 1
    assert "dialog not opened" in log.getvalue()
    assert "xoxb-secret" not in log.getvalue()


def test_the_dialogs_text_is_stored(api: Api, opened: list[dict[str, Any]], log: StringIO) -> None:
    body, headers = api.slack("view_submission")
    assert api.post(INTERACT, body, headers).text == ""
    assert len(api.store.presses) == 1
    assert opened == []
    assert body.decode() not in log.getvalue()


@pytest.mark.parametrize("off", [timedelta(seconds=-301), timedelta(seconds=301), timedelta(days=400)])
def test_a_stale_press_is_401_and_opens_nothing(api: Api, opened: list[dict[str, Any]], off: timedelta) -> None:
    body, headers = api.slack("block_actions_reply", at=api.now + off)
    assert api.post(INTERACT, body, headers).status == 401
    assert (api.store.presses, opened) == ([], [])


@pytest.mark.parametrize("path", [INTERACT, COMMAND])
@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_an_unsigned_press_is_401(api: Api, path: str, missing: str) -> None:
    body, headers = api.slack("block_actions_claim")
    del headers[missing]
    assert api.post(path, body, headers).status == 401
    assert api.store.presses == []


def test_a_press_in_base64_with_lower_case_headers_is_the_same(api: Api) -> None:
    body, headers = api.slack("block_actions_claim")
    lowered = {name.lower(): value for name, value in headers.items()}
    assert api.send("POST", INTERACT, body, lowered, base64=True).status == 200


@pytest.mark.parametrize("path", [INTERACT, COMMAND])
def test_the_certificate_check_needs_no_signature_and_leaves_nothing(api: Api, path: str) -> None:
    answer = api.press(path, ssl_check="1", token="legacy")
    assert (answer.status, answer.text) == (200, "")
    assert api.store.calls == []


def test_a_command_is_stored(api: Api) -> None:
    body = b"command=%2Faftercare&text=help&user_id=U1"
    headers = sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now)
    assert api.post(COMMAND, body, headers).status == 200
    assert api.store.presses[0][1].body == body


def test_a_command_that_wants_a_dialog_opens_it_at_once(api: Api, opened: list[dict[str, Any]]) -> None:
    body = b"command=%2Fcare&text=reply+K7Q2MX&user_id=U1&trigger_id=1.2&channel_id=C1"
    answer = api.post(COMMAND, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now))
    assert (answer.status, answer.text) == (200, "")
    (dialog,) = opened
    assert (dialog["trigger"], dialog["view"]["callback_id"]) == ("1.2", "reply")
    assert json.loads(dialog["view"]["private_metadata"])["shop"] == SHOP


def test_the_check_of_the_events_address_gets_its_challenge_back(api: Api) -> None:
    body = b'{"type": "url_verification", "token": "legacy", "challenge": "3eZbrw1aBm2rZgRNFdxV"}'
    answer = api.post(EVENTS, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now) | JSON)
    assert (answer.status, answer.text) == (200, "3eZbrw1aBm2rZgRNFdxV")
    assert api.post(EVENTS, body, JSON).status == 401


def test_an_event_that_slack_sends_again_is_stored_once(api: Api) -> None:
    body = payload("slack_events", "app_home_opened")
    for _ in range(2):
        answer = api.post(EVENTS, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now) | JSON)
        assert (answer.status, answer.text) == (200, "")
    assert len(api.store.presses) == 1


def test_a_store_that_is_away_is_503_and_opens_nothing(api: Api, opened: list[dict[str, Any]]) -> None:
    body, headers = api.slack("block_actions_reply")
    api.store.down = True
    assert api.post(INTERACT, body, headers).status == 503
    assert opened == []


def test_an_unknown_shop_is_503(api: Api) -> None:
    body, headers = api.slack("block_actions_claim")
    assert api.post("/slack/othershop/interact", body, headers).status == 503
    assert api.store.calls == []


def test_what_is_no_form_is_refused(api: Api) -> None:
    body, headers = api.slack("block_actions_claim")
    assert api.post(INTERACT, body, {**headers, "Content-Type": "text/xml"}).status == 415
    assert api.post(INTERACT, b"\xff=%FF", {**headers, **FORM}).status in (401, 415)
    assert api.store.calls == []


@pytest.mark.parametrize(
    ("channel", "words", "said"), [("x_post", 280, False), ("x_post", 281, True), ("", 3000, False)]
)
def test_a_reply_that_is_too_long_for_its_channel_keeps_the_dialog_open(
    api: Api, channel: str, words: int, said: bool
) -> None:
    metadata = named(SHOP, "8d8c7b6a", 1, channel)
    view = {
        "id": "V1", "hash": "1", "callback_id": "reply", "private_metadata": metadata,
        "state": {"values": {"reply": {"text": {"type": "plain_text_input", "value": "x" * words}}}},
    }  # fmt: skip
    payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": f"{channel}{words}", "view": view}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    answer = api.post(INTERACT, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now) | FORM)
    assert answer.status == 200
    assert len(api.store.presses) == 1, "what was sent is kept; care refuses it by the same rule"
    if not said:
        assert json.loads(answer.text)["response_action"] == "update", "it waits for its preview"
        return
    assert json.loads(answer.text) == {
        "response_action": "errors", "errors": {"reply": "This has 281 characters; X takes 280."}
    }  # fmt: skip
    assert answer.headers["content-type"] == "application/json"


def filled_in(channel: str, *files: tuple[str, int], text: str = "Ahoj") -> bytes:
    """A reply dialog that is sent with files, each a name and a size."""
    given = [{"id": f"F{n}AB", "name": name, "mimetype": "application/pdf", "size": size}
             for n, (name, size) in enumerate(files)]  # fmt: skip
    values = {"reply": {"text": {"type": "plain_text_input", "value": text}},
              "files": {"value": {"type": "file_input", "files": given}}}  # fmt: skip
    view = {"id": "V1", "hash": "1", "type": "modal", "callback_id": "reply", "blocks": [],
            "private_metadata": named(SHOP, "k1", 1, channel), "state": {"values": values}}  # fmt: skip
    payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": "1.2", "view": view}
    return urlencode({"payload": json.dumps(payload)}).encode()


@pytest.mark.parametrize(
    ("channel", "files", "said"),
    [
        ("email", [("setup.exe", 10)], "Mail providers refuse files like setup.exe"),
        ("email", [("a.pdf", 4_000_000), ("b.pdf", 4_000_000)], "together at most 7 MB"),
        ("email", [("a.pdf", 1)] * 6, "At most five files"),
        ("x_post", [("a.pdf", 10)], "takes words only"),
    ],
)
def test_files_that_cannot_go_along_are_refused_in_the_dialog(
    api: Api, opened: list[dict[str, Any]], channel: str, files: list[tuple[str, int]], said: str
) -> None:
    body = filled_in(channel, *files)
    answer = api.post(INTERACT, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now))
    told = json.loads(answer.text)
    assert told["response_action"] == "errors"
    assert said in told["errors"]["files"]
    assert opened == []


def test_files_that_can_go_along_stay_with_the_dialog_until_its_preview_comes(api: Api) -> None:
    body = filled_in("email", ("štítok.pdf", 1000))
    answer = api.post(INTERACT, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now))
    view = json.loads(answer.text)["view"]
    assert json.loads(view["private_metadata"])["files"] == "F0AB\tštítok.pdf\tapplication/pdf\t1000"
    assert "štítok.pdf" in str(view["blocks"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Objednávka #1001 je v Žiline.", "take the order's number out"),
        ("Píšte na jana@example.sk.", "take the e-mail address out"),
        ("Zavoláme na +421 905 123 456.", "take the phone or tracking number out"),
    ],
)
def test_what_is_personal_stays_in_the_dialog_of_a_public_answer(api: Api, text: str, said: str) -> None:
    body = filled_in("facebook_comment", text=text)
    told = json.loads(api.post(INTERACT, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now)).text)
    assert said in told["errors"]["reply"]
    body = filled_in("email", text=text)
    told = json.loads(api.post(INTERACT, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now)).text)
    assert told["response_action"] == "update"


def test_what_is_taken_into_a_reply_is_awaited_in_that_dialog_with_what_stands_there(
    api: Api, monkeypatch: pytest.MonkeyPatch, opened: list[dict[str, Any]]
) -> None:
    drawn: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(slack, "redraw_view", lambda view_id, view, *_: drawn.append((view_id, view)))
    field = {"type": "input", "block_id": "reply", "label": {"type": "plain_text", "text": "Your reply"},
             "element": {"type": "plain_text_input", "action_id": "text"}}  # fmt: skip
    file = {"id": "F0AB", "name": "a.pdf", "mimetype": "application/pdf", "size": 9}
    values = {"reply": {"text": {"type": "plain_text_input", "value": "Rozpísané"}},
              "files": {"value": {"type": "file_input", "files": [file]}}}  # fmt: skip
    view = {"id": "V1", "type": "modal", "callback_id": "reply", "blocks": [field], "state": {"values": values},
            "private_metadata": named(SHOP, "k1", 1, "email")}  # fmt: skip
    action = {"action_id": "entry_use_1", "value": named(SHOP, "k1", 1, item="entry:e1"), "action_ts": "1.2"}
    payload = {"type": "block_actions", "user": {"id": "U1"}, "trigger_id": "1.2", "view": view, "actions": [action]}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    assert api.post(INTERACT, body, sign("slack", body, SECRETS[f"{SHOP}/slack"], api.now)).status == 200
    ((view_id, shown),) = drawn
    assert (view_id, shown["callback_id"], opened) == ("V1", "reply", [])
    (kept,) = (block for block in shown["blocks"] if block["type"] == "input")
    assert (kept["block_id"], kept["element"]["initial_value"]) == ("reply", "Rozpísané")
    assert json.loads(shown["private_metadata"])["files"].startswith("F0AB\ta.pdf")
