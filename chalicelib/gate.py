"""The gate: verifies who sent a delivery, stores it, answers. The only way in.

It never looks into the body: what has the right signature is stored, broken or not, and read later. A 2xx is given
only once it is stored. What the sender does with an answer: 2xx ends the delivery, 5xx makes it try again, 4xx may end
it or count against us; so whatever is our own fault is 503.
"""

import json
import re
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from chalicelib.errors import ConfigError, RefusedError, StoreUnavailableError
from chalicelib.observability import (
    DELIVERIES_DUPLICATE,
    DELIVERIES_RECEIVED,
    DELIVERIES_REFUSED,
    DELIVERIES_TOO_LARGE,
    SOURCE_NOT_CONFIGURED,
    STORE_UNAVAILABLE,
    count,
    logger,
)
from chalicelib.receipts import Delivery, Receipt, receipt_id
from chalicelib.sources.base import OUTSIDE, Challenged, Pinged, Secrets, Source, source
from chalicelib.store.port import Store

# Vendors' bodies are some tens of kilobytes; Meta's batch of 1000 changes stays below.
LIMIT_BYTES = 1024 * 1024
# When the sweep looks after a receipt that no stream record has woken.
FIRST_TRY_AFTER = timedelta(minutes=5)
# What a shop in policy.toml may be called, as far as a log is concerned.
SHOP_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# Not ours to keep: credentials, and where the sender's network is.
DROPPED_HEADERS = frozenset({"authorization", "cookie", "x-forwarded-for", "forwarded", "x-real-ip"})
DROPPED_QUERY = frozenset({"token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the sender gets."""

    status: int
    body: str
    content_type: str = "application/json"


def receive(
    source_name: str, shop: str, delivery: Delivery, store: Store, secrets_for: Callable[[str, str], Secrets],
    now: datetime, *, shops: Container[str], method: str = "POST", sources: Container[str] = OUTSIDE,
) -> Answer:  # fmt: skip
    """Take a vendor's delivery or answer its handshake. Never raises for what a sender can cause.

    `secrets_for(shop, source)` gives the secret or raises ConfigError; `shops` are those of the policy; `sources`
    those that this address takes.
    """
    delivery = replace(delivery, headers={name.lower(): value for name, value in delivery.headers.items()})
    if source_name not in sources:
        return _error(404, "no such source")
    if shop not in shops:
        return _not_configured(
            source_name, shop, f"policy.toml has no [shops.{_named(shop)}], but something posts to it"
        )
    if len(delivery.body) > LIMIT_BYTES:
        return too_large(source_name, shop, delivery.body)
    try:
        secrets = secrets_for(shop, source_name)
        if method != "POST":
            return _handshake(source_name, shop, delivery, secrets)
        if _pinged(source_name, shop, delivery):
            return Answer(status=200, body="{}")
        source(source_name).verify(delivery, secrets, now)
        receipt = admit(source_name, shop, delivery, store, now)
    except ConfigError as error:
        return _not_configured(source_name, shop, str(error))
    except RefusedError as error:
        return _refused(source_name, shop, error)
    except StoreUnavailableError as error:
        count(STORE_UNAVAILABLE)
        logger.error("delivery not stored, the sender will try again", extra=_about(source_name, shop, why=str(error)))
        return _error(503, "try again")
    return Answer(status=200, body=json.dumps({"receipt": receipt.id if receipt else _id(source_name, shop, delivery)}))


def admit(source_name: str, shop: str, delivery: Delivery, store: Store, now: datetime) -> Receipt | None:
    """Store a delivery that is known to be authentic; None if it was stored before.

    StoreUnavailableError if it could not be stored.
    """
    id_ = _id(source_name, shop, delivery)
    receipt = Receipt(id=id_, shop=shop, source=source_name, received_at=now, next_try=now + FIRST_TRY_AFTER)
    headers = {name: value for name, value in delivery.headers.items() if name.lower() not in DROPPED_HEADERS}
    query = {name: value for name, value in delivery.query.items() if name not in DROPPED_QUERY}
    new = store.put_receipt(receipt, replace(delivery, headers=headers, query=query))
    count(DELIVERIES_RECEIVED if new else DELIVERIES_DUPLICATE)
    logger.info("delivery stored" if new else "delivery known", extra=_about(source_name, shop, receipt=id_))
    return receipt if new else None


def too_large(source_name: str, shop: str, body: bytes) -> Answer:
    """The answer to a body over the limit."""
    count(DELIVERIES_TOO_LARGE)
    logger.warning("delivery too large", extra=_about(source_name, shop, bytes=len(body)))
    return _error(413, "too large")


def _id(source_name: str, shop: str, delivery: Delivery) -> str:
    return receipt_id(source_name, shop, source(source_name).delivery_id(delivery), delivery.body)


def _handshake(source_name: str, shop: str, delivery: Delivery, secrets: Secrets) -> Answer:
    """A vendor's check of the address by GET. It changes nothing."""
    asked: Source = source(source_name)
    if not hasattr(asked, "challenge"):
        return _error(405, "this address takes POST")
    try:
        answer = cast(Challenged, asked).challenge(delivery, secrets)
        return Answer(status=200, body=answer, content_type=getattr(asked, "CHALLENGE_TYPE", "text/plain"))
    except RefusedError as error:
        # Meta and X expect 403 here, not 401.
        _refused(source_name, shop, error)
        return _error(403, "not the right token")


def _pinged(source_name: str, shop: str, delivery: Delivery) -> bool:
    """Is it a vendor's unsigned try of the address? Such a thing is answered, and nothing else is done."""
    asked: Source = source(source_name)
    if not (hasattr(asked, "ping") and cast(Pinged, asked).ping(delivery)):
        return False
    logger.info("address tried", extra=_about(source_name, shop))
    return True


def _refused(source_name: str, shop: str, error: RefusedError) -> Answer:
    count(DELIVERIES_REFUSED)
    logger.warning("delivery refused", extra=_about(source_name, shop, why=str(error), kind=type(error).__name__))
    return _error(401, "the signature was not accepted")


def _not_configured(source_name: str, shop: str, why: str) -> Answer:
    count(SOURCE_NOT_CONFIGURED)
    logger.error("source not configured", extra=_about(source_name, shop, why=why))
    return _error(503, "not configured yet")


def _error(status: int, why: str) -> Answer:
    return Answer(status=status, body=json.dumps({"error": why}))


def _about(source_name: str, shop: str, **more: str | int) -> dict[str, str | int]:
    return {"source": source_name, "shop": _named(shop), **more}


def _named(shop: str) -> str:
    """A shop as a log may name it: it comes from the address, where anybody can write anything about anybody."""
    return shop if SHOP_NAME.fullmatch(shop) else "(no name of a shop)"
