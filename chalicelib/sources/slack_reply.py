"""The reply dialog: what is written is shown as the customer will get it, and only what was shown is sent."""

from datetime import datetime

from chalicelib import slack_ids
from chalicelib.care.events import ReplyDrafted, ReplyWritten
from chalicelib.sources.base import Reading
from chalicelib.sources.fields import epoch
from chalicelib.sources.slack_filled import Filled


def text_of(given: Filled) -> str:
    """What stands in the reply's field."""
    return given.text(slack_ids.REPLY_BLOCK, slack_ids.REPLY_INPUT)


def promised(given: Filled) -> datetime | None:
    """Until when the reply promises more: as picked, or as it was shown."""
    return epoch(given.number(slack_ids.PROMISE, slack_ids.FIELD) or given.about.by or None)


def is_as_shown(given: Filled) -> bool:
    """Is it a preview that is being sent, without a change?"""
    return given.dialog == "preview" and given.about.draft == slack_ids.draft_of(text_of(given))


def sent(given: Filled) -> Reading:
    """One dialog sends one text once; another text from it is another reply."""
    said = text_of(given)
    if not said:
        return Reading(ignored="the reply is empty")
    by = promised(given)
    if not is_as_shown(given):
        base = given.base("reply-drafted", said, str(by), given.hash)
        drafted = ReplyDrafted(text=said, by=by, item=given.about.item, view_id=given.view_id, **base)
        return Reading(events=(drafted,))
    kind, _, id_ = given.about.item.partition(":")
    written = ReplyWritten(text=said, by=by, entry=id_ if kind == "entry" else "", **given.base("reply-written", said))
    return Reading(events=(written,))
