"""The metrics API: who may ask, for which days, and the answer."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def summary(
    given: Services, shops: Mapping[str, Policy], secret: Callable[[str, str], Mapping[str, str | list[str]]],
    headers: Mapping[str, str], query: Mapping[str, str],
) -> Answer:  # fmt: skip
    """The summary of the shop whose token this is. Query: `from` and `to`, local days (ISO), by default the last 30."""
    shop = _shop_of(headers.get("authorization", ""), shops, secret)
    if shop is None:
        return _problem(
            401, "a token is needed", "send Authorization: Bearer <token>, see docs/runbook.md#metrics-token"
        )
    zone = shops[shop].shop.zone
    try:
        first, last = _days(query, local_date(given.now(), zone))
    except ValueError as error:
        return _problem(400, "the period cannot be read", str(error))
    return Answer(200, json.dumps(report.summary(given.store, shop, zone, first, last)))


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
    first = _day(query["from"], "from") if "from" in query else last - timedelta(days=DEFAULT_DAYS - 1)
    if not 0 <= (last - first).days < report.LONGEST:
        raise ValueError(f"`from` must not be after `to`, and a period has at most {report.LONGEST} days")
    return first, last


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{name}` must be a day like 2026-11-23, not {text[:20]!r}") from None


def _problem(status: int, title: str, detail: str) -> Answer:
    """An error as RFC 9457 has it."""
    body = json.dumps({"title": title, "status": status, "detail": detail})
    return Answer(status, body, {"Content-Type": "application/problem+json"})
