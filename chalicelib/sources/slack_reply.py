"""The reply dialog, sent."""

from chalicelib import slack_ids
from chalicelib.care.events import ReplyWritten
from chalicelib.sources.base import Reading
from chalicelib.sources.slack_filled import Filled


def sent(given: Filled) -> Reading:
    """One dialog sends one text once; another text from it is another reply."""
    said = given.text(slack_ids.REPLY_BLOCK, slack_ids.REPLY_INPUT)
    if not said:
        return Reading(ignored="the reply is empty")
    kind, _, id_ = given.about.item.partition(":")
    base = given.base("reply-written", said)
    written = ReplyWritten(text=said, entry=id_ if kind == "entry" else "", **base)
    return Reading(events=(written,))
