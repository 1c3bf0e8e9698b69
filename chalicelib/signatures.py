"""Signatures of deliveries: the one place that computes and compares them.

Vendor's recipes differ only in what is signed, in the encoding and in a prefix; rotation, constant time, hostile
headers and the clock are the same for all (Standard Webhooks' rules: several live secrets, tolerance both ways).
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from chalicelib.errors import ConfigError, RefusedError, StaleError, UnsignedError

TOLERANCE = timedelta(seconds=300)
# The longest honest header is Slack's with 67 characters; what is much longer is not worth comparing.
LONGEST = 512


def live(secrets: Mapping[str, str | list[str]], name: str = "signing") -> list[str]:
    """The secrets valid now under `name`, newest first. ConfigError if there is none.

    Empty ones do not count: everybody can sign with an empty key.
    """
    kept = secrets.get(name, [])
    found = [secret for secret in ([kept] if isinstance(kept, str) else kept) if secret.strip()]
    if not found:
        raise ConfigError(f'the secret has nothing under "{name}": put the vendor\'s secret there, newest first')
    return found


def verify_hmac(
    signed: Iterable[bytes],
    given: str | None,
    secrets: Iterable[str | bytes],
    *,
    digest: str = "sha256",
    encoding: Literal["hex", "base64"] = "base64",
    prefix: str = "",
    several: bool = False,
    header: str = "the signature header",
) -> None:
    """Accept if `given` is the HMAC of the joined `signed` parts under any of `secrets`.

    `several`: it may be a list of signatures, divided by spaces, of which one has to match. UnsignedError if there is
    none, RefusedError if it matches none; `header` names it in what the operator reads.
    """
    wanted, body = proof(given, header), b"".join(signed)
    expected = [compute(body, secret, digest=digest, encoding=encoding, prefix=prefix) for secret in secrets]
    _match(wanted, expected, header, several)


def verify_keyed_hash(body: bytes, given: str | None, keys: Iterable[str], *, header: str) -> None:
    """Accept if `given` is the hex SHA-256 of body, "/" and any of `keys`: 17TRACK's scheme.

    It is no HMAC, but the key ends what is hashed, so that nobody can lengthen it. UnsignedError if there is none,
    RefusedError if it matches none.
    """
    wanted = proof(given, header)
    _match(wanted, [sha256(body + b"/" + key.encode()).hexdigest() for key in keys], header)


def verify_token(given: str | None, tokens: Iterable[str], *, name: str) -> None:
    """Accept if `given` is one of `tokens`: for vendors who sign nothing. It tells who sends, not that it is unaltered.

    UnsignedError if there is none, RefusedError if it is none of them; `name` names it in what the operator reads.
    """
    _match(proof(given, name), list(tokens), name)


def proof(given: str | None, name: str) -> str:
    """A delivery's proof, fit to be compared. UnsignedError if there is none, RefusedError if it is hostile."""
    if not given or not given.strip():
        raise UnsignedError(f"{name} is missing: is this address really the vendor's webhook, and is signing on?")
    if len(given) > LONGEST or not given.isascii():
        raise RefusedError(f"{name} is no signature (too long, or not ASCII)")
    return given.strip()


def _match(given: str, expected: list[str], name: str, several: bool = False) -> None:
    # All are tried, so that the time taken does not tell which one matched.
    offered = given.split() if several else [given]
    matches = [hmac.compare_digest(each.encode(), one.encode()) for each in expected for one in offered]
    if not any(matches):
        raise RefusedError(
            f"{name} matches none of the {len(expected)} live secrets: compare them with the vendor's settings; "
            "while rotating keep the new one first and the old one after it"
        )


def compute(
    body: bytes, secret: str | bytes, *, digest: str = "sha256", encoding: Literal["hex", "base64"] = "base64",
    prefix: str = "",
) -> str:  # fmt: skip
    """The header's value for this body: prefix and encoded HMAC. A `secret` that is text counts as UTF-8."""
    raw = hmac.digest(secret.encode() if isinstance(secret, str) else secret, body, digest)
    return prefix + (raw.hex() if encoding == "hex" else b64encode(raw).decode())


def check_timestamp(given: str | None, now: datetime, tolerance: timedelta = TOLERANCE, header: str = "") -> str:
    """The signed Unix time (seconds) as text, if it is within `tolerance` of `now`, either way, ends included.

    UnsignedError if it is missing, RefusedError if it is no number, StaleError if it is too old or in the future.
    """
    name = header or "the timestamp header"
    if not given or not given.strip():
        raise UnsignedError(f"{name} is missing")
    text = given.strip()
    if len(text) > 11 or not (text.isascii() and text.isdigit()):
        raise RefusedError(f"{name} is no Unix time in seconds")
    off = now - datetime.fromtimestamp(int(text), UTC)
    if abs(off) > tolerance:
        raise StaleError(
            f"{name} is {abs(off).total_seconds():.0f} s {'old' if off > timedelta() else 'in the future'}; "
            f"{tolerance.total_seconds():.0f} s are allowed: a replay, or a sender whose clock is wrong"
        )
    return text
