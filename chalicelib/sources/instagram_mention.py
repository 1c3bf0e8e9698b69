"""Somebody's words that name our Instagram account, as we fetched them.

Facts, from developers.facebook.com ("IG User Mentioned Comment", "Mentioned Media"): the answer is our account with
`mentioned_comment` {id, text, username, timestamp, media{id}} or `mentioned_media` {id, caption, username, timestamp}.
Neither names its writer by id. In a caption the @ before our name is missing. `x-fetched-for` is `<post>:<comment>` as
the webhook named them.
"""

from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import document, first, identity, instant, table, text
from chalicelib.sources.inside import verify as verify
from chalicelib.sources.meta_instagram import mentioned


def delivery_id(delivery: Delivery) -> str:
    """What was fetched, each time it was."""
    return text(delivery.headers.get("x-fetched-for"))


def read(delivery: Delivery, context: Context) -> Reading:
    """What they wrote, and by which name."""
    body = document(delivery.body)
    media, _, commented = text(delivery.headers.get("x-fetched-for")).partition(":")
    found = table(body.get("mentioned_comment" if commented else "mentioned_media"))
    post = first(media, table(found.get("media")).get("id"), found.get("id"))
    at = instant(found.get("timestamp")) or context.received_at
    return Reading(events=(mentioned(
        identity(post, "the post's id"), commented, at, context, name=text(found.get("username")),
        words=first(found.get("text"), found.get("caption")),
    ),))  # fmt: skip
