"""The tokens of our own API, in memory."""

from dataclasses import replace
from datetime import datetime
from threading import RLock

from chalicelib.store.port import Token


class MemoryTokens:
    """Part of MemoryStore; see the port for what each call promises."""

    _lock: RLock

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[tuple[str, str], Token] = {}

    def token(self, shop: str, token_id: str) -> Token | None:
        return self._tokens.get((shop, token_id))

    def tokens(self, shop: str) -> list[Token]:
        with self._lock:
            found = [token for (where, _), token in self._tokens.items() if where == shop]
        return sorted(found, key=lambda token: (token.created_at, token.id), reverse=True)

    def put_token(self, token: Token) -> bool:
        with self._lock:
            return self._tokens.setdefault((token.shop, token.id), token) is token

    def revoke_token(self, shop: str, token_id: str, by: str, now: datetime) -> bool:
        with self._lock:
            known = self._tokens.get((shop, token_id))
            if known is None or known.revoked_at:
                return False
            self._tokens[shop, token_id] = replace(known, revoked_at=now, revoked_by=by)
            return True
