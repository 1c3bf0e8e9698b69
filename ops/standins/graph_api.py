"""Meta's Graph API as far as Aftercare uses it: the comments of one page, and answers on Meta's other networks.

https://developers.facebook.com/docs/graph-api/reference/object/comments and .../guides/error-handling, the Send API of
Messenger and Instagram, WhatsApp's Cloud API.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ops.standins.network import PAGE_ID, Comment, Said
from ops.standins.world import World

PAGE_NAME = "Lumen"


@dataclass(slots=True)
class GraphApi:
    """The API over one world. `on_comment` is told of what the page wrote: Meta sends a webhook of that, too."""

    world: World
    token: str
    app_secret: str
    on_comment: Callable[[Comment], None] | None = field(default=None)

    def routes(self) -> list[Route]:
        """Reading an object, and commenting on it."""
        return [
            Route("/{version}/{id}/comments", self.comment, methods=["POST"]),
            Route("/{version}/{id}/{what:str}", self.answer, methods=["POST"]),
            Route("/{version}/{id}", self.read, methods=["GET"]),
        ]

    async def comment(self, request: Request) -> JSONResponse:
        """Write as the page under a comment or a post."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if fault := self._refused(form):
            return fault
        target, text = request.path_params["id"], form.get("message", "")
        if target not in self.world.comments and target not in self.world.posts:
            return _error(400, 100, f"Unsupported post request. Object with ID '{target}' does not exist")
        if not text.strip():
            return _error(400, 100, "(#100) Missing message or attachment")
        made = self.written(target, PAGE_ID, PAGE_NAME, text)
        if self.on_comment:
            self.on_comment(made)
        return JSONResponse({"id": made.id})

    async def answer(self, request: Request) -> JSONResponse:
        """A message to a person (`me/messages`; a number's `messages`), or words under an Instagram comment."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if fault := self._refused(form):
            return fault
        said = _said(request.path_params["id"], request.path_params["what"], form)
        if said is None:
            return _error(400, 100, "Unsupported post request")
        if not said.text.strip():
            return _error(400, 100, "(#100) Missing message")
        if said.network == "privately":
            if said.to not in self.world.comments:
                return _error(400, 100, "(#100) No matching comment found")
            if any((each.network, each.to) == ("privately", said.to) for each in self.world.said):
                return _error(400, 10900, "(#10900) Activity already replied to")
        with self.world.change():
            self.world.said.append(said)
            number = len(self.world.said)
        self.world.happened(said.network, f"{PAGE_NAME} answers: {' '.join(said.text.split())[:140]}")
        if said.network == "whatsapp":
            return JSONResponse({"messaging_product": "whatsapp", "messages": [{"id": f"wamid.standin{number}"}]})
        if said.network == "privately":
            author = self.world.comments[said.to].author_id
            return JSONResponse({"recipient_id": f"9{author}", "message_id": f"m_standin{number}"})
        if said.network == "message":
            return JSONResponse({"recipient_id": said.to, "message_id": f"m_standin{number}"})
        return JSONResponse({"id": f"1790000000{number:07}"})

    async def read(self, request: Request) -> JSONResponse:
        """One comment."""
        if fault := self._refused(dict(request.query_params)):
            return fault
        found = self.world.comments.get(request.path_params["id"])
        if found is None:
            return _error(400, 100, "Unsupported get request. Object does not exist")
        author = {"id": found.author_id, "name": found.author}
        return JSONResponse({
            "id": found.id, "message": found.text, "from": author, "created_time": f"{found.at:%Y-%m-%dT%H:%M:%S+0000}",
        })  # fmt: skip

    def written(self, target: str, author_id: str, author: str, text: str) -> Comment:
        """Put a comment under a post or a comment, whoever wrote it."""
        with self.world.change():
            parent = self.world.comments.get(target)
            post = parent.post if parent else target
            number = 7_000_000_001 + len(self.world.comments)
            made = Comment(
                f"{post.rpartition('_')[2]}_{number}", post, target, author_id, author, text, datetime.now(UTC)
            )
            self.world.comments[made.id] = made
            self.world.happened("facebook", f"{author} writes: {' '.join(text.split())[:140]}")
        return made

    def _refused(self, given: dict[str, str]) -> JSONResponse | None:
        token = given.get("access_token", "")
        if token != self.token:
            return _error(401, 190, "Invalid OAuth access token - Cannot parse access token")
        proof = given.get("appsecret_proof")
        if proof and proof != hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest():
            return _error(400, 100, "Invalid appsecret_proof provided in the API argument")
        return None


def _said(id_: str, what: str, form: dict[str, str]) -> Said | None:
    """What a POST to an address of that shape says; None if Aftercare has no use for it."""
    if what == "replies":
        return Said("instagram", id_, form.get("message", ""), form)
    if what == "mentions":
        return Said("instagram", form.get("comment_id") or form.get("media_id", ""), form.get("message", ""), form)
    if what != "messages":
        return None
    if form.get("messaging_product") == "whatsapp":
        return Said("whatsapp", form.get("to", ""), str(_object(form.get("text")).get("body", "")), form)
    recipient = _object(form.get("recipient"))
    # A private reply names what it answers; the person's id comes back.
    answered = str(recipient.get("comment_id") or recipient.get("post_id") or "")
    to = answered or str(recipient.get("id", ""))
    return Said("privately" if answered else "message", to, str(_object(form.get("message")).get("text", "")), form)


def _object(text: str | None) -> dict[str, Any]:
    """The JSON object in a form's field, as Meta takes it."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _error(status: int, code: int, message: str) -> JSONResponse:
    kind = "OAuthException" if code == 190 else "GraphMethodException"
    body: dict[str, Any] = {"error": {"message": message, "type": kind, "code": code, "fbtrace_id": "AStandIn"}}
    return JSONResponse(body, status_code=status)
