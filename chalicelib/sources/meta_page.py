"""Meta pages: posts, comments, mentions and reviews.

Facts, from developers.facebook.com ("Page feed webhook reference", "Page mention", "Page ratings"):
- A comment is top-level if its parent is the post; replies hang under the top comment. Our own comments come back.
- `from` is withheld without the right permission; older versions send sender_id and sender_name. A mention has none.
- A removed or hidden comment comes with its ids and its author, without its words.
- A review of today is a recommendation (POSITIVE, NEGATIVE) with words; old ones have 1 to 5 stars. It is named by
  open_graph_story_id, and comments on it come by the same field.
"""

import re
from collections.abc import Callable
from datetime import datetime

from chalicelib.care.events import (
    Attachment,
    MessageEdited,
    MessageReceived,
    MessageWithdrawn,
    ReviewPosted,
    ReviewWithdrawn,
)
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, first, identity, instant, link, table, text, whole

# What a customer can say something by. Anything else that happens on a page (likes, events) is ignored.
SAYING = {"comment": "comment_id", "post": "post_id", "status": "post_id", "photo": "post_id", "video": "post_id"}
CHANNEL = "facebook_comment"
REVIEWS = "facebook_review"
RECOMMENDED = {"POSITIVE": True, "NEGATIVE": False}


def feed(value: Table, entry: Table, context: Context) -> Reading:
    """A comment or post by others: new, edited, or gone."""
    item, verb = text(value.get("item")), text(value.get("verb"))
    if item not in SAYING:
        return Reading(ignored=f"{item or 'this'} on the page says nothing to answer")
    if verb not in VERBS:
        return Reading(ignored=f"{item} {verb}: the words stay as they are")
    author = _author(value)
    if author and author == text(entry.get("id")):
        return Reading(ignored="the page's own words")
    return VERBS[verb](value, entry, context)


def mention(value: Table, entry: Table, context: Context) -> Reading:
    """Somebody named the page elsewhere. On the page itself, `feed` tells it, with the author."""
    page = text(entry.get("id"))
    if page and text(value.get("post_id")).startswith(f"{page}_"):
        return Reading(ignored="a mention on our own page: its feed tells it")
    item = "comment" if text(value.get("comment_id")) else "post"
    return feed({**value, "item": item}, entry, context)


def rating(value: Table, entry: Table, context: Context) -> Reading:
    """A review of the page, or a comment on one."""
    item, verb = text(value.get("item")), text(value.get("verb"))
    if item in SAYING:
        return feed(value, entry, context)
    if item != "rating":
        return Reading(ignored=f"{item or 'this'} on a review says nothing to answer")
    id_ = identity(value.get("open_graph_story_id"), "open_graph_story_id")
    at = _said_at(value, entry) or context.received_at
    # A changed review is news; the same one sent again has the same time.
    key = f"meta:review:{id_}:{verb}:{at:%Y%m%d%H%M%S}"
    if verb == "remove":
        return Reading(events=(ReviewWithdrawn(
            shop=context.shop, key=key, occurred_at=at, site=REVIEWS, review_id=id_
        ),))  # fmt: skip
    stars, recommends = whole(value.get("rating")), text(value.get("recommendation_type")).upper()
    return Reading(events=(ReviewPosted(
        shop=context.shop, key=key, occurred_at=at, site=REVIEWS, review_id=id_,
        stars=stars if 1 <= stars <= 5 else None, recommended=RECOMMENDED.get(recommends),
        text=text(value.get("review_text")),
        author_id=text(value.get("reviewer_id")), author_name=text(value.get("reviewer_name")),
        permalink=f"https://www.facebook.com/{id_}" if id_.isdigit() else "",
    ),))  # fmt: skip


def _added(value: Table, entry: Table, context: Context) -> Reading:
    id_, key = _named(value)
    picture = link(value.get("photo")) or link(value.get("video"))
    return Reading(events=(MessageReceived(
        shop=context.shop, key=key, occurred_at=_said_at(value, entry) or context.received_at,
        channel=CHANNEL, thread=_thread(value, id_), item_id=id_, author_id=_author(value),
        author_name=first(table(value.get("from")).get("name"), value.get("sender_name")),
        # A picture alone also says something: its address stands for it.
        text=first(value.get("message"), value.get("photo"), value.get("link")), public=True,
        permalink=_permalink(value),
        attachments=(Attachment(name="", type="image/*", at=picture),) if picture else (),
    ),))  # fmt: skip


def _edited(value: Table, entry: Table, context: Context) -> Reading:
    id_, key = _named(value)
    at = _changed_at(entry, context)
    return Reading(events=(MessageEdited(
        shop=context.shop, key=f"meta:edited:{id_}:{at:%Y%m%d%H%M%S}", occurred_at=at, channel=CHANNEL,
        thread=_thread(value, id_), item_id=id_, author_id=_author(value), of=key,
        text=first(value.get("message"), value.get("photo"), value.get("link")),
    ),))  # fmt: skip


def _withdrawn(value: Table, entry: Table, context: Context) -> Reading:
    id_, key = _named(value)
    return Reading(events=(MessageWithdrawn(
        shop=context.shop, key=f"meta:withdrawn:{id_}", occurred_at=_changed_at(entry, context), channel=CHANNEL,
        item_id=id_, thread=_thread(value, id_), author_id=_author(value), of=key,
    ),))  # fmt: skip


# What became of a comment or post. Unhiding, muting and the like leave the words as they are.
VERBS: dict[str, Callable[[Table, Table, Context], Reading]] = {
    "add": _added,
    "edit": _edited,  # posts
    "edited": _edited,  # comments
    "remove": _withdrawn,
    "delete": _withdrawn,  # seen for posts in older versions
    "hide": _withdrawn,
}


def _named(value: Table) -> tuple[str, str]:
    """The id of what was said, and the key of the event that brings it."""
    item = text(value.get("item"))
    id_ = identity(value.get(SAYING[item]), SAYING[item])
    return id_, f"meta:{'comment' if item == 'comment' else 'post'}:{id_}"


def _author(value: Table) -> str:
    return first(table(value.get("from")).get("id"), value.get("sender_id"))


def _thread(value: Table, id_: str) -> str:
    """What a reply must name: the top comment, or the post. Facebook nests replies one level deep."""
    parent, post = text(value.get("parent_id")), text(value.get("post_id"))
    top_level = not parent or parent == post or post.endswith(f"_{parent}")
    return id_ if top_level else parent


def _permalink(value: Table) -> str:
    """Where it can be read; a mention names only the post."""
    told = link(value.get("permalink_url")) or link(table(value.get("post")).get("permalink_url"))
    post = text(value.get("post_id"))
    return told or (f"https://www.facebook.com/{post}" if re.fullmatch(r"[0-9]+(_[0-9]+)?", post) else "")


def _said_at(value: Table, entry: Table) -> datetime | None:
    created = value.get("created_time")
    return epoch(created) or instant(created) or epoch(entry.get("time"))


def _changed_at(entry: Table, context: Context) -> datetime:
    """When it was edited or removed: `created_time` stays that of the first words."""
    return epoch(entry.get("time")) or context.received_at
