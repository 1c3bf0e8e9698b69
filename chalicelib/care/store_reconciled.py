"""Orders that no webhook had told of were found in the store: the team hears of it, since a webhook must be broken."""

from datetime import datetime, timedelta

from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Decision, Note, SendMessage, digest
from chalicelib.care.events import StoreReconciled
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref
from chalicelib.care.world import World


def told(world: World, event: StoreReconciled, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Note what was found; a line only if something was missing. (What is different may be on its way to us still.)"""
    feed = Ref("feed", event.feed)
    found = f"{event.looked_at} changed orders compared, {event.missing} missing here, {event.different} different"
    note = Note(feed, "feed.reconciled", f"{found}; they were taken in" if event.missing + event.different else found)
    if not event.missing:
        return Decision((note,))
    line = SendMessage(
        id=digest(event.shop, "feed_line", "reconciled", event.key), kind="feed_line", channel="slack", to=TEAM,
        about=feed, params={"line": "reconciled", "number": str(event.missing)},
        not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip
    return Decision((note, line))
