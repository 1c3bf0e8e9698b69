"""The generic webhook: any store, carrier, form or tool that signs by Standard Webhooks and speaks our own JSON.

Facts, from standardwebhooks.com (the specification and its reference libraries):
- `webhook-signature` is a list, divided by spaces, of `v1,<base64>`: the HMAC-SHA256 of `webhook-id`, ".",
  `webhook-timestamp`, "." and the raw body. One match is enough; other versions are passed over.
- The secret is `whsec_` and base64 of the key; the prefix and the padding may be missing.
- `webhook-timestamp` is a Unix time, at most 5 minutes off, either way. A retry keeps the id and is signed anew.

The JSON stands in standard_shapes, and for people in docs/standard-events.md.
"""

import binascii
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from chalicelib.errors import ConfigError, RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.signatures import check_timestamp, live, verify_hmac
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import YEARS, document, text
from chalicelib.sources.standard_events import READERS
from chalicelib.sources.standard_shapes import DATA, Envelope, Shape

S = TypeVar("S", bound=Shape)
PREFIX = "whsec_"
LONGEST_ID = 200


def delivery_id(delivery: Delivery) -> str:
    """The sender's id of this delivery and its retries."""
    return text(delivery.headers.get("webhook-id"))


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:
    """Check the signed time and the signature over id, time and body."""
    keys = [_key(secret) for secret in live(secrets)]
    id_ = delivery.headers.get("webhook-id", "")
    if len(id_) > LONGEST_ID or not id_.isascii():
        raise RefusedError("webhook-id is no id (too long, or not ASCII)")
    sent_at = check_timestamp(delivery.headers.get("webhook-timestamp"), now, header="webhook-timestamp")
    signed = [id_.encode(), b".", sent_at.encode(), b".", delivery.body]
    given = delivery.headers.get("webhook-signature")
    verify_hmac(signed, given, keys, prefix="v1,", several=True, header="webhook-signature")


def read(delivery: Delivery, context: Context) -> Reading:
    """One event; UnreadableError names the field that does not fit."""
    type_ = document(delivery.body).get("type")
    if not isinstance(type_, str) or type_ not in DATA:
        return Reading(unknown=text(type_)[:100] or "(no type)")
    envelope = _decoded(delivery.body, Envelope, "$")
    data = _decoded(bytes(envelope.data), DATA[type_], "$.data")
    at = envelope.timestamp.astimezone(UTC) if envelope.timestamp.year in YEARS else None
    if at is None:
        raise UnreadableError("the timestamp is not of this century - at `$.timestamp`")
    return Reading(events=(READERS[type_](data, at, context),))


def _decoded(body: bytes, shape: type[S], where: str) -> S:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        # Its words name the field, and may quote a value that stands where it should not.
        said = re.sub(r"'[^']*'", "'...'", str(error)).replace("`$", f"`{where}")
        said += "" if "`$" in said else f" - at `{where}`"
        raise UnreadableError(f"{shape.__name__}: {said}"[:300]) from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UnreadableError(f"the body is not JSON ({type(error).__name__})") from None


def _key(secret: str) -> bytes:
    """The bytes that sign. ConfigError if the secret is not of the standard's form."""
    encoded = secret.strip().removeprefix(PREFIX)
    try:
        key = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ConfigError('a secret under "signing" is not whsec_ and base64, as Standard Webhooks has it')
    return key
