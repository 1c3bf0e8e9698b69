"""Signed links in mails: they carry ids only, expire, and are checked against every key still valid."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

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
    if now.timestamp() > claims.pop("until", 0):
        raise LinkError("the link has expired", expired=True)
    return {str(name): str(value) for name, value in claims.items()}


def _serializer(keys: tuple[bytes, ...]) -> URLSafeSerializer:
    # itsdangerous signs with the last key of its list and accepts any; ours have the newest first.
    return URLSafeSerializer(list(reversed(keys)), salt=SALT)
