"""Takes Slack messages away: those of a row, and all about a subject. Slack keeps them longer than we keep rows."""

from collections.abc import Callable, Mapping

from chalicelib.care.state import Ref
from chalicelib.deliver import Job
from chalicelib.errors import PermanentError
from chalicelib.observability import logger
from chalicelib.slack_post import card_anchor, row_anchors
from chalicelib.store.port import Row

# Deletes the Slack message at a place; False if it was gone, PermanentError if Slack never will.
Delete = Callable[[Mapping[str, str]], bool]


def drop_posts(job: Job, row: Row, delete: Delete) -> list[str]:
    """Delete the Slack messages of a row; for each what became of it: posts, posts_gone_before or posts_left."""
    if row.channel != "slack":
        return []
    card = [card_anchor(row.about.id)] if row.kind == "case_card" else []
    return _dropped(job, job.services.store.posts(row.shop, [*row_anchors(row.id, row.about), *card]), delete)


def drop_posts_about(job: Job, ref: Ref, delete: Delete) -> list[str]:
    """The same of all that is about a subject of one person.

    A parcel may be others', too; nothing is posted about one by itself.
    """
    if ref.type == "parcel":
        return []
    store, shop = job.services.store, job.row.shop
    card = store.posts(shop, [card_anchor(ref.id)]) if ref.type == "case" else {}
    return _dropped(job, store.posts_about(shop, ref) | card, delete)


def _dropped(job: Job, places: Mapping[str, Mapping[str, str]], delete: Delete) -> list[str]:
    ends = []
    for anchor, place in places.items():
        ends.append(_deleted(place, delete))
        job.services.store.drop_post(job.row.shop, anchor)
    return ends


def _deleted(place: Mapping[str, str], delete: Delete) -> str:
    try:
        return "posts" if delete(place) else "posts_gone_before"
    except PermanentError as error:
        logger.warning("a Slack message could not be deleted", extra={"place": dict(place), "why": str(error)})
        return "posts_left"
