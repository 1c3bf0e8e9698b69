"""Dialogs that were sent: one reader each, by the dialog's name."""

from collections.abc import Callable, Mapping

from chalicelib.sources import (
    slack_begin,
    slack_book,
    slack_bulk,
    slack_goodwill,
    slack_reply,
    slack_roster,
    slack_team,
    slack_work,
)
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, table, text
from chalicelib.sources.slack_filled import Filled, filled

READERS: Mapping[str, Callable[[Filled], Reading]] = {
    "reply": slack_reply.sent, "preview": slack_reply.sent,
    "macro": slack_book.macro_sent, "entry": slack_book.entry_sent,
    "agent": slack_roster.agent_sent,
    "new": slack_begin.sent, "goodwill": slack_goodwill.sent, "bulk": slack_bulk.sent, "bulk_preview": slack_bulk.sent,
    "snooze": slack_work.snooze, "handover": slack_work.hand_over, "note": slack_work.note,
    "link": slack_work.link, "call": slack_work.call, "topic": slack_work.topic,
    "briefing": slack_team.briefing_sent, "analysis": slack_team.analysis_sent,
}  # fmt: skip


def read(payload: Table, context: Context) -> Reading:
    """The event that a dialog leads to, or why it leads to none."""
    name = text(table(payload.get("view")).get("callback_id"))
    reader = READERS.get(name)
    return reader(filled(payload, context)) if reader else Reading(unknown=name or "(no callback_id)")
