"""A Slack request as the desk prepares it and the Slack channel sends it: neither side knows the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One call of Slack's Web API: `method` (chat.postMessage, chat.update, views.update ...), `arguments`.

    The channel adds the token, and the outbox row's id as metadata where the method takes it.
    """

    method: str
    arguments: Mapping[str, Any]

    @property
    def channel(self) -> str:
        """Where it goes: a channel's id, a user's id for a direct message, "" for a dialog."""
        return str(self.arguments.get("channel", ""))

    @property
    def thread(self) -> str:
        """The `ts` of the message it goes under, "" if it stands alone."""
        return str(self.arguments.get("thread_ts", ""))
