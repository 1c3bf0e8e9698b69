"""The metrics API: who may ask, for which days, and the answer."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.bootstrap import Services
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.errors import ConfigError
from chalicelib.metrics import report

DEFAULT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker gets."""

    status: int
    body: str
    headers: Mapping[str, str]


def summary(
    given: Services, shops: Mapping[str, Policy], secret: Callable[[str, str], Mapping[str, str | list[str]]],
    headers: Mapping[str, str], query: Mapping[str, str],
) -> Answer:  # fmt: skip
    """The summary of the shop whose token this is. Query: `from` and `to`, local days (ISO), by default the last 30.

    StoreUnavailableError if the numbers or the token cannot be read: `unavailable` is the answer to that.
    """
    shop = _shop_of(headers.get("authorization", ""), shops, secret)
    if shop is None:
        how = "send Authorization: Bearer <token>, see docs/runbook.md#metrics-token"
        return _problem(401, "a token is needed", how, {"WWW-Authenticate": "Bearer"})
    zone = shops[shop].shop.zone
    try:
        first, last = _days(query, local_date(given.now(), zone))
    except ValueError as error:
        return _problem(400, "the period cannot be read", str(error))
    return _answer(200, report.summary(given.store, shop, zone, first, last), "application/json")


def unavailable() -> Answer:
    """Our own outage."""
    return _problem(503, "the numbers cannot be read now", "try again in a few minutes")


def _shop_of(
    authorization: str, shops: Mapping[str, Policy], secret: Callable[[str, str], Mapping[str, str | list[str]]]
) -> str | None:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    for shop in shops:
        try:
            tokens = secret(shop, "metrics").get("tokens", [])
        except ConfigError:
            # A shop without a metrics token simply has no numbers for anybody.
            continue
        valid = tokens if isinstance(tokens, list) else [tokens]
        if any(hmac.compare_digest(token.strip().encode(), each.encode()) for each in valid):
            return shop
    return None


def _days(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """First and last local day asked for. ValueError says what to change."""
    last = _day(query.get("to", today.isoformat()), "to")
    first = _day(query["from"], "from") if "from" in query else _before(last)
    if not 0 <= (last - first).days < report.LONGEST:
        raise ValueError(f"`from` must not be after `to`, and a period has at most {report.LONGEST} days")
    return first, last


def _before(last: date) -> date:
    try:
        return last - timedelta(days=DEFAULT_DAYS - 1)
    except OverflowError:
        raise ValueError(f"`to` is too early for a period of {DEFAULT_DAYS} days: give `from`, too") from None


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{name}` must be a day like 2026-11-23, not {text[:20]!r}") from None


def _problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An error as RFC 9457 has it."""
    return _answer(status, {"title": title, "status": status, "detail": detail}, "application/problem+json", headers)


def _answer(status: int, body: object, content_type: str, headers: Mapping[str, str] | None = None) -> Answer:
    # What one token may see is nothing for a cache on the way.
    return Answer(
        status, json.dumps(body), {"Content-Type": content_type, "Cache-Control": "no-store", **(headers or {})}
    )
