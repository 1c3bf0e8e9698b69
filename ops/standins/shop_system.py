"""A shop's own system, as docs/connect/goodwill.md describes the receiver of goodwill: told once, by a signed webhook.

It verifies by the page's own example, keeps what it did by the key, and says at once that it is done.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ops.standins.world import World

PATH, TYPE = "/goodwill", "goodwill.requested.v1"
TOLERANCE = 300  # seconds


@dataclass(frozen=True, slots=True)
class Done:
    """What it was told to do, and did. `key`: the entry's id; `order` and `code` may be empty."""

    key: str
    at: datetime
    kind: str
    reason: str
    amount: str
    order: str
    code: str
    reference: str


@dataclass(slots=True)
class ShopSystem:
    """The receiver over one world. `secret`: whsec_ and base64."""

    world: World
    secret: str
    done: list[Done] = field(default_factory=list)
    repeated: int = 0

    def routes(self) -> list[Route]:
        """One address."""
        return [Route(PATH, self.take, methods=["POST"])]

    async def take(self, request: Request) -> JSONResponse:
        """A delivery: refused if it is not signed by our key, done at most once."""
        body = await request.body()
        if not is_signed(request.headers, body, self.secret):
            self.world.happened("shop", "the shop's own system refuses goodwill: wrong signature", good=False)
            return JSONResponse({"reason": "wrong signature"}, status_code=401)
        event = json.loads(body)
        if event.get("type") != TYPE:
            return JSONResponse({"status": "failed", "reason": f"this system knows {TYPE} only"})
        return JSONResponse({"status": "done", "reference": self._once(event["data"], request.headers).reference})

    def _once(self, data: Mapping[str, Any], headers: Mapping[str, str]) -> Done:
        key = headers["idempotency-key"]
        with self.world.change():
            if known := next((each for each in self.done if each.key == key), None):
                self.repeated += 1
                return known
            amount = f"{data['amount']['amount']} {data['amount']['currency']}"
            made = Done(
                key, datetime.now(UTC), data["kind"], data["reason"], amount, data["order_name"], data["code"],
                f"RF-{2001 + len(self.done)}",
            )  # fmt: skip
            self.done.append(made)
        about = f" for {made.order}" if made.order else ""
        self.world.happened("shop", f"the shop's own system: {made.kind} of {amount}{about} is done ({made.reference})")
        return made


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Is it from whoever has the secret, and of now?"""
    id_, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(f"v1,{expected}", headers.get("webhook-signature", ""))
