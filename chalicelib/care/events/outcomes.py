"""What became of what we did: timers that rang, messages that went out or did not."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.care.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """A timer came due. `subject`: a `Ref` as text; `kind`: the timer's kind; `params`: what was set with it."""

    subject: str
    kind: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHeard(Event):
    """An outside source was heard: told at most once per slot of time, however much it sends."""

    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReconciled(Event):
    """A store's orders were compared with what is known: so many were `missing`, so many `different`; both come in."""

    feed: str
    looked_at: int
    missing: int
    different: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReported(Event):
    """SES told what became of a mail: `outcome` is send, delivery, bounce, complaint or reject. `message_id` is ours.

    `kind`, `to` and `about` are filled in from the outbox row before it is decided on.
    """

    message_id: str
    outcome: str
    kind: str = ""
    to: str = ""
    about: str = ""
    permanent: bool = False
    provider_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReported(Event):
    """A network told what became of a reply of ours: it has it, or (`reason`) it could not be delivered.

    `message_id` is ours, `provider_id` the network's.
    """

    message_id: str
    provider_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """A message of ours went out; its channel calls it `provider_id`."""

    message_id: str
    kind: str
    channel: str
    about: str
    params: dict[str, str]
    provider_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageHeld(Event):
    """A message of ours waits until `until` (UTC), because of `reason`."""

    message_id: str
    kind: str
    channel: str
    about: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSkipped(Event):
    """A message of ours was not sent, because of `reason`, and will not be."""

    message_id: str
    kind: str
    channel: str
    about: str
    reason: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """A message of ours could not be sent, or may or may not have gone out (`ambiguous`) where nobody can be asked.

    `gone`: what it was to change can be changed no more.
    """

    message_id: str
    kind: str
    channel: str
    about: str
    reason: str
    ambiguous: bool = False
    gone: bool = False
    params: dict[str, str] = field(default_factory=dict)
