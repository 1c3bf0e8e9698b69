"""The tokens of our own API: aft_<shop>.<id>.<secret>. They are made by `aftercare tokens`, and nowhere else.

The table has a hash of the secret only. The secret is 256 random bits, which nobody tries out: so the hash needs no
salt and no slowness. Shop and id lead to the item with one read, which is made for every request: a token that is
revoked is worthless at once.
"""

import hmac
import re
import secrets
from collections.abc import Container
from datetime import datetime, timedelta
from hashlib import sha256

from chalicelib.store.port import Store, Token

SCOPES = {
    "metrics:read": "the numbers and top lists of the shop",
    "agents:read": "those by agent, too",
    "receipts:read": "what became of deliveries",
}
SECRET_BYTES, ID_BYTES = 32, 6
PREFIX = "aft_"
_TOKEN = re.compile(r"aft_(?P<shop>[^\s]+)\.(?P<id>[0-9a-f]{12})\.(?P<secret>[\w-]{43})", re.ASCII)


def issue(shop: str, name: str, scopes: tuple[str, ...], by: str, now: datetime, lasts: timedelta) -> tuple[Token, str]:
    """A new token as it is kept, and as its holder gets it. ValueError for a scope that does not exist."""
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        raise ValueError(f"no scope is called {unknown[0]!r}; there are {', '.join(SCOPES)}")
    id_, secret = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    kept = Token(
        id=id_, shop=shop, name=name, scopes=tuple(sorted(set(scopes))), hash=_hash(secret), created_at=now,
        created_by=by, until=now + lasts,
    )  # fmt: skip
    return kept, f"{PREFIX}{shop}.{id_}.{secret}"


def holder(authorization: str, shops: Container[str], store: Store) -> Token | None:
    """The token that a header bears, good or not any more; None if it is nobody's.

    StoreUnavailableError if nobody can say.
    """
    scheme, _, given = authorization.partition(" ")
    read = _TOKEN.fullmatch(given.strip()) if scheme.lower() == "bearer" else None
    if not read or read["shop"] not in shops:
        return None
    known = store.token(read["shop"], read["id"])
    if known and hmac.compare_digest(known.hash, _hash(read["secret"])):
        return known
    return None


def fault(token: Token, now: datetime) -> str:
    """Why a token is worthless, and what to do; "" while it is good."""
    if token.revoked_at:
        return f"the token was revoked on {token.revoked_at:%Y-%m-%d}: ask whoever runs Aftercare for another"
    if now >= token.until:
        return f"the token ended on {token.until:%Y-%m-%d}: ask whoever runs Aftercare for another"
    return ""


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
