"""Shopify's orders by the GraphQL Admin API.

Facts, from shopify.dev ("Rate limits", "Pagination", "Search syntax", the objects Order and Fulfillment):
- POST /admin/api/<version>/graphql.json with the header X-Shopify-Access-Token. Errors come with status 200.
- A query costs points from a bucket that fills again all the time; it needs its `requestedQueryCost`, and gets back
  what it did not use. `extensions.cost.throttleStatus` says what is left. Too much at once is the error THROTTLED; a
  query that is dearer than any may be is MAX_COST_EXCEEDED, and costs nothing.
- Of one search no more than 25,000 orders can be turned over: it is begun anew at the time that was reached.
- Without the scope read_all_orders only orders of the last 60 days are there.
- A version is served for a year and then answers as the oldest one that still is.
- An app of the Dev Dashboard gets a token for 24 hours for its client id and secret ("Client credentials grant"); one
  that was made in the shop's admin before 2026 has a token that lasts.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from chalicelib.asking import ask
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.pulling.page import Page
from chalicelib.pulling.shopify_shape import QUERY, as_webhook
from chalicelib.sources.fields import instant, rows, table, text

VERSION = "2026-10"
MOST_ORDERS, TURNED_OVER = 25, 20_000
READ, LIMIT_BYTES = 30.0, 8 * 1024 * 1024  # seconds, bytes
DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
ADVICE = {
    401: 'the token is not accepted: put the app\'s access token into the secret as "admin_token", or use "client_id"',
    402: "the shop is frozen: its owner has to pay Shopify's bill",
    403: "the app may not read orders: give it the scopes in docs/connect/shopify.md and install it again",
    404: 'there is no such shop or API version: check "domain" in the secret',
    423: "the shop is locked: ask Shopify",
}


class Shopify:
    """One shop's orders. `api` is the address with {domain} in it (config.py).

    Without a `token`, one for a day is got for `client_id` and `client_secret` when it is first needed.
    """

    def __init__(self, api: str, domain: str, token: str = "", client_id: str = "", client_secret: str = "") -> None:
        if not DOMAIN.fullmatch(domain):
            raise PermanentError('the shopify secret\'s "domain" must be <shop>.myshopify.com')
        self._base = api.replace("{domain}", domain)
        self._token = token
        self._client = (client_id, client_secret)
        self._size = MOST_ORDERS

    def page(self, since: datetime, cursor: str) -> Page:
        """Orders by the time they changed, the oldest first."""
        begun, turned, after = _split(cursor) if cursor else (since.astimezone(UTC), 0, "")
        while True:
            answer = self._asked(begun, after)
            if "MAX_COST_EXCEEDED" not in _codes(answer):
                break
            if self._size == 1:
                raise PermanentError("shopify finds a single order too dear to read: ask for less in pulling/shopify")
            self._size = max(1, self._size // 2)
        _check(answer)
        found = table(table(answer.get("data")).get("orders"))
        nodes, info = rows(found.get("nodes")), table(found.get("pageInfo"))
        turned += len(nodes)
        last = instant(nodes[-1].get("updatedAt")) if nodes else None
        following = ""
        if info.get("hasNextPage") is True and text(info.get("endCursor")):
            following = _joined(begun, turned, text(info.get("endCursor")))
            if turned >= TURNED_OVER and last and last > begun:
                following = _joined(last, 0, "")
        return Page(orders=tuple(as_webhook(each) for each in nodes), cursor=following, wait=_wait(answer))

    def _asked(self, begun: datetime, after: str) -> Mapping[str, Any]:
        variables = {"first": self._size, "after": after or None, "query": f"updated_at:>='{begun:%Y-%m-%dT%H:%M:%SZ}'"}
        body = json.dumps({"query": QUERY, "variables": variables}).encode()
        self._token = self._token or token_for(self._base, *self._client)
        headers = {"X-Shopify-Access-Token": self._token, "Content-Type": "application/json"}
        address = f"{self._base}admin/api/{VERSION}/graphql.json"
        answer = ask("shopify", address, headers, body, read=READ, limit=LIMIT_BYTES)
        if answer.status != 200:
            advice = ADVICE.get(answer.status, "see its documentation")
            raise PermanentError(f"shopify answered {answer.status}: {advice}")
        try:
            return table(json.loads(answer.body))
        except ValueError:
            raise TemporaryError("shopify's answer is not JSON") from None


def token_for(base: str, client_id: str, client_secret: str) -> str:
    """A token for a day. PermanentError says what Shopify did not take."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ask("shopify", f"{base}admin/oauth/access_token", headers, urlencode(form).encode())
    try:
        token = text(table(json.loads(answer.body)).get("access_token"))
    except ValueError:
        token = ""
    if token:
        return token
    raise PermanentError(
        f"Shopify gives no token for the client id and the newest secret ({answer.status}): is the app installed in "
        "this shop, and are both of the same organization"
    )


def _codes(answer: Mapping[str, Any]) -> list[str]:
    return [text(table(each.get("extensions")).get("code")) for each in rows(answer.get("errors"))]


def _check(answer: Mapping[str, Any]) -> None:
    """Errors that come with status 200. Half an answer is none: what is missing in it would look like missing here."""
    codes = _codes(answer)
    if "THROTTLED" in codes:
        raise TemporaryError("shopify asks us to wait", retry_after=max(_wait(answer), 1.0))
    if "ACCESS_DENIED" in codes:
        raise PermanentError(f"shopify: {ADVICE[403]}")
    if codes and set(codes) <= {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
        raise TemporaryError("shopify failed for now")
    if answer.get("errors"):
        raise PermanentError(f"shopify did not take the query ({', '.join(filter(None, codes)) or 'no code'})")
    if not isinstance(table(answer.get("data")).get("orders"), dict):
        raise TemporaryError("shopify's answer has no orders")


def _wait(answer: Mapping[str, Any]) -> float:
    """Seconds until the bucket holds what one more query of this kind needs."""
    cost = table(table(answer.get("extensions")).get("cost"))
    status = table(cost.get("throttleStatus"))
    try:
        needed = float(cost.get("requestedQueryCost") or 0) - float(status.get("currentlyAvailable") or 0)
        return max(0.0, needed / float(status.get("restoreRate") or 50)) if status else 0.0
    except (TypeError, ValueError):
        return 0.0


def _split(cursor: str) -> tuple[datetime, int, str]:
    begun, turned, after = cursor.split("|", 2)
    return datetime.fromisoformat(begun), int(turned), after


def _joined(begun: datetime, turned: int, after: str) -> str:
    return f"{begun.isoformat()}|{turned}|{after}"
