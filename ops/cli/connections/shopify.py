"""Shopify: the app's scopes, and the webhooks that it has subscribed to in this shop.

Facts, from shopify.dev ("Client credentials grant", the GraphQL Admin API's objects AppInstallation and
WebhookSubscription, "Manage webhook subscriptions"):
- An app of the Dev Dashboard gets a token for 24 hours for its client id and secret; one that was made in the shop's
  admin before 2026 has a token that lasts.
- `webhookSubscriptions` lists what was subscribed by API in this shop, not what stands in shopify.app.toml, which is
  also the only place for the topics on privacy.
"""

import json
from collections.abc import Iterator

from chalicelib.config import settings
from chalicelib.policy import policies
from chalicelib.shopify_admin import graphql, token_for
from chalicelib.sources.fields import rows, table, text
from chalicelib.sources.shopify import READERS
from ops.cli.connections.asked import asked
from ops.cli.connections.connection import Connection
from ops.cli.connections.shapes import FORMS
from ops.cli.finding import Finding

QUERY = """{
  currentAppInstallation { accessScopes { handle } }
  webhookSubscriptions(first: 250) { nodes { topic uri } }
}"""
BY_FILE_ONLY = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
TOPICS = frozenset(READERS) - BY_FILE_ONLY
SCOPES = ("read_orders", "read_fulfillments", "read_returns")
# What giving refunds and codes by API needs besides.
GIVING = ("write_orders", "write_discounts")
# fulfillment_orders/* come with any of these, each for the orders that such a place sends.
HOLDS = (
    "read_merchant_managed_fulfillment_orders", "read_assigned_fulfillment_orders",
    "read_third_party_fulfillment_orders",
)  # fmt: skip


def check(connection: Connection) -> Iterator[Finding]:
    """What the app may do, and which topics come here."""
    domain = connection.newest("domain")
    if not domain or not (connection.newest("admin_token") or connection.newest("client_id")):
        yield connection.warn(
            "orders are not reconciled at night; topics and scopes were not checked",
            'add "domain" and "client_id" to the secret',
        )
        return
    if not FORMS["shopify", "domain"].pattern.fullmatch(domain):
        return  # told with the secret; no token is sent to what is not Shopify's
    base = settings().apis["shopify"].replace("{domain}", domain)
    token = connection.newest("admin_token") or token_for(
        base, connection.newest("client_id"), connection.newest("signing")
    )
    body = json.dumps({"query": QUERY}).encode()
    headers = {"X-Shopify-Access-Token": token, "Content-Type": "application/json"}
    said = asked("shopify", graphql(base), headers, body)
    data = table(table(said.document).get("data"))
    if said.status in (401, 403):
        yield connection.bad("Shopify does not take the access token", 'renew "admin_token", or use "client_id"')
    elif said.status != 200 or not data:
        yield connection.warn(f"Shopify answered {said.status}; topics and scopes were not checked", "try again later")
    else:
        installed = rows(table(data.get("currentAppInstallation")).get("accessScopes"))
        yield from _scopes(connection, {text(each.get("handle")) for each in installed})
        listed = rows(table(data.get("webhookSubscriptions")).get("nodes"))
        ours = {text(each.get("topic")) for each in listed if connection.is_ours(text(each.get("uri")))}
        yield from _topics(connection, ours, len(listed))


def _scopes(connection: Connection, granted: set[str]) -> Iterator[Finding]:
    # Who may write may read.
    has = granted | {scope.replace("write_", "read_", 1) for scope in granted}
    missing = [scope for scope in SCOPES if scope not in has]
    if missing:
        yield connection.bad(
            f"the app lacks {', '.join(missing)}", "add them in a new version of the app, and approve it"
        )
    else:
        yield connection.ok("the app has the scopes it needs")
    giving = [scope for scope in GIVING if scope not in granted]
    if giving and _gives_by_api():
        yield connection.warn(
            f"the app lacks {', '.join(giving)}, so what agents give fails in Shopify",
            'add them, or set ways = { shopify = "person" } under [authority] in policy.toml',
        )
    if not has.intersection(HOLDS):
        yield connection.warn(
            "the app has no scope for holds, so nobody hears of items out of stock", f"add {HOLDS[0]}"
        )
    if "read_all_orders" not in has:
        yield connection.warn("the app lacks read_all_orders: orders older than 60 days are out of its reach",
                              "ask for it in the Dev Dashboard")  # fmt: skip


def _gives_by_api() -> bool:
    """Does any shop of this stage give by Shopify's API?"""
    return any(each.authority.ways.get("shopify") == "api" for each in policies(settings().stage).values())


def _topics(connection: Connection, ours: set[str], listed: int) -> Iterator[Finding]:
    named = {topic.replace("/", "_").upper(): topic for topic in TOPICS}
    missing = sorted(named[topic] for topic in named.keys() - ours)
    if not missing:
        yield connection.ok(f"all {len(named)} topics come here")
    elif len(missing) == len(named):
        elsewhere = f"; {listed} go to another address" if listed else ""
        yield connection.warn(
            f"no topic was subscribed by API{elsewhere}",
            "subscribe; those in shopify.app.toml cannot be seen from here, compare them by eye",
        )
    else:
        yield connection.bad(f"not subscribed: {', '.join(missing)}", "subscribe to them")
