"""What agents and leads do."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event
from chalicelib.care.state import Agent, Entry, Macro


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Event):
    """An agent pressed something in Slack about a case. `case_version` is what the card showed."""

    slack_user: str
    case_id: str
    case_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaimed(Press):
    """An agent takes the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOpened(Press):
    """An agent opened the reply dialog (`view_id`), which now wants filling."""

    view_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(Press):
    """An agent sent a reply from the dialog."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Press):
    """An agent says it is solved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSet(Event):
    """A lead or the operator put somebody on the roster, or changed what the roster says of them."""

    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroSet(Event):
    """A lead or the operator added a macro, changed it, retired it or took it back. `by`: who."""

    macro: Macro
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySet(Event):
    """An entry of the answer book was added, changed, put away or taken back. `by`: a Slack user or the operator."""

    entry: Entry
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAway(Event):
    """Somebody on the roster went away or came back, whatever their shift says."""

    agent_id: str
    away: bool
