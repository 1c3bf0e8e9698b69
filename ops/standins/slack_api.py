"""Slack's Web API as far as Aftercare uses it, over HTTP as slack_sdk speaks it.

Methods: https://docs.slack.dev/reference/methods. Answers are 200 with {"ok": false, "error": ...} on failure.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ops.standins.slack_limits import home_faults, message_faults, view_faults
from ops.standins.world import Message, Modal, Upload, World, direct

# Slack's triggers live 3 seconds. Here a cold Lambda shares two cores with everything else, so they live longer; how
# long an answer took is in the log.
TRIGGER_LIFE = 15.0
SCOPES = "chat:write,commands,files:read,files:write,channels:history,groups:history,im:history,im:write"
Arguments = Mapping[str, Any]


class SlackRefusedError(Exception):
    """Raised when Slack would answer with an error; the message is its code, with details after a colon."""


@dataclass(frozen=True, slots=True)
class SlackApi:
    """The methods over one world. `token` is the only bot token it takes."""

    world: World
    token: str

    def routes(self) -> list[Route]:
        """One route that takes every method."""
        return [Route("/{method}", self.answer, methods=["POST", "GET"])]

    async def answer(self, request: Request) -> Response:
        """One call."""
        body = await request.body()
        method = request.path_params["method"]
        if method.startswith("download-"):
            return self._download(request, method.removeprefix("download-"))
        if method.startswith("upload-"):
            # The address that files.getUploadURLExternal gave: whoever has it needs no token.
            self.world.uploads[method.removeprefix("upload-")].content = body
            return JSONResponse("OK")
        arguments = _arguments(request, body)
        headers = {"x-oauth-scopes": SCOPES}
        try:
            self._authenticate(request, arguments)
            content = self.call(method, arguments)
            here = str(request.url).partition("?")[0].rpartition("/")[0]
            if "file_id" in content:
                content["upload_url"] = f"{here}/upload-{content['file_id']}"
            if "file" in content:
                content["file"]["url_private_download"] = f"{here}/download-{content['file']['id']}"
        except SlackRefusedError as refusal:
            code, _, details = str(refusal).partition(": ")
            self.world.happened("slack", f"refused {method}: {refusal}", good=False)
            content = {"ok": False, "error": code, "response_metadata": {"messages": [details]} if details else {}}
        return JSONResponse(content, headers=headers)

    def _download(self, request: Request, file_id: str) -> Response:
        """A file's bytes, for whoever shows the token; anybody else is sent to sign in."""
        found = self.world.uploads.get(file_id)
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return RedirectResponse("/", 302)
        return Response(found.content, media_type=found.type) if found else Response("not found", 404)

    def call(self, method: str, arguments: Arguments) -> dict[str, Any]:
        """Run a method. SlackRefusedError with Slack's code if it would not."""
        known = _METHODS.get(method)
        if known is None:
            raise SlackRefusedError("unknown_method")
        with self.world.change():
            return {"ok": True, **known(self.world, arguments)}

    def _authenticate(self, request: Request, arguments: Arguments) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        if not given:
            raise SlackRefusedError("not_authed")
        if given != self.token:
            raise SlackRefusedError("invalid_auth")


def _arguments(request: Request, body: bytes) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        read = json.loads(body or b"{}")
        return read if isinstance(read, dict) else {}
    given = dict(request.query_params) | dict(parse_qsl(body.decode()))
    for name in ("blocks", "metadata", "view"):
        if name in given:
            given[name] = json.loads(given[name])
    return given


def _auth_test(world: World, arguments: Arguments) -> dict[str, Any]:  # noqa: ARG001
    return {"url": "http://127.0.0.1/", "team": "Lumen", "user": "aftercare", "team_id": "T0LUMEN", "user_id": "U0BOT"}


def _post(world: World, arguments: Arguments) -> dict[str, Any]:
    message = _new(world, arguments, _conversation(world, arguments))
    world.messages.append(message)
    world.happened("slack", f"{_place(world, message)}: {message.brief}")
    return {"channel": message.channel, "ts": message.ts, "message": _shown(message)}


def _post_ephemeral(world: World, arguments: Arguments) -> dict[str, Any]:
    if arguments.get("user") not in world.people:
        raise SlackRefusedError("user_not_in_channel")
    message = _new(world, arguments, _conversation(world, arguments))
    message.only_for = arguments["user"]
    world.messages.append(message)
    world.happened("slack", f"only {world.people[message.only_for].name} sees: {message.brief}")
    return {"message_ts": message.ts}


