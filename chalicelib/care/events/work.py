"""What agents do about a case, besides answering it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.events.desk import Press


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSnoozed(Press):
    """An agent lets the case rest until a time (UTC), or until the customer writes."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Press):
    """An agent opens a case again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedOver(Press):
    """An agent hands the case on, to an agent (`to`) or to whoever has a skill. `note`: what they should know."""

    to: str = ""
    skill: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNoted(Press):
    """An agent notes something for the team. It never reaches the customer.

    `author`: the Slack user who wrote it, and `link`: where, if it is a message of Slack's; else "".
    """

    text: str
    author: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLinked(Press):
    """Two cases belong together. `other`: the second one, by its number or its order's name."""

    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackNoted(Press):
    """The customer is to be called. `at`: from when (UTC), None: as soon as possible."""

    phone: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDismissed(Press):
    """It was no case. `why`: thanks or mistake."""

    why: str = "mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCorrected(Press):
    """An agent says what the case is about: one of care.vocabulary.Topic."""

    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderBlocked(Press):
    """Whoever wrote this case is not listened to any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderUnblocked(Press):
    """Whoever wrote this case is listened to again."""
