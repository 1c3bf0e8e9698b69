"""How to get into Shopify's GraphQL Admin API: its address, its version, a token.

Facts, from shopify.dev ("Client credentials grant", "API versioning"):
- POST /admin/api/<version>/graphql.json with the header X-Shopify-Access-Token.
- A version is served for a year and then answers as the oldest one that still is.
- An app of the Dev Dashboard gets a token for 24 hours for its client id and secret ("Client credentials grant"); one
  that was made in the shop's admin before 2026 has a token that lasts.
"""

import json
import re
from urllib.parse import urlencode

from chalicelib.asking import ask
from chalicelib.errors import PermanentError

VERSION = "2026-10"
DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
ADVICE = {
    401: 'the token is not accepted: put the app\'s access token into the secret as "admin_token", or use "client_id"',
    402: "the shop is frozen: its owner has to pay Shopify's bill",
    403: "the app may not read orders: give it the scopes in docs/connect/shopify.md and install it again",
    404: 'there is no such shop or API version: check "domain" in the secret',
    423: "the shop is locked: ask Shopify",
}


def base_of(api: str, domain: str) -> str:
    """Where the shop is: `api` has {domain} in it (config.py). PermanentError for what is not Shopify's."""
    if not DOMAIN.fullmatch(domain):
        raise PermanentError('the shopify secret\'s "domain" must be <shop>.myshopify.com')
    return api.replace("{domain}", domain)


def graphql(base: str) -> str:
    """Where queries go."""
    return f"{base}admin/api/{VERSION}/graphql.json"


def advice(status: int) -> str:
    """What to do about an answer that is not 200."""
    return ADVICE.get(status, "see its documentation")


def token_for(base: str, client_id: str, client_secret: str) -> str:
    """A token for a day. PermanentError says what Shopify did not take."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ask("shopify", f"{base}admin/oauth/access_token", headers, urlencode(form).encode())
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = {}
    token = found.get("access_token") if isinstance(found, dict) else ""
    if isinstance(token, str) and token:
        return token
    raise PermanentError(
        f"Shopify gives no token for the client id and the newest secret ({answer.status}): is the app installed in "
        "this shop, and are both of the same organization"
    )
