"""Slack's side of delivery: the desk prepares the request, the channel makes it, and where it stands is remembered."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from chalicelib import deliver_photo, links
from chalicelib.care.references import beside, lists_of
from chalicelib.care.state import CaseState
from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.deliver import CLAIM, Job, before_sending
from chalicelib.desk.overview import Overview
from chalicelib.desk.posting import prepare
from chalicelib.desk.scene import briefing_anchor, card_anchor, group_anchor
from chalicelib.errors import NotYetError, PermanentError, PostGoneError, ViewGoneError
from chalicelib.gather import gather_about
from chalicelib.secrets import keys, secret
from chalicelib.slack_post import ABOUT_ERASURES, Post, row_anchor
from chalicelib.store.port import Row

if TYPE_CHECKING:
    from chalicelib.book_index import Index
    from chalicelib.erase_posts import Delete

CARDS = frozenset({"case_card", "briefing", "group_card"})
ON_CARD = CARDS | {"case_line", "goodwill_line", "group_alert", deliver_photo.KIND}
# When a line or a card no longer waits: by then the row that should have posted the card was asked about, or failed.
PATIENCE = CLAIM + timedelta(minutes=5)
SOON = timedelta(seconds=15)
REDRAWN = 3


# What is no message: work that takes away what stands in Slack and what belongs to it, or answers many at once. By its
# module and function, imported where there is such a row: most are messages.
WORK = {
    "erasure": "erase.work", "shop_erasure": "erase.work", "words_withdrawn": "erase_words.work", "bulk": "bulk.work",
}  # fmt: skip


def send(job: Job) -> str:
    """Post, edit or open what the row says; a card's place is kept, so that it is edited from then on.

    An erasure is a row of this channel, since what it takes away outside of the table stands in Slack.
    """
    if work := work_of(job.row.kind):
        return work(job, lambda place: slack.delete(place, _token(job), settings().slack_api_url))
    if job.row.kind == "data_request":
        _keep_export(job)
    _wait_for_card(job)
    if job.row.kind == deliver_photo.KIND:
        return deliver_photo.send(job, _token(job), settings().slack_api_url)
    provider_id = _sent(job)
    # Two workers may draw one card from different versions, and the older drawing land last: draw it again then.
    for _ in range(REDRAWN if job.row.kind == "case_card" else 0):
        params, refs = job.row.params, {job.row.about, *beside(job.row.kind, job.row.params)}
        fresh = gather_about(job.services.store, job.row.shop, refs, lists_of(job.row.kind, params))
        if fresh.versions[job.row.about] == job.versions[job.row.about]:
            break
        job = replace(job, world=fresh.world, versions=fresh.versions)
        provider_id = _sent(job)
    return provider_id


def work_of(kind: str) -> "Callable[[Job, Delete], str] | None":
    """What does a row of this kind; None if that is to send a message."""
    module, _, function = WORK.get(kind, "").rpartition(".")
    if not module:
        return None
    return cast("Callable[[Job, Delete], str]", getattr(importlib.import_module(f"chalicelib.{module}"), function))


def recover(job: Job) -> str | None:
    """Look for the message by the row's id in its metadata. An erasure simply goes on: it may be repeated."""
    if job.row.kind in WORK:
        return None
    if job.row.kind == deliver_photo.KIND:
        return deliver_photo.recover(job, _token(job), settings().slack_api_url)
    post = _prepared(job)
    provider_id = slack.find(job.row, post, _token(job), settings().slack_api_url, job.now)
    if provider_id is not None:
        _remember(job, post, provider_id)
    return provider_id


def _sent(job: Job) -> str:
    post = _prepared(job)
    try:
        provider_id = slack.send(job.row, post, _token(job), settings().slack_api_url).provider_id
    except ViewGoneError as error:
        # What is said of a press may be here before the dialog that the press opens.
        if job.now - job.row.created_at < SOON:
            raise NotYetError("the dialog is not open yet", retry_after=1) from error
        raise
    except PermanentError as error:
        if not _is_gone(job, post, error):
            raise
        _forget(job, post)
        # A case's card is posted anew by a row that says what stands in its thread (care/message_outcome.py).
        if job.row.kind == "case_card":
            raise PostGoneError(str(error)) from error
        return _sent(job)
    _remember(job, post, provider_id)
    return provider_id


