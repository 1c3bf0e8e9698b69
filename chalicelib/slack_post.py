"""A Slack request as the desk prepares it and the Slack channel sends it: neither side knows the other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.care.state import Ref

# What tells of an erasure, by ids alone. It is about whom it erased, and stands all the same: its place is not kept.
ABOUT_ERASURES = frozenset({"privacy_line"})


def card_anchor(case_id: str) -> str:
    """The name under which a case's card is remembered."""
    return f"case:{case_id}:card"


def row_anchor(row_id: str, about: Ref) -> str:
    """The name under which the message of an outbox row is remembered: with those of all that is about its subject."""
    return f"row:{row_id}@{about}"


def row_anchors(row_id: str, about: Ref) -> tuple[str, str]:
    """Under which it may be remembered: 0.1.0 knew it by its row alone, which is kept for OUTBOX_DAYS."""
    return row_anchor(row_id, about), f"row:{row_id}"


def address(place: Mapping[str, str]) -> str:
    """A message's address in Slack, "" if it stands nowhere. `place`: its channel and ts."""
    return f"https://slack.com/archives/{place['channel']}/p{place['ts'].replace('.', '')}" if place.get("ts") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One call of Slack's Web API: `method` (chat.postMessage, chat.update, views.update ...), `arguments`.

    The channel adds the token, and the outbox row's id as metadata where the method takes it.
    """

    method: str
    arguments: Mapping[str, Any]

    def with_blocks(self, blocks: list[dict[str, Any]]) -> "Post":
        """The message shown by these blocks; its text is for notifications then."""
        return replace(self, arguments={**self.arguments, "blocks": blocks})

    @property
    def channel(self) -> str:
        """Where it goes: a channel's id, a user's id for a direct message, "" for a dialog."""
        return str(self.arguments.get("channel", ""))

    @property
    def thread(self) -> str:
        """The `ts` of the message it goes under, "" if it stands alone."""
        return str(self.arguments.get("thread_ts", ""))