def _update(world: World, arguments: Arguments) -> dict[str, Any]:
    found = next(
        (m for m in world.messages if (m.channel, m.ts) == (arguments.get("channel"), arguments.get("ts"))), None
    )
    if found is None:
        raise SlackRefusedError("message_not_found")
    if fault := message_faults(arguments):
        raise SlackRefusedError(fault)
    found.text, found.edits = arguments.get("text", ""), found.edits + 1
    found.blocks = list(arguments.get("blocks") or [])
    world.happened("slack", f"{_place(world, found)}, edited: {found.brief}")
    return {"channel": found.channel, "ts": found.ts, "text": found.text, "message": _shown(found)}


def _delete(world: World, arguments: Arguments) -> dict[str, Any]:
    found = [m for m in world.messages if (m.channel, m.ts) == (arguments.get("channel"), arguments.get("ts"))]
    if not found:
        raise SlackRefusedError("message_not_found")
    world.messages.remove(found[0])
    world.happened("slack", f"{_place(world, found[0])}: a message is deleted")
    return {"channel": found[0].channel, "ts": found[0].ts}


def _upload_url(world: World, arguments: Arguments) -> dict[str, Any]:
    if not arguments.get("filename") or not str(arguments.get("length", "")).isdigit():
        raise SlackRefusedError("invalid_arguments")
    upload = Upload(f"F{uuid4().hex[:10].upper()}", arguments["filename"], int(arguments["length"]))
    world.uploads[upload.id] = upload
    return {"file_id": upload.id}


def _complete_upload(world: World, arguments: Arguments) -> dict[str, Any]:
    named = json.loads(arguments.get("files") or "[]")
    uploads = [world.uploads.get(each.get("id")) for each in named]
    if not uploads or any(each is None or len(each.content) != each.length for each in uploads):
        raise SlackRefusedError("file_not_found")
    message = _new(world, {**arguments, "text": named[0].get("title") or "a file"}, _conversation(world, {
        "channel": arguments.get("channel_id"),
    }))  # fmt: skip
    message.files = [each for each in uploads if each]
    world.messages.append(message)
    world.happened("slack", f"{_place(world, message)}: a file, {message.brief}")
    return {"files": [{"id": each.get("id"), "title": each.get("title", "")} for each in named]}


def _file(world: World, arguments: Arguments) -> dict[str, Any]:
    found = world.uploads.get(str(arguments.get("file")))
    if found is None:
        raise SlackRefusedError("file_not_found")
    return {"file": found.shown}


def _delete_file(world: World, arguments: Arguments) -> dict[str, Any]:
    if world.uploads.pop(str(arguments.get("file")), None) is None:
        raise SlackRefusedError("file_not_found")
    world.messages[:] = [m for m in world.messages if all(each.id != arguments["file"] for each in m.files)]
    return {}


def _open_conversation(world: World, arguments: Arguments) -> dict[str, Any]:
    user = str(arguments.get("users", ""))
    if user not in world.people:
        raise SlackRefusedError("user_not_found")
    return {"channel": {"id": direct(user)}}


def _history(world: World, arguments: Arguments) -> dict[str, Any]:
    channel = _conversation(world, arguments)
    found = [m for m in world.messages if m.channel == channel and not m.only_for and (not m.thread_ts or m.broadcast)]
    return _page(found[::-1], arguments)


def _replies(world: World, arguments: Arguments) -> dict[str, Any]:
    channel, ts = _conversation(world, arguments), arguments.get("ts")
    found = [m for m in world.messages if m.channel == channel and ts in (m.ts, m.thread_ts) and not m.only_for]
    if not found:
        raise SlackRefusedError("thread_not_found")
    return _page(found, arguments)


def _page(found: list[Message], arguments: Arguments) -> dict[str, Any]:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or 1e12)
    inside = [message for message in found if oldest < float(message.ts) < latest]
    start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
    with_metadata = str(arguments.get("include_all_metadata", "")).lower() in ("true", "1")
    page = [_shown(message, with_metadata) for message in inside[start : start + limit]]
    more = start + limit < len(inside)
    following = {"next_cursor": str(start + limit)} if more else {"next_cursor": ""}
    return {"messages": page, "has_more": more, "response_metadata": following}


def _push_view(world: World, arguments: Arguments) -> dict[str, Any]:
    """On top of the dialog that is open: here a dialog of its own, which the one below comes back from."""
    user = world.triggers.get(arguments.get("trigger_id", ""), ("", 0.0))[0]
    below = world.modal(user)
    if user and below is None:
        raise SlackRefusedError("not_found")
    view = _open_view(world, arguments)
    world.modals[-1].previous = below.id if below else ""
    return view