def _is_gone(job: Job, post: Post, error: PermanentError) -> bool:
    """Can a card be edited no more where it stands? A channel that is closed, too, once the shop has another one.

    That of a case that is over keeps its place until somebody has to see it again.
    """
    case = job.world.case(job.row.about.id) if job.row.kind == "case_card" else None
    over = case is not None and case.state not in (CaseState.WAITING, CaseState.CLAIMED)
    if post.method != "chat.update" or job.row.kind not in CARDS or over:
        return False
    return isinstance(error, PostGoneError) or post.channel != job.policy.shop.slack_channel


def _forget(job: Job, post: Post) -> None:
    """It is posted anew, unless another row has done so meanwhile; where the old one stands is known by the row still,
    so that it can be erased."""
    shop, store = job.row.shop, job.services.store
    stood = {name: str(post.arguments[name]) for name in ("channel", "ts")}
    store.put_post(shop, row_anchor(job.row.id, job.row.about), stood)
    if (place := store.post(shop, _anchor(job.row))).get("ts") == post.arguments["ts"]:
        store.drop_post(shop, _anchor(job.row), place)


def _keep_export(job: Job) -> None:
    """Put together what is known of whom the row is about, before the team is told where it lies."""
    from chalicelib import export

    row, store = job.row, job.services.store
    if row.about.type != "shop":
        document = export.export(store, row.shop, row.about, job.now)
        before_sending(lambda: store.put_file(export.file_name(row.id), export.written(document)))


def _wait_for_card(job: Job) -> None:
    """What belongs on or under a card waits for the row that posts it: a case has one card."""
    row = job.row
    if row.kind not in ON_CARD or row.params.get("first") or job.now - row.created_at > PATIENCE:
        return
    if not job.services.store.post(row.shop, _anchor(row)):
        soon = job.now - row.created_at < SOON
        raise NotYetError("what it belongs to is not posted yet", retry_after=2 if soon else 60)


def _prepared(job: Job) -> Post:
    def posts(anchor: str) -> Mapping[str, str]:
        return job.services.store.post(job.row.shop, anchor)

    def book() -> "Index":
        from chalicelib.answer_book import index_of

        return before_sending(lambda: index_of(job.services.store, job.row.shop, job.world.book.mark))

    def seen() -> Overview:
        # Numbers and queues stand on few messages.
        from chalicelib.overview import overview

        return before_sending(
            lambda: overview(
                job.services.store, job.row, job.world, job.policy, job.now, board=lambda: _board_address(job)
            )
        )

    return prepare(job.row, job.world, job.policy, posts, job.now, job.versions.get(job.row.about), book, seen)


def _board_address(job: Job) -> str:
    """Where whom the row goes to can look at all numbers, for a while; "" where nothing of ours can be opened."""
    from chalicelib.overview import BOARD_LASTS

    who = job.row.to.partition(":")[2]
    link = links.sign(keys().link, job.now, BOARD_LASTS, kind="numbers", shop=job.row.shop, agent=who)
    return f"{settings().base_url}/d/{link}" if settings().base_url else ""


def _remember(job: Job, post: Post, provider_id: str) -> None:
    """Every message's place is kept by its row, so that it can be erased; a card's by its case as well."""
    place = slack.place(provider_id)
    if post.method != "chat.postMessage" or not place or job.row.kind in ABOUT_ERASURES:
        return
    anchor = _anchor(job.row) if job.row.kind in CARDS else row_anchor(job.row.id, job.row.about)
    job.services.store.put_post(job.row.shop, anchor, place)


def _anchor(row: Row) -> str:
    """Under which name the message is remembered that a row belongs to: a case's card, a briefing in its place, the
    card of a group."""
    if row.params.get("group"):
        return group_anchor(row.params["group"])
    return briefing_anchor(row) if row.kind == "briefing" else card_anchor(row.about.id)


def _token(job: Job) -> str:
    return str(before_sending(lambda: secret(job.row.shop, "slack")).get("bot_token", ""))
