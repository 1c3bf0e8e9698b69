"""X's old shape: posts and messages as the Account Activity API tells them. Facts: x.py."""

from datetime import UTC, datetime

from chalicelib.sources import x_words
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import YEARS, Table, epoch, first, identity, rows, table, text


def post(post: Table, beside: Table, ours: str, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    """A post as the Account Activity API tells it."""
    if table(post.get("retweeted_status")) or post.get("retweeted") is True:
        return Reading(ignored="a repost adds no words of its own")
    user, id_ = table(post.get("user")), identity(first(post.get("id_str"), post.get("id")), "id_str")
    longer = table(post.get("extended_tweet"))
    entities = table(longer.get("extended_entities")) or table(post.get("extended_entities"))
    return x_words.post(
        id_, id_, first(user.get("id_str"), user.get("id")), ours, context,
        words=first(longer.get("full_text"), post.get("full_text"), post.get("text")),
        # No conversation is named: the post it answers is the best there is.
        thread=first(post.get("in_reply_to_status_id_str")), name=first(user.get("name"), user.get("screen_name")),
        at=epoch(post.get("timestamp_ms")) or _written(post.get("created_at")),
        media=x_words.pictures(rows(entities.get("media")), "media_url_https"),
    )  # fmt: skip


def message(message: Table, beside: Table, ours: str, context: Context) -> Reading:
    """A direct message as the Account Activity API tells it; who wrote stands beside it, under `users`."""
    if text(message.get("type")) != "message_create":
        return Reading(ignored="nobody wrote")
    made = table(message.get("message_create"))
    sender, data = identity(made.get("sender_id"), "sender_id"), table(made.get("message_data"))
    media = rows([table(data.get("attachment")).get("media")])
    return x_words.message(
        identity(message.get("id"), "the message's id"), sender, ours, context, words=text(data.get("text")),
        user=table(table(beside.get("users")).get(sender)), at=epoch(message.get("created_timestamp")),
        media=x_words.pictures(media, "media_url_https"),
    )  # fmt: skip


def _written(value: object) -> datetime | None:
    """The old API's dates: Wed Nov 25 08:30:00 +0000 2026."""
    try:
        found = datetime.strptime(text(value), "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.year in YEARS else None