def _publish_view(world: World, arguments: Arguments) -> dict[str, Any]:
    user, view = str(arguments.get("user_id", "")), arguments.get("view")
    if user not in world.people:
        raise SlackRefusedError("user_not_found")
    if fault := home_faults(view if isinstance(view, dict) else {}):
        raise SlackRefusedError(fault)
    world.homes[user] = dict(arguments["view"])
    world.happened("slack", f"the home of {world.people[user].name} is drawn")
    return {"view": {**world.homes[user], "id": f"V{user}", "hash": world.next_ts()}}


def _open_view(world: World, arguments: Arguments) -> dict[str, Any]:
    user, given_at = world.triggers.pop(arguments.get("trigger_id", ""), ("", 0.0))
    if not user:
        raise SlackRefusedError("invalid_trigger_id")
    if time.monotonic() - given_at > TRIGGER_LIFE:
        raise SlackRefusedError("expired_trigger_id")
    view = _checked(arguments.get("view"))
    external = view.get("external_id") or ""
    if external and any(modal.external_id == external for modal in world.modals):
        raise SlackRefusedError("duplicate_external_id")
    modal = Modal(f"V{uuid4().hex[:10].upper()}", user, view, external)
    world.modals.append(modal)
    world.happened(
        "slack", f"a dialog opens for {world.people[user].name}, {time.monotonic() - given_at:.1f} s after the press"
    )
    return {"view": _view(modal)}


def _update_view(world: World, arguments: Arguments) -> dict[str, Any]:
    wanted = arguments.get("external_id") or arguments.get("view_id")
    modal = next((m for m in world.modals if wanted and wanted in (m.id, m.external_id)), None)
    if modal is None or not modal.open:
        raise SlackRefusedError("not_found")
    modal.view, modal.updates = _checked(arguments.get("view")), modal.updates + 1
    world.happened("slack", f"the dialog of {world.people[modal.user].name} is filled in")
    return {"view": _view(modal)}


def _checked(view: object) -> dict[str, Any]:
    if not isinstance(view, dict):
        raise SlackRefusedError("invalid_arguments: view is missing")
    if fault := view_faults(view):
        raise SlackRefusedError(fault)
    return view


def _conversation(world: World, arguments: Arguments) -> str:
    """The channel's id; a user's id means the conversation with them."""
    channel = str(arguments.get("channel", ""))
    if channel in world.people:
        return direct(channel)
    if channel in world.channels or channel in {direct(user) for user in world.people}:
        return channel
    raise SlackRefusedError("channel_not_found")


def _new(world: World, arguments: Arguments, channel: str) -> Message:
    if fault := message_faults(arguments):
        raise SlackRefusedError(fault)
    thread = str(arguments.get("thread_ts") or "")
    if thread and not any(m.ts == thread and m.channel == channel for m in world.messages):
        raise SlackRefusedError("thread_not_found")
    return Message(
        channel, world.next_ts(), arguments.get("text", ""), list(arguments.get("blocks") or []),
        dict(arguments.get("metadata") or {}), thread, arguments.get("reply_broadcast") in (True, "true", "True", "1"),
    )  # fmt: skip


def _shown(message: Message, with_metadata: bool = True) -> dict[str, Any]:
    by = {"user": message.user} if message.user else {"user": "U0BOT", "bot_id": "B0BOT"}
    shown: dict[str, Any] = {
        "type": "message", **by, "ts": message.ts, "text": message.text, "blocks": message.blocks,
    }  # fmt: skip
    if message.files:
        shown["files"] = [{"id": each.id, "name": each.name} for each in message.files]
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def _view(modal: Modal) -> dict[str, Any]:
    return {
        **modal.view,
        "id": modal.id,
        "external_id": modal.external_id,
        "team_id": "T0LUMEN",
        "hash": str(modal.updates),
    }


def _place(world: World, message: Message) -> str:
    if message.channel in world.channels:
        return f"#{world.channels[message.channel]}" + (" (thread)" if message.thread_ts else "")
    person = next((person for id_, person in world.people.items() if direct(id_) == message.channel), None)
    return f"to {person.name}" if person else message.channel


_METHODS: Mapping[str, Callable[[World, Arguments], dict[str, Any]]] = {
    "auth.test": _auth_test,
    "chat.postMessage": _post,
    "chat.postEphemeral": _post_ephemeral,
    "chat.update": _update,
    "chat.delete": _delete,
    "files.getUploadURLExternal": _upload_url,
    "files.completeUploadExternal": _complete_upload,
    "files.info": _file,
    "files.delete": _delete_file,
    "conversations.open": _open_conversation,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "views.open": _open_view,
    "views.push": _push_view,
    "views.publish": _publish_view,
    "views.update": _update_view,
}
