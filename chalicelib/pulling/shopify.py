"""Shopify's orders by the GraphQL Admin API.

Facts, from shopify.dev ("Rate limits", "Pagination", "Search syntax", the objects Order and Fulfillment):
- POST /admin/api/<version>/graphql.json with the header X-Shopify-Access-Token. Errors come with status 200.
- A query costs points from a bucket that fills again all the time; it needs its `requestedQueryCost`, and gets back
  what it did not use. `extensions.cost.throttleStatus` says what is left. Too much at once is the error THROTTLED; a
  query that is dearer than any may be is MAX_COST_EXCEEDED, and costs nothing.
- Of one search no more than 25,000 orders can be turned over: it is begun anew at the time that was reached.
- Without the scope read_all_orders only orders of the last 60 days are there.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.asking import ask
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.pulling.page import Page
from chalicelib.pulling.shopify_shape import QUERY, as_webhook
from chalicelib.shopify_admin import advice, base_of, graphql, token_for
from chalicelib.sources.fields import instant, rows, table, text

MOST_ORDERS, TURNED_OVER = 25, 20_000
READ, LIMIT_BYTES = 30.0, 8 * 1024 * 1024  # seconds, bytes


class Shopify:
    """One shop's orders. `api` is the address with {domain} in it (config.py).

    Without a `token`, one for a day is got for `client_id` and `client_secret` when it is first needed.
    """

    def __init__(self, api: str, domain: str, token: str = "", client_id: str = "", client_secret: str = "") -> None:
        self._base = base_of(api, domain)
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
        answer = ask("shopify", graphql(self._base), headers, body, read=READ, limit=LIMIT_BYTES)
        if answer.status != 200:
            raise PermanentError(f"shopify answered {answer.status}: {advice(answer.status)}")
        try:
            return table(json.loads(answer.body))
        except ValueError:
            raise TemporaryError("shopify's answer is not JSON") from None


def _codes(answer: Mapping[str, Any]) -> list[str]:
    return [text(table(each.get("extensions")).get("code")) for each in rows(answer.get("errors"))]


def _check(answer: Mapping[str, Any]) -> None:
    """Errors that come with status 200. Half an answer is none: what is missing in it would look like missing here."""
    codes = _codes(answer)
    if "THROTTLED" in codes:
        raise TemporaryError("shopify asks us to wait", retry_after=max(_wait(answer), 1.0))
    if "ACCESS_DENIED" in codes:
        raise PermanentError(f"shopify: {advice(403)}")
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
