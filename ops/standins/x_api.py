"""X's API as far as Aftercare uses it: a post under another one, and a direct message.

https://docs.x.com/x-api/posts/create-post and .../direct-messages/create-dm-message-by-participant-id
"""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ops.standins.network import Said
from ops.standins.world import World


@dataclass(slots=True)
class XApi:
    """The API over one world. `token`: what the signed header must name; the signature itself is X's to check."""

    world: World
    token: str

    def routes(self) -> list[Route]:
        """Posting, and writing to a person."""
        return [
            Route("/2/tweets", self.post, methods=["POST"]),
            Route("/2/dm_conversations/with/{person}/messages", self.message, methods=["POST"]),
        ]

    async def post(self, request: Request) -> JSONResponse:
        """A post, under the one it answers."""
        body: dict[str, Any] = json.loads(await request.body())
        target = str(body.get("reply", {}).get("in_reply_to_tweet_id", ""))
        return self._taken(request, Said("x", target, str(body.get("text", ""))), "id")

    async def message(self, request: Request) -> JSONResponse:
        """A direct message."""
        body: dict[str, Any] = json.loads(await request.body())
        said = Said("x", str(request.path_params["person"]), str(body.get("text", "")))
        return self._taken(request, said, "dm_event_id")

    def _taken(self, request: Request, said: Said, name: str) -> JSONResponse:
        signed = request.headers.get("authorization", "")
        if not signed.startswith("OAuth ") or f'oauth_token="{self.token}"' not in signed:
            return JSONResponse({"title": "Unauthorized", "status": 401}, status_code=401)
        if not said.text.strip():
            return JSONResponse({"title": "Invalid Request", "status": 400}, status_code=400)
        with self.world.change():
            self.world.said.append(said)
            number = len(self.world.said)
        self.world.happened("x", f"Lumen answers: {' '.join(said.text.split())[:140]}")
        return JSONResponse({"data": {name: f"199400000000{number:07}"}}, status_code=201)
