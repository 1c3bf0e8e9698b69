"""Tells a shop's own system what to do, by a webhook signed as Standard Webhooks has it.

The receiver's side, with an example that verifies: docs/connect/goodwill.md; the body's schema: docs/schema.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from chalicelib import signatures
from chalicelib.channels import http
from chalicelib.errors import AmbiguousError, ConfigError, PermanentError, TemporaryError

NAME = "the shop's system"
PREFIX = "whsec_"
# Answers after which it may be sent again: too early, a conflict, too much, or trouble there.
LATER = frozenset({408, 409, 425, 429})


def signed(id_: str, body: bytes, key: str, now: datetime) -> dict[str, str]:
    """The headers of a delivery. ConfigError if the key is not whsec_ and base64."""
    try:
        raw = b64decode(key.strip().removeprefix(PREFIX), validate=True)
    except ValueError:
        raw = b""
    if not raw:
        raise ConfigError('the secret "outgoing": a key under "signing" is not whsec_ and base64')
    at = str(int(now.timestamp()))
    signature = signatures.compute(b".".join((id_.encode(), at.encode(), body)), raw, prefix="v1,")
    return {
        "Content-Type": "application/json", "webhook-id": id_, "webhook-timestamp": at,
        "webhook-signature": signature,
    }  # fmt: skip


def tell(url: str, event: Mapping[str, Any], *, id_: str, key: str, now: datetime) -> Mapping[str, Any]:
    """Post it once; the answer's JSON, empty if there is none.

    `id_` is the same for every try, also as Idempotency-Key. AmbiguousError: it may be there; since the receiver knows
    it by its key, it may be sent again. TemporaryError: later. PermanentError: it will never be taken.
    """
    if urlsplit(url).scheme not in ("https", "http"):
        raise ConfigError('the secret "outgoing": "url" is no web address')
    body = json.dumps(event, ensure_ascii=False).encode()
    headers = {**signed(id_, body, key, now), "Idempotency-Key": id_}
    answer = http.post(url, body.decode(), headers, NAME)
    if 200 <= answer.status < 300:
        return answer.body
    if answer.status in LATER:
        raise TemporaryError(f"{NAME} cannot take it now (status {answer.status})")
    if answer.status >= 500:
        raise AmbiguousError(f"{NAME} failed (status {answer.status})")
    raise PermanentError(f"{NAME} does not take it (status {answer.status})")
