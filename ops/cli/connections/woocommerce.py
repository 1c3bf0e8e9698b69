"""WooCommerce: are the four webhooks there, and still switched on?

Facts, from WooCommerce's documentation of the REST API ("Webhooks", "Authentication"): `status` is active, paused (by
somebody) or disabled (by failures); key and secret of a REST API key go as Basic authentication over HTTPS.
"""

from base64 import b64encode
from collections.abc import Iterator

from chalicelib.sources.fields import Table, rows, text
from chalicelib.sources.woocommerce import READERS
from ops.cli.connections.asked import asked
from ops.cli.connections.connection import Connection
from ops.cli.connections.shapes import FORMS
from ops.cli.finding import Finding


def check(connection: Connection) -> Iterator[Finding]:
    """Each topic's webhook."""
    url, key, secret = (connection.newest(name) for name in ("url", "consumer_key", "consumer_secret"))
    if not (url and key and secret):
        yield connection.warn(
            "orders are not reconciled at night; the webhooks' status was not checked",
            'add "url", "consumer_key" and "consumer_secret" to the secret',
        )
        return
    if not FORMS["woocommerce", "url"].pattern.fullmatch(url):
        return  # told with the secret; the key goes over TLS alone
    proof = b64encode(f"{key}:{secret}".encode()).decode()
    address = f"{url.rstrip('/')}/wp-json/wc/v3/webhooks?per_page=100"
    said = asked("woocommerce", address, {"Authorization": f"Basic {proof}"})
    if said.status in (401, 403):
        yield connection.bad("the shop does not take the REST API key", "make one with the permission Read")
    elif said.status != 200 or not isinstance(said.document, list):
        yield connection.warn(f"the shop answered {said.status}; the webhooks were not checked",
                              'check "url", and that permalinks are not "Plain"')  # fmt: skip
    else:
        yield from _webhooks(connection, rows(said.document))


def _webhooks(connection: Connection, listed: list[Table]) -> Iterator[Finding]:
    states: dict[str, set[str]] = {}
    for each in listed:
        if connection.is_ours(text(each.get("delivery_url"))):
            states.setdefault(text(each.get("topic")), set()).add(text(each.get("status")))
    missing = [topic for topic in READERS if topic not in states]
    off = [topic for topic in READERS if topic in states and "active" not in states[topic]]
    if missing:
        yield connection.bad(f"there is no webhook for {', '.join(missing)} to this address", "add it")
    if off:
        words = ", ".join(f"{topic} ({'/'.join(sorted(states[topic]))})" for topic in off)
        yield connection.bad(f"switched off: {words}", "set it to Active again; what was not sent meanwhile is lost")
    if not (missing or off):
        yield connection.ok(f"all {len(READERS)} webhooks are active")
