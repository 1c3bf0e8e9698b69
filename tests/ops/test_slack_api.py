"""The stand-in answers as Slack does: it takes what Slack takes and refuses what Slack refuses."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.client import WebClient

from chalicelib.channels.slack_downloads import _downloaded, content
from chalicelib.errors import PermanentError
from ops.presses import PressError, Presses
from ops.standins.server import Standins, Tokens
from ops.standins.slack_workspace import TEAM_CHANNEL
from ops.web import Answer, post

TOKENS = Tokens("xoxb-right", "page-token", "app-secret")
ZUZANA = "U0ZUZANA"
BUTTON = {"type": "button", "action_id": "case_claim", "value": "{}", "text": {"type": "plain_text", "text": "Claim"}}
ACTIONS = [{"type": "actions", "elements": [BUTTON]}]
VIEW = {
    "type": "modal", "callback_id": "reply", "title": {"type": "plain_text", "text": "Reply"},
    "submit": {"type": "plain_text", "text": "Send"}, "external_id": "press-1",
    "blocks": [{
        "type": "input", "block_id": "reply", "label": {"type": "plain_text", "text": "Your reply"},
        "element": {"type": "plain_text_input", "action_id": "text"},
    }],
}  # fmt: skip


@pytest.fixture(scope="module")
def standins() -> Iterator[Standins]:
    with Standins(TOKENS) as running:
        yield running


@pytest.fixture
def slack(standins: Standins) -> WebClient:
    return WebClient(TOKENS.slack, base_url=standins.slack_api_url)


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    code: str = caught.value.response["error"]
    return code


def test_a_message_is_kept_edited_and_found_by_its_metadata(slack: WebClient, standins: Standins) -> None:
    metadata = {"event_type": "aftercare_message", "event_payload": {"id": "row-1"}}
    sent = slack.chat_postMessage(channel=TEAM_CHANNEL, text="one", metadata=metadata)
    slack.chat_update(channel=TEAM_CHANNEL, ts=sent["ts"], text="two")
    under = slack.chat_postMessage(channel=TEAM_CHANNEL, text="under", thread_ts=sent["ts"])
    history = slack.api_call("conversations.history", data={"channel": TEAM_CHANNEL, "include_all_metadata": True})
    found = next(message for message in history["messages"] if message["ts"] == sent["ts"])
    assert (found["text"], found["metadata"]) == ("two", metadata)
    replies = slack.conversations_replies(channel=TEAM_CHANNEL, ts=sent["ts"])["messages"]
    assert [message["ts"] for message in replies] == [sent["ts"], under["ts"]]
    assert [message.text for message in standins.world.thread(sent["ts"])] == ["under"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"channel": "C0NOWHERE", "text": "hello"}, "channel_not_found"),
        ({"channel": TEAM_CHANNEL, "text": ""}, "no_text"),
        ({"channel": TEAM_CHANNEL, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": TEAM_CHANNEL, "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        ({"channel": TEAM_CHANNEL, "text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"channel": TEAM_CHANNEL, "text": "x", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"channel": TEAM_CHANNEL, "text": "x", "blocks": [{"type": "actions", "elements": []}]}, "invalid_blocks"),
    ],
)
def test_it_refuses_messages_as_slack_does(slack: WebClient, arguments: dict[str, Any], code: str) -> None:
    assert refused(slack.chat_postMessage, **arguments) == code


@pytest.mark.parametrize(("length", "taken"), [(3000, True), (3001, False), (0, False)])
def test_a_section_has_at_most_3000_characters(slack: WebClient, length: int, taken: bool) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}]
    if taken:
        assert slack.chat_postMessage(channel=TEAM_CHANNEL, text="x", blocks=blocks)["ok"]
    else:
        assert refused(slack.chat_postMessage, channel=TEAM_CHANNEL, text="x", blocks=blocks) == "invalid_blocks"


def test_a_wrong_token_is_refused(standins: Standins) -> None:
    assert refused(WebClient("xoxb-wrong", base_url=standins.slack_api_url).auth_test) == "invalid_auth"


def test_a_note_is_seen_by_one_person_only(slack: WebClient, standins: Standins) -> None:
    slack.chat_postEphemeral(channel=TEAM_CHANNEL, user=ZUZANA, text="for you")
    assert "for you" in [note.text for note in standins.world.whispers(ZUZANA)]
    assert "for you" not in [message.text for message in standins.world.channel()]


def test_a_press_opens_a_dialog_once_which_is_filled_and_sent(slack: WebClient, standins: Standins) -> None:
    posted: list[bytes] = []

    def take(door: str, body: bytes) -> Answer:
        assert door == "interact"
        posted.append(body)
        return Answer(200, b"", {})

    presses = Presses(standins.world, take)
    slack.chat_postMessage(channel=TEAM_CHANNEL, text="card", blocks=ACTIONS)
    card = standins.world.cards()[-1]
    payload = presses.pressed(ZUZANA, card, BUTTON)
    slack.views_open(trigger_id=payload["trigger_id"], view=VIEW)
    assert refused(slack.views_open, trigger_id=payload["trigger_id"], view=VIEW) == "invalid_trigger_id"
    slack.views_update(external_id="press-1", view=VIEW)
    modal = standins.world.modal(ZUZANA)
    assert modal is not None
    presses.submit(ZUZANA, "hello")
    assert (modal.updates, modal.open, len(posted)) == (1, False, 1)
    with pytest.raises(PressError):
        presses.submit(ZUZANA, "again")


def test_a_command_is_typed_and_the_home_opened_and_drawn(slack: WebClient, standins: Standins) -> None:
    posted: list[tuple[str, bytes]] = []

    def take(door: str, body: bytes) -> Answer:
        posted.append((door, body))
        return Answer(200, b"", {})

    presses = Presses(standins.world, take)
    presses.type(ZUZANA, "claim K7Q2MX")
    presses.open_home(ZUZANA)
    (_, command), (_, event) = posted
    typed = dict(parse_qsl(command.decode()))
    assert (typed["command"], typed["text"], typed["user_id"]) == ("/care", "claim K7Q2MX", ZUZANA)
    assert json.loads(event)["event"]["type"] == "app_home_opened"
    assert [door for door, _ in posted] == ["command", "events"]
    home = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]}
    assert refused(slack.views_publish, user_id=ZUZANA, view=VIEW) == "invalid_arguments"
    slack.views_publish(user_id=ZUZANA, view=home)
    assert standins.world.homes[ZUZANA] == home
    # A command's trigger opens a dialog as a button's does.
    opened = slack.views_open(trigger_id=typed["trigger_id"], view={**VIEW, "external_id": "typed-1"})
    pushed = slack.views_push(trigger_id=presses.trigger(ZUZANA), view={**VIEW, "external_id": "typed-2"})
    on_screen = standins.world.modal(ZUZANA)
    assert on_screen is not None
    assert on_screen.id == pushed["view"]["id"]
    presses.close(ZUZANA)
    below = standins.world.modal(ZUZANA)
    assert below is not None
    assert below.id == opened["view"]["id"]
    presses.close(ZUZANA)


def test_a_button_that_is_not_there_cannot_be_pressed(slack: WebClient, standins: Standins) -> None:
    slack.chat_postMessage(channel=TEAM_CHANNEL, text="card", blocks=ACTIONS)
    presses = Presses(standins.world, lambda *_: Answer(200, b"", {}))
    with pytest.raises(PressError):
        presses.press(ZUZANA, standins.world.cards()[-1], "case_reply")


def test_the_page_answers_comments_with_the_right_token_only(standins: Standins) -> None:
    comment = standins.graph.written("102938475610293_1", "99", "Jana", "Kde je balík?")
    address = f"{standins.meta_api_url}{comment.id}/comments"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    wrong = post(address, b"message=hello&access_token=guessed", form)
    assert (wrong.status, wrong.json["error"]["code"]) == (401, 190)
    gone = post(f"{standins.meta_api_url}1_2/comments", b"message=hello&access_token=page-token", form)
    assert (gone.status, gone.json["error"]["code"]) == (400, 100)
    right = post(address, b"message=hello&access_token=page-token", form)
    assert right.status == 200
    assert [answer.text for answer in standins.world.answers(comment.id)] == ["hello"]


def test_a_file_is_uploaded_in_a_dialog_and_read_by_the_apps_token_alone(standins: Standins) -> None:
    posted: list[bytes] = []

    def take(door: str, body: bytes) -> Answer:  # noqa: ARG001
        posted.append(body)
        return Answer(200, b"", {})

    element = {"type": "file_input", "action_id": "value", "max_files": 2}
    field = {"type": "input", "block_id": "files", "label": {"type": "plain_text", "text": "Files"}, "element": element}
    presses = Presses(standins.world, take)
    slack = WebClient(TOKENS.slack, base_url=standins.slack_api_url)
    view = {**VIEW, "external_id": "files-1", "blocks": [field]}
    slack.views_open(trigger_id=presses.trigger(ZUZANA), view=view)
    upload = standins.world.upload("štítok.pdf", b"%PDF")
    presses.submit(ZUZANA, filled={"files": [upload.id]})
    sent = json.loads(dict(parse_qsl(posted[-1].decode()))["payload"])["view"]["state"]["values"]["files"]["value"]
    assert [(each["name"], each["mimetype"], each["size"]) for each in sent["files"]] == [
        ("štítok.pdf", "application/pdf", 4)
    ]
    assert content(upload.id, 100, TOKENS.slack, standins.slack_api_url) == b"%PDF"
    with pytest.raises(PermanentError, match="deleted in Slack"):
        content("F0NOWHERE", 100, TOKENS.slack, standins.slack_api_url)
    with pytest.raises(PermanentError, match="invalid_auth"):
        content(upload.id, 100, "xoxb-wrong", standins.slack_api_url)
    with pytest.raises(PermanentError, match="files:read"):
        _downloaded(f"{standins.slack_api_url}download-{upload.id}", 100, "xoxb-wrong")


def test_a_comment_is_answered_privately_once(standins: Standins) -> None:
    comment = standins.graph.written("102938475610293_1", "7701", "Eva", "Kde je?")
    form = {"recipient": json.dumps({"comment_id": comment.id}), "message": json.dumps({"text": "hello"}),
            "access_token": TOKENS.meta}  # fmt: skip
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    first, again = (post(f"{standins.meta_api_url}me/messages", urlencode(form).encode(), kind) for _ in range(2))
    assert (first.status, first.json["recipient_id"]) == (200, "97701")
    assert (again.status, again.json["error"]["code"]) == (400, 10900)


def test_talk_under_a_card_is_noted_by_its_own_menu(slack: WebClient, standins: Standins) -> None:
    posted: list[bytes] = []

    def take(door: str, body: bytes) -> Answer:
        assert door == "interact"
        posted.append(body)
        return Answer(200, b"", {})

    presses = Presses(standins.world, take)
    card = slack.chat_postMessage(channel=TEAM_CHANNEL, text="card", blocks=ACTIONS)
    said = presses.say(ZUZANA, "Fish & chips", card["ts"])
    presses.note(ZUZANA, said)
    payload = json.loads(dict(parse_qsl(posted[0].decode()))["payload"])
    assert (payload["type"], payload["channel"]["id"]) == ("message_action", TEAM_CHANNEL)
    assert payload["message"]["thread_ts"] == card["ts"]
    assert (payload["message"]["user"], payload["message"]["text"]) == (ZUZANA, "Fish &amp; chips")
    replies = slack.conversations_replies(channel=TEAM_CHANNEL, ts=card["ts"])["messages"]
    assert [message.get("bot_id", "") for message in replies] == ["B0BOT", ""]
