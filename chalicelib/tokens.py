"""Whose token it is: our own API is asked with a bearer token, kept among the shop's secrets."""

import hmac
from collections.abc import Callable, Iterable, Mapping

from chalicelib.errors import ConfigError

SecretOf = Callable[[str, str], Mapping[str, str | list[str]]]


def shop_of(authorization: str, shops: Iterable[str], secret: SecretOf) -> str | None:
    """The shop whose token the header bears; None if it is nobody's. StoreUnavailableError if nobody can say."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    for shop in shops:
        try:
            tokens = secret(shop, "metrics").get("tokens", [])
        except ConfigError:
            # A shop without a token simply has nothing for anybody.
            continue
        valid = tokens if isinstance(tokens, list) else [tokens]
        if any(hmac.compare_digest(token.strip().encode(), each.encode()) for each in valid):
            return shop
    return None
