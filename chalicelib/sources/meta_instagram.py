"""Instagram: comments on our posts, and mentions of us under others'. Messages: meta_messaging.py.

Facts, from developers.facebook.com ("Instagram Platform: webhooks"):
- A comment has id, text, from{id, username}, media{id}, and parent_id if it answers one; the oldest shape only id and
  text. Deleting one is not told.
- A mention names only comment_id and media_id (of somebody else's post): its words are fetched by field expansion of
  our own account ("IG User Mentioned Comment", "Mentioned Media"), and read by instagram_mention.py. If they cannot be
  had it is a case without words, so that nobody who asked is lost.
- from.id is our own account's id for what we write.
"""

from datetime import datetime
from urllib.parse import quote

from chalicelib.care.events import MessageReceived
from chalicelib.sources.base import Context, Fetch, Reading
from chalicelib.sources.fields import Table, epoch, identity, table, text

CHANNEL, MENTION = "instagram_comment", "instagram_mention"
# No webhook and no id leads to the post's own address; Meta's inbox lists what we were mentioned in.
INBOX = "https://business.facebook.com/latest/inbox/instagram_comments"


def comment(value: Table, entry: Table, context: Context) -> Reading:
    """Somebody commented on a post of ours."""
    writer, id_ = table(value.get("from")), identity(value.get("id"), "the comment's id")
    author = text(writer.get("id"))
    if author and author in (text(entry.get("id")), context.accounts.get("instagram_id")):
        return Reading(ignored="our own words")
    return Reading(events=(_message(
        id_, text(value.get("parent_id")) or id_, epoch(entry.get("time")) or context.received_at, context, CHANNEL,
        author=author, name=text(writer.get("username")), words=text(value.get("text")),
    ),))  # fmt: skip


def mention(value: Table, entry: Table, context: Context) -> Reading:
    """Somebody named us in a comment, or in the caption of a post of theirs."""
    media = identity(value.get("media_id"), "media_id")
    commented, account = text(value.get("comment_id")), text(entry.get("id"))
    known = mentioned(media, commented, epoch(entry.get("time")) or context.received_at, context)
    if not all(id_.isascii() and id_.isdigit() for id_ in (account, media, commented or media)):
        return Reading(events=(known,))
    wanted = f"mentioned_comment.comment_id({commented}){{id,text,username,timestamp,media}}" if commented else (
        f"mentioned_media.media_id({media}){{id,caption,username,timestamp}}"
    )  # fmt: skip
    return Reading(fetches=(Fetch(
        api="meta", path=f"{account}?fields={quote(wanted, safe='(),.')}", reader=MENTION, token="page_token",
        id=f"{media}:{commented}", instead=(known,),
    ),))  # fmt: skip


def mentioned(
    media: str, commented: str, at: datetime, context: Context, name: str = "", words: str = ""
) -> MessageReceived:
    """A mention; its words if they could be had. The same one has the same key either way."""
    id_ = commented or media
    # An answer to it must name the post, and the comment if it was in one.
    return _message(id_, f"{media}:{commented}" if commented else media, at, context, MENTION, name=name, words=words)


def _message(
    id_: str, thread: str, at: datetime, context: Context, channel: str, *, author: str = "", name: str = "",
    words: str = "",
) -> MessageReceived:  # fmt: skip
    return MessageReceived(
        shop=context.shop, key=f"meta:instagram:{id_}", occurred_at=at, channel=channel, thread=thread, item_id=id_,
        author_id=author, author_name=name, text=words, public=True, permalink=INBOX,
    )  # fmt: skip
