"""A message's own menu in Slack: "Note on the case" makes what somebody wrote under a case's card a note for the team.

https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload (type message_action). The payload
holds the message, not the one that its thread hangs on: that is named by `thread_ts` alone.
"""

import re
from html import unescape

from chalicelib import slack_ids
from chalicelib.care.events import CaseNoted
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, identity, table, text
from chalicelib.sources.slack_named import user_of

_LINK = re.compile(r"<([^<>|]+)\|([^<>]*)>")
_BARE = re.compile(r"<((?:https?://|mailto:)[^<>|]+)>")


def read(payload: Table, context: Context) -> Reading:
    """A message is noted once, whoever asks for it. What has no words, such as a card, is an empty note."""
    if (name := text(payload.get("callback_id"))) != slack_ids.NOTE_SHORTCUT:
        return Reading(unknown=name or "(no callback_id)")
    message = table(payload.get("message"))
    channel = identity(table(payload.get("channel")).get("id"), "the channel")
    ts = identity(message.get("ts") or payload.get("message_ts"), "the message")
    thread = text(message.get("thread_ts")) or ts
    ours = bool(text(message.get("bot_id"))) or thread == ts
    return Reading(events=(CaseNoted(
        shop=context.shop, key=f"slack:message-note:{channel}:{ts}",
        occurred_at=epoch(payload.get("action_ts")) or context.received_at, slack_user=user_of(payload),
        typed_in=channel, under=f"{channel}:{thread}", text="" if ours else _plain(text(message.get("text"))),
        author=text(message.get("user")), link=f"https://slack.com/archives/{channel}/p{ts.replace('.', '')}",
    ),))  # fmt: skip


def _plain(said: str) -> str:
    """What Slack wrote for its client, as people read it."""
    return unescape(_BARE.sub(r"\1", _LINK.sub(r"\2", said)))
