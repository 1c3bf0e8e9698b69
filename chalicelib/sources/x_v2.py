"""X's new shape: posts and messages of API v2. Facts: x.py."""

from chalicelib.sources import x_words
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, first, identity, instant, rows, table, text, texts


def post(post: Table, beside: Table, ours: str, context: Context) -> Reading:
    """A post of API v2."""
    references = {text(each.get("type")): text(each.get("id")) for each in rows(post.get("referenced_tweets"))}
    if "retweeted" in references:
        return Reading(ignored="a repost adds no words of its own")
    author, id_ = text(post.get("author_id")), identity(post.get("id"), "the post's id")
    writer = _user(beside, author)
    versions = [each for each in texts(post.get("edit_history_tweet_ids")) if each] or [id_]
    return x_words.post(
        id_, min(versions, key=_age), author, ours, context,
        words=first(table(post.get("note_tweet")).get("text"), post.get("text")),
        thread=text(post.get("conversation_id")),
        name=first(writer.get("name"), writer.get("username")), at=instant(post.get("created_at")),

        media=x_words.pictures(rows(beside.get("media")), "url"),
    )  # fmt: skip


def message(message: Table, beside: Table, ours: str, context: Context) -> Reading:
    """A direct message of API v2."""
    sender = identity(message.get("sender_id"), "sender_id")
    kind = text(message.get("event_type"))
    if kind not in ("", "MessageCreate"):
        return Reading(ignored=f"{kind[:40]}: nobody wrote")
    return x_words.message(
        identity(message.get("id"), "the message's id"), sender, ours, context, words=text(message.get("text")),
        user=_user(beside, sender), at=instant(message.get("created_at")),
        media=x_words.pictures(rows(beside.get("media")), "url"),
    )  # fmt: skip


def _user(beside: Table, id_: str) -> Table:
    return next((each for each in rows(beside.get("users")) if text(each.get("id")) == id_), {})


def _age(id_: str) -> tuple[int, str]:
    """X's ids grow with time."""
    return len(id_), id_
