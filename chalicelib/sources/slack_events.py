"""Slack's Events API: what happens in the workspace that is no press. Slack tries again, with the same event_id.

https://docs.slack.dev/apis/events-api: the address is checked first by a signed `url_verification`, whose challenge
is the answer.
"""

from chalicelib.care.events import HomeOpened
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, identity, table, text
from chalicelib.sources.slack_named import said


def challenge(delivery: Delivery) -> str:
    """What to answer if this is the check of our address, else ""."""
    try:
        given = said(delivery)
    except UnreadableError:
        return ""
    return text(given.get("challenge")) if text(given.get("type")) == "url_verification" else ""


def read(payload: Table, context: Context) -> Reading:
    """What happened. Only the home's opening concerns us."""
    event, kind = table(payload.get("event")), text(payload.get("type"))
    if kind == "url_verification":
        return Reading(ignored="Slack checked this address")
    name = text(event.get("type"))
    if name != "app_home_opened":
        return Reading(unknown=name or kind or "(no type)")
    if text(event.get("tab")) != "home":
        return Reading(ignored="the messages of the app were opened, not its home")
    return Reading(events=(HomeOpened(
        shop=context.shop, key=f"slack:home:{identity(payload.get('event_id'), 'the event')}",
        occurred_at=epoch(event.get("event_ts")) or context.received_at,
        slack_user=identity(event.get("user"), "the Slack user"),
    ),))  # fmt: skip
