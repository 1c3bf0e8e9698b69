"""What a person does in Slack, as Slack tells it: a button pressed, a dialog sent; signed, and posted to the stack.

Payloads: https://docs.slack.dev/reference/interaction-payloads
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from chalicelib.slack_ids import NOTE_SHORTCUT
from ops.again import Again, once
from ops.standins.slack_blocks import buttons_of, choices_of
from ops.standins.slack_fields import Filled, state_of
from ops.standins.slack_workspace import TEAM_CHANNEL, Message, Modal, direct
from ops.standins.world import World
from ops.web import Answer

APP, TEAM = "A0AFTERCARE", {"id": "T0LUMEN", "domain": "lumen"}
# What Slack repeats of a button or a list in a press of it.
PRESSED = ("type", "action_id", "block_id", "text", "value", "style", "selected_option")
# Posts what is signed to /slack/{shop}/<door>: interact and command take forms, events JSON.
Post = Callable[[str, bytes], Answer]


class PressError(Exception):
    """Raised when there is nothing there to press."""


@dataclass(frozen=True, slots=True)
class Presses:
    """Hands on the workspace of one world."""

    world: World
    post: Post
    again: Again = once

    def press(self, user: str, message: Message, action: str, value: str = "") -> Answer:
        """Press a button of a message, of several with that action the one of this value; or choose from its list.

        PressError without any.
        """
        there = buttons_of(message.blocks, value) | choices_of(message.blocks)
        button = there.get(action)
        if button is None:
            raise PressError(f"the message has no button {action!r}; it has {sorted(there)}")
        what = f"presses {(button.get('selected_option') or button)['text']['text']!r}"
        return self.again(lambda: self._send(user, self.pressed(user, message, button), what))

    def pressed(self, user: str, message: Message, button: dict[str, Any]) -> dict[str, Any]:
        """The payload of a press, with a trigger of its own."""
        action = {name: button[name] for name in PRESSED if name in button}
        channel = {"id": message.channel, "name": self.world.channels.get(message.channel, "directmessage")}
        return {
            "type": "block_actions", "user": self._person(user), "api_app_id": APP, "token": "unused", "team": TEAM,
            "container": {
                "type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": False,
            },
            "trigger_id": self.trigger(user), "channel": channel, "is_enterprise_install": False, "enterprise": None,
            "message": {"type": "message", "ts": message.ts, "text": message.text, "blocks": message.blocks},
            "state": {"values": {}}, "response_url": "",
            "actions": [{"block_id": "b", **action, "action_ts": self.world.next_ts()}],
        }  # fmt: skip

    def press_in_dialog(self, user: str, action: str, value: str = "", filled: Filled | None = None) -> Answer:
        """Press a button in the dialog on somebody's screen, with what is filled in there by then. PressError if there
        is no such button."""
        modal = self.world.modal(user)
        blocks = modal.view["blocks"] if modal else []
        button = (buttons_of(blocks, value) | choices_of(blocks)).get(action)
        if modal is None or button is None:
            raise PressError(f"the dialog has no button {action!r}")
        payload = self._in_view(user, self._as_filled_in(modal, "", filled or {}), button)
        what = f"presses {(button.get('selected_option') or button)['text']['text']!r}"
        return self.again(lambda: self._send(user, payload, what))

    def _in_view(self, user: str, view: dict[str, Any], button: dict[str, Any]) -> dict[str, Any]:
        chosen = {name: button[name] for name in PRESSED if name in button}
        return {
            "type": "block_actions", "user": self._person(user), "api_app_id": APP, "token": "unused", "team": TEAM,
            "container": {"type": "view", "view_id": view["id"]}, "trigger_id": self.trigger(user), "view": view,
            "actions": [{"block_id": "b", **chosen, "action_ts": self.world.next_ts()}],
        }  # fmt: skip

    def press_at_home(self, user: str, action: str, value: str = "") -> Answer:
        """Press a button of the app's home. PressError if it is not there."""
        home = self.world.homes.get(user, {"blocks": []})
        button = buttons_of(home["blocks"], value).get(action)
        if button is None:
            raise PressError(f"the home has no button {action!r}")
        view = {**home, "id": f"V{user}", "state": {"values": {}}}
        payload = self._in_view(user, view, button)
        return self.again(lambda: self._send(user, payload, f"presses {button['text']['text']!r}"))

    def submit(self, user: str, text: str = "", filled: Filled | None = None) -> Answer:
        """Send the dialog on somebody's screen: `filled` by block, all other texts that must be with `text` unless they
        stand there already. PressError if there is no dialog, or it has nothing to fill in."""
        modal = self.world.modal(user)
        fields = [block for block in (modal.view["blocks"] if modal else []) if block.get("type") == "input"]
        if modal is None or not fields:
            raise PressError("there is no dialog to send" if modal is None else "the dialog has nothing to fill in yet")
        answer = self.again(
            lambda: self._send(user, self._submitted(user, modal, text, filled or {}), "sends the dialog")
        )
        with self.world.change():
            _after_submit(modal, answer)
        return answer

    def say(self, user: str, text: str, thread_ts: str, channel: str = TEAM_CHANNEL) -> Message:
        """Write something in a thread: talk among the team, of which nobody tells us."""
        with self.world.change():
            message = Message(channel, self.world.next_ts(), text, thread_ts=thread_ts, user=user)
            self.world.messages.append(message)
        return message

    def note(self, user: str, message: Message) -> Answer:
        """Choose "Note on the case" in a message's menu."""
        by = {"user": message.user} if message.user else {"user": "U0BOT", "bot_id": "B0BOT"}
        thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
        payload = {
            "type": "message_action", "callback_id": NOTE_SHORTCUT, "team": TEAM, "user": self._person(user),
            "channel": {"id": message.channel, "name": self.world.channels.get(message.channel, "directmessage")},
            "token": "unused", "action_ts": self.world.next_ts(), "trigger_id": self.trigger(user),
            "is_enterprise_install": False, "enterprise": None, "response_url": "", "message_ts": message.ts,
            "message": {
                "type": "message", **by, "ts": message.ts, "text": escape(message.text, quote=False), **thread,
            },
        }  # fmt: skip
        return self.again(lambda: self._send(user, payload, "notes a message on its case"))

    def type(self, user: str, text: str, channel: str = TEAM_CHANNEL) -> Answer:
        """Type "/care <text>" in a channel."""
        command = {
            "token": "unused", "team_id": TEAM["id"], "team_domain": TEAM["domain"], "channel_id": channel,
            "channel_name": self.world.channels.get(channel, "directmessage"), "user_id": user,
            "user_name": self._person(user)["username"], "command": "/care", "text": text, "api_app_id": APP,
            "response_url": "", "is_enterprise_install": "false", "trigger_id": self.trigger(user),
        }  # fmt: skip
        body = urlencode(command).encode()
        return self.again(lambda: self._post("command", body, user, f"types “/care {text}”"))

    def open_home(self, user: str) -> Answer:
        """Open the app's home: Slack tells of it by an event."""
        event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": direct(user)}
        said = {
            "token": "unused", "team_id": TEAM["id"], "api_app_id": APP, "type": "event_callback",
            "event_id": f"Ev{self.world.next_ts().replace('.', '')}", "event_time": int(time.time()),
            "event": event | {"event_ts": self.world.next_ts()},
        }  # fmt: skip
        body = json.dumps(said).encode()
        return self.again(lambda: self._post("events", body, user, "opens the home of Aftercare"))

    def close(self, user: str) -> None:
        """Close the dialog without sending it."""
        modal = self.world.modal(user)
        if modal:
            with self.world.change():
                modal.open = False

    def _as_filled_in(self, modal: Modal, text: str, filled: Filled) -> dict[str, Any]:
        """The dialog as Slack tells of it: what stands in its fields is its state."""

        def state(field: dict[str, Any]) -> dict[str, Any]:
            words = "" if field.get("optional") else text
            return state_of(field, filled.get(field["block_id"]), words, self.world.uploads)

        fields = [block for block in modal.view["blocks"] if block.get("type") == "input"]
        values = {field["block_id"]: {field["element"]["action_id"]: state(field)} for field in fields}
        return {
            **modal.view,
            "id": modal.id,
            "hash": str(modal.updates),
            "state": {"values": values},
            "app_id": APP,
            "previous_view_id": modal.previous or None,
        }

    def _submitted(self, user: str, modal: Modal, text: str, filled: Filled) -> dict[str, Any]:
        return {
            "type": "view_submission", "team": TEAM, "user": self._person(user), "api_app_id": APP, "token": "unused",
            "trigger_id": self.trigger(user), "view": self._as_filled_in(modal, text, filled), "response_urls": [],
        }  # fmt: skip

    def _send(self, user: str, payload: dict[str, Any], what: str) -> Answer:
        return self._post("interact", urlencode({"payload": json.dumps(payload)}).encode(), user, what)

    def _post(self, door: str, body: bytes, user: str, what: str) -> Answer:
        answer = self.post(door, body)
        good = answer.status == 200
        ended = "" if good else f" → {answer.status} {answer.text[:200]}"
        self.world.happened("slack", f"{self.world.people[user].name} {what}{ended}", good=good)
        return answer

    def _person(self, user: str) -> dict[str, str]:
        name = self.world.people[user].name
        return {"id": user, "username": name.split()[0].lower(), "name": name, "team_id": TEAM["id"]}

    def trigger(self, user: str) -> str:
        """A trigger as Slack gives one with a press: it opens one dialog."""
        with self.world.look():
            trigger = f"{self.world.next_ts().replace('.', '')}.1.{user.lower()}"
            self.world.triggers[trigger] = (user, time.monotonic())
        return trigger


def _after_submit(modal: Modal, answer: Answer) -> None:
    """What Slack does with the answer: an empty 200 closes the dialog, a response_action may keep it."""
    said = answer.json if isinstance(answer.json, dict) else {}
    match said.get("response_action"):
        case "errors":
            modal.errors = dict(said.get("errors", {}))
        case "update":
            modal.view = said["view"]
        case _:
            modal.open = answer.status != 200
