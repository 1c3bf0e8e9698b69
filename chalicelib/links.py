"""Signed links in mails: they carry ids only, expire, and are checked against every key still valid."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from chalicelib.care.state import Ref
from chalicelib.errors import LinkError

SALT = "aftercare.link.v1"


def sign(keys: tuple[bytes, ...], now: datetime, lasts: timedelta, **claims: str) -> str:
    """A token for these ids, valid until `now + lasts`, signed with the newest key (the first)."""
    return _serializer(keys[:1]).dumps({**claims, "until": int((now + lasts).timestamp())})


def read(keys: tuple[bytes, ...], token: str, now: datetime) -> Mapping[str, str]:
    """The ids a token carries. LinkError if it is forged, broken or expired."""
    try:
        claims = _serializer(keys).loads(token)
    except BadSignature as error:
        raise LinkError("the link is not one of ours, or was cut in transit") from error
    until = claims.pop("until", 0)
    ids = {str(name): str(value) for name, value in claims.items()}
    if now.timestamp() > until:
        raise LinkError("the link has expired", expired=True, claims=ids)
    return ids


def _serializer(keys: tuple[bytes, ...]) -> URLSafeSerializer:
    # itsdangerous signs with the last key of its list and accepts any; ours have the newest first.
    return URLSafeSerializer(list(reversed(keys)), salt=SALT)


def sign_short(keys: tuple[bytes, ...], shop: str, ref: Ref) -> str:
    """A tag for a mail address that leads back to a shop's subject: its reference and a short MAC, in characters that
    survive.

    Mail servers may fold case and take 64 octets before the @, so it is lower case and has no encoding of its own.
    """
    text = f"{ref.type}-{ref.id}".replace(":", "=")
    return f"{text}-{_mac(keys[0], shop, text)}"


def read_short(keys: tuple[bytes, ...], shop: str, tag: str) -> Ref:
    """The subject that a mail address' tag leads to. LinkError if it is not one of this shop's."""
    text, _, mac = tag.lower().rpartition("-")
    if not any(hmac.compare_digest(mac.encode(), _mac(key, shop, text).encode()) for key in keys):
        raise LinkError("the address is not one of ours")
    type_, _, id_ = text.partition("-")
    return Ref(type_, id_.replace("=", ":"))


def _mac(key: bytes, shop: str, text: str) -> str:
    said = "\x1f".join(("aftercare.reply.v2", shop, text.lower()))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:12]
