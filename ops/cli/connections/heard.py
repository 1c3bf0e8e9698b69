"""What came from a vendor: when it was last heard, and what of it nobody could read."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.bootstrap import Services
from chalicelib.care.ref import Ref
from chalicelib.care.silent_feed import patience
from ops.cli.connections.connection import Connection
from ops.cli.finding import Finding

MOST = 200
STATUSES = {
    "parked": (
        "parked, since nobody could read them",
        "./aftercare receipts --status parked says why; mend it, then ./aftercare replay",
    ),
    "unknown": ("with a word that has no meaning yet", "./aftercare receipts --status unknown lists them"),
}


def heard(connection: Connection, services: Services) -> Iterator[Finding]:
    """When deliveries came, and how many wait for somebody."""
    yield _last(connection, services)
    for status, (words, advice) in STATUSES.items():
        listed = services.store.receipts(connection.shop, status, MOST)
        count = sum(1 for each in listed if each.status == status and _of(each.source, connection.source))
        if count:
            many = f"{MOST} or more" if len(listed) == MOST else str(count)
            yield connection.warn(f"{many} {words}", advice)


def _last(connection: Connection, services: Services) -> Finding:
    ref = Ref("feed", connection.source)
    feed = services.store.load(connection.shop, [ref]).world.feed(connection.source)
    if feed is None:
        return connection.warn("nothing has come yet", f"give the vendor the address {connection.address}")
    silence, allowed = services.now() - feed.last_at, patience(feed, connection.policy)
    since = f"last heard at {feed.last_at:%Y-%m-%d %H:%M} UTC, {_hours(silence)} h ago"
    if silence > allowed:
        advice = "look whether the vendor has switched the webhook off; these silences are told in Slack, too"
        return connection.warn(f"{since}; {_hours(allowed)} h are usual at most", advice)
    return connection.ok(f"{since}, and up to {_hours(allowed)} h are usual")


def _of(source: str, vendor: str) -> bool:
    """What was fetched from a vendor counts as its own: surveymonkey_reply."""
    return source == vendor or source.startswith(f"{vendor}_")


def _hours(span: timedelta) -> str:
    return f"{max(span.total_seconds(), 0) / 3600:.1f}".removesuffix(".0")
