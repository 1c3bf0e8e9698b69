"""Instagram: comments on our posts, and mentions of us under others'. Messages: meta_messaging.py.

Facts, from developers.facebook.com ("Instagram Platform: webhooks"):
- A comment has id, text, from{id, username}, media{id}, and parent_id if it answers one; the oldest shape only id and
  text. Deleting one is not told.
- A mention names only comment_id and media_id (of somebody else's post): its words must be fetched. Until they are,
  it is a case without words, so that nobody who asked is lost.
- from.id is our own account's id for what we write.
"""

from chalicelib.care.events import MessageReceived
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, identity, table, text

CHANNEL = "instagram_comment"
# No webhook and no id leads to the post's own address; Meta's inbox lists what we were mentioned in.
INBOX = "https://business.facebook.com/latest/inbox/instagram_comments"


def comment(value: Table, entry: Table, context: Context) -> Reading:
    """Somebody commented on a post of ours."""
    writer, id_ = table(value.get("from")), identity(value.get("id"), "the comment's id")
    author = text(writer.get("id"))
    if author and author in (text(entry.get("id")), context.accounts.get("instagram_id")):
        return Reading(ignored="our own words")
    return _received(
        id_, text(value.get("parent_id")) or id_, entry, context, author=author, name=text(writer.get("username")),
        words=text(value.get("text")),
    )  # fmt: skip


def mention(value: Table, entry: Table, context: Context) -> Reading:
    """Somebody named us in a comment, or in the caption of a post of theirs."""
    media = identity(value.get("media_id"), "media_id")
    commented = text(value.get("comment_id"))
    # An answer to it must name the post, and the comment if it was in one.
    return _received(commented or media, f"{media}:{commented}" if commented else media, entry, context, mentioned=True)


def _received(
    id_: str, thread: str, entry: Table, context: Context, *, author: str = "", name: str = "", words: str = "",
    mentioned: bool = False,
) -> Reading:  # fmt: skip
    return Reading(events=(MessageReceived(
        shop=context.shop, key=f"meta:instagram:{id_}", occurred_at=epoch(entry.get("time")) or context.received_at,
        channel="instagram_mention" if mentioned else CHANNEL, thread=thread, item_id=id_, author_id=author,
        author_name=name, text=words, public=True, permalink=INBOX,
    ),))  # fmt: skip
