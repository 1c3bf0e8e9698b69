"""What somebody said on X, whichever of its shapes told it: a post, a deleted one, a direct message."""

from datetime import datetime

from chalicelib.care.events import Attachment, MessageEdited, MessageReceived, MessageWithdrawn
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, first, identity, instant, link, table, text

POSTS, MESSAGES = "x_post", "x_message"


def post(
    id_: str, original: str, author: str, ours: str, context: Context, *, words: str, thread: str, name: str,
    at: datetime | None, media: list[str],
) -> Reading:  # fmt: skip
    """A post. `original`: its first id, if it was edited and has another one now."""
    if author and author == ours:
        return Reading(ignored="our own words")
    received = MessageReceived(
        shop=context.shop, key=f"x:post:{original}", occurred_at=at or context.received_at, channel=POSTS,
        thread=thread or original, item_id=original, author_id=author, author_name=name, text=words, public=True,
        permalink=f"https://x.com/i/status/{id_}" if id_.isdigit() else "",
        attachments=tuple(Attachment(name="", type="image/*", at=each) for each in media),
    )  # fmt: skip
    if id_ == original:
        return Reading(events=(received,))
    # What was edited may name us only now: then it is as new to us as if it had never been anything else.
    return Reading(events=(received, MessageEdited(
        shop=context.shop, key=f"x:edited:{id_}", occurred_at=received.occurred_at, channel=POSTS,
        thread=received.thread, item_id=original, author_id=author, text=words, of=received.key,
    )))  # fmt: skip


def deleted(post: Table, beside: Table, ours: str, context: Context) -> Reading:
    """A post is gone; only its id is sure to be told."""
    status = table(post.get("status")) or post
    if ours and ours in (text(status.get("author_id")), text(status.get("user_id"))):
        return Reading(ignored="our own post was deleted")
    id_ = identity(first(status.get("id_str"), status.get("id")), "the post's id")
    at = epoch(post.get("timestamp_ms")) or instant(table(beside.get("_")).get("created_at"))
    return Reading(events=(MessageWithdrawn(
        shop=context.shop, key=f"x:withdrawn:{id_}", occurred_at=at or context.received_at, channel=POSTS, item_id=id_,
        of=f"x:post:{id_}",
    ),))  # fmt: skip


def message(
    id_: str, sender: str, ours: str, context: Context, *, words: str, user: Table, at: datetime | None,
    media: list[str],
) -> Reading:  # fmt: skip
    """A direct message."""
    if sender == ours:
        return Reading(ignored="our own words")
    return Reading(events=(MessageReceived(
        shop=context.shop, key=f"x:message:{id_}", occurred_at=at or context.received_at, channel=MESSAGES,
        thread=sender, item_id=id_, author_id=sender, text=first(words, *media),
        author_name=first(user.get("name"), user.get("username"), user.get("screen_name")),
        attachments=tuple(Attachment(name="", type="image/*", at=each) for each in media),
    ),))  # fmt: skip


def pictures(media: list[Table], name: str) -> list[str]:
    """The addresses of what stands beside the words, under that name."""
    return [found for each in media if (found := link(each.get(name)))]
