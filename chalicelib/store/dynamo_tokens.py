"""The tokens of our own API."""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.dynamo_table import Table, answering
from chalicelib.store.port import Token
from chalicelib.store.tables import TOKEN_DAYS, TokenItem


class Tokens(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def token(self, shop: str, token_id: str) -> Token | None:
        key = keys.token(shop, token_id)
        item = self._read([key]).get(key)
        return _token_of(item) if isinstance(item, TokenItem) else None

    def tokens(self, shop: str) -> list[Token]:
        with answering():
            found = [_token_of(item) for item in TokenItem.query(keys.tokens(shop), consistent_read=True)]
        return sorted(found, key=lambda token: (token.created_at, token.id), reverse=True)

    def put_token(self, token: Token) -> bool:
        item = TokenItem(
            *keys.token(token.shop, token.id), shop=token.shop, name=token.name, scopes=list(token.scopes),
            hash=token.hash, created_at=token.created_at, created_by=token.created_by, until=token.until,
            expires_at=token.until + TOKEN_DAYS,
        )  # fmt: skip
        return self._win(item, TokenItem.pk.does_not_exist()) is not None

    def revoke_token(self, shop: str, token_id: str, by: str, now: datetime) -> bool:
        item = TokenItem(*keys.token(shop, token_id))
        actions: list[Action] = [TokenItem.revoked_at.set(now), TokenItem.revoked_by.set(by)]
        unrevoked = TokenItem.pk.exists() & TokenItem.revoked_at.does_not_exist()
        return self._win(item, unrevoked, actions) is not None


def _token_of(item: TokenItem) -> Token:
    return Token(
        id=item.sk, shop=item.shop, name=item.name, scopes=tuple(item.scopes), hash=item.hash,
        created_at=item.created_at, created_by=item.created_by, until=item.until, revoked_at=item.revoked_at,
        revoked_by=item.revoked_by or "",
    )  # fmt: skip
