"""Slack's Web API as far as Aftercare uses it, over HTTP as slack_sdk speaks it.

Methods: https://docs.slack.dev/reference/methods. Answers are 200 with {"ok": false, "error": ...} on failure.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ops.standins import slack_files, slack_messages, slack_views
from ops.standins.slack_workspace import SlackRefusedError
from ops.standins.world import World

SCOPES = "chat:write,commands,files:read,files:write,channels:history,groups:history,im:history,im:write"
Arguments = Mapping[str, Any]


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


_METHODS: Mapping[str, Callable[[World, Arguments], dict[str, Any]]] = {
    "auth.test": _auth_test,
    "chat.postMessage": slack_messages.post,
    "chat.postEphemeral": slack_messages.post_ephemeral,
    "chat.update": slack_messages.update,
    "chat.delete": slack_messages.delete,
    "files.getUploadURLExternal": slack_files.upload_url,
    "files.completeUploadExternal": slack_files.complete_upload,
    "files.info": slack_files.file_info,
    "files.delete": slack_files.delete_file,
    "conversations.open": slack_messages.open_conversation,
    "conversations.history": slack_messages.history,
    "conversations.replies": slack_messages.replies,
    "views.open": slack_views.open_view,
    "views.push": slack_views.push_view,
    "views.publish": slack_views.publish_view,
    "views.update": slack_views.update_view,
}
