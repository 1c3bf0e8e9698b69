"""Who may ask our own API what, and how often. Every answer says how often more."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.answers import Answer, problem
from chalicelib.bootstrap import Services
from chalicelib.care.effects import Alias
from chalicelib.care.rules import Api, Policy
from chalicelib.store.port import Token
from chalicelib.tokens import fault, holder
from chalicelib.tries import Tried, tried

DOCS = "docs/api.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Somebody with a good token. `standing`: the headers that say how many requests are left."""

    token: Token
    policy: Policy
    standing: Mapping[str, str]

    @property
    def shop(self) -> str:
        """The shop whose token it is."""
        return self.token.shop

    def lacks(self, scope: str) -> Answer | None:
        """The refusal, if the token has no such scope."""
        if scope in self.token.scopes:
            return None
        how = f"the token has {', '.join(self.token.scopes)}, and this needs {scope}: ask for one that has it ({DOCS})"
        bearer = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        return problem(403, "the token may not ask this", how, {**bearer, **self.standing})


def admit(given: Services, shops: Mapping[str, Policy], headers: Mapping[str, str], scope: str) -> Access | Answer:
    """Who asks, if they may: one read and one write. Else the refusal, which says what to change.

    StoreUnavailableError if nobody can say.
    """
    now, token = given.now(), holder(headers.get("authorization", ""), shops, given.store)
    if token is None:
        how = f"send Authorization: Bearer <token>; `./aftercare tokens create` makes one ({DOCS})"
        return problem(401, "a token is needed", how, {"WWW-Authenticate": "Bearer"})
    if why := fault(token, now):
        bearer = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return problem(401, "the token is worthless by now", why, bearer)
    access = Access(token=token, policy=shops[token.shop], standing={})
    if refused := access.lacks(scope):
        return refused
    rule = access.policy.api
    use = tried(given.store, token.shop, Alias("token", token.id), rule.requests, rule.per, now)
    standing = _standing(rule, use, now)
    if not use:
        wait = _seconds(use, now)
        allowed = f"{rule.requests} requests in {rule.per.total_seconds():g} seconds"
        how = f"a token has {allowed}: ask again in {wait} seconds"
        return problem(429, "too many requests", how, {"Retry-After": str(wait), **standing})
    return Access(token=token, policy=access.policy, standing=standing)


def _standing(rule: Api, use: Tried, now: datetime) -> Mapping[str, str]:
    """As draft-ietf-httpapi-ratelimit-headers has it."""
    return {
        "RateLimit-Policy": f'"token";q={rule.requests};w={rule.per.total_seconds():.0f}',
        "RateLimit": f'"token";r={use.left or 0};t={_seconds(use, now)}',
    }


def _seconds(use: Tried, now: datetime) -> int:
    return max(1, math.ceil((use.until - now).total_seconds()))
