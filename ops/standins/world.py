"""What the stand-ins know: a Slack workspace, a Facebook page, a mailbox, and a log of what happened, in one place."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Condition, RLock
from typing import Any
from uuid import uuid4

from ops.standins.network import PAGE_ID, Comment, Said
from ops.standins.slack_workspace import PEOPLE, TEAM_CHANNEL, Message, Modal, Person, Upload, direct

LOG_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it left: envelope, and the untouched MIME bytes."""

    number: int
    at: datetime
    sender: str
    receivers: tuple[str, ...]
    raw: bytes

    @property
    def provider_id(self) -> str:
        """SES's id of it: SES puts its own Message-ID in place of ours."""
        found = re.search(rb"^message-id:\s*<([^>\s]+)>", self.raw, re.IGNORECASE | re.MULTILINE)
        return found[1].decode() if found else ""

    @property
    def row(self) -> str:
        """The outbox row of it, "" if it is none of ours. SES repeats it as a tag, which MiniStack forgets; the MIME
        boundary says it, too, even of a mail whose answer never reached the worker."""
        found = re.search(rb'boundary="=_([A-Za-z0-9_-]+)"', self.raw)
        return found[1].decode() if found else ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the log. `area`: shop, mail, slack, facebook, page, clock, stack."""

    at: datetime
    area: str
    text: str
    receipt: str = ""
    good: bool = True


class World:
    """All of it, safe to use from any thread; `version` grows with every change."""

    def __init__(self, people: tuple[Person, ...] = PEOPLE) -> None:
        self.people = {person.id: person for person in people}
        self.channels = {TEAM_CHANNEL: "customer-care"}
        self.messages: list[Message] = []
        self.modals: list[Modal] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.uploads: dict[str, Upload] = {}
        self.triggers: dict[str, tuple[str, float]] = {}
        self.posts: dict[str, str] = {f"{PAGE_ID}_1": "Our new autumn lamps are here!"}
        self.comments: dict[str, Comment] = {}
        self.said: list[Said] = []
        self.mails: list[Mail] = []
        self.log: list[Happening] = []
        self.version = 0
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._last_ts = 0

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the world while changing it, then tell whoever waits."""
        with self._changed:
            yield
            self.version += 1
            self._changed.notify_all()

    @contextmanager
    def look(self) -> Iterator[None]:
        """Hold the world still while reading more than one thing."""
        with self._lock:
            yield

    def wait(self, version: int, seconds: float) -> int:
        """Until something changed since `version`, at most `seconds`; the version now."""
        with self._changed:
            self._changed.wait_for(lambda: self.version > version, seconds)
            return self.version

    def happened(self, area: str, text: str, receipt: str = "", good: bool = True) -> None:
        """Add a line to the log; the oldest are forgotten."""
        with self.change():
            self.log.append(Happening(datetime.now(UTC), area, text, receipt, good))
            del self.log[:-LOG_LENGTH]

    def next_ts(self) -> str:
        """A Slack timestamp: seconds and microseconds, never the same twice."""
        with self._lock:
            self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def upload(self, name: str, content: bytes) -> Upload:
        """A file that somebody uploads in a dialog: it is in Slack before the dialog is sent."""
        with self.change():
            made = Upload(f"F{uuid4().hex[:10].upper()}", name, len(content), content)
            self.uploads[made.id] = made
        return made

    # what the story and the console ask

    def channel(self, id_: str = TEAM_CHANNEL) -> list[Message]:
        """Messages of a channel for everybody, threads included, oldest first."""
        with self._lock:
            return [message for message in self.messages if message.channel == id_ and not message.only_for]

    def cards(self) -> list[Message]:
        """Messages with buttons or a header, oldest first."""
        return [message for message in self.channel() if message.blocks]

    def thread(self, ts: str) -> list[Message]:
        """What was said under a message."""
        return [message for message in self.channel() if message.thread_ts == ts]

    def whispers(self, user: str) -> list[Message]:
        """What only this person sees: ephemeral notes and direct messages."""
        with self._lock:
            own = direct(user)
            return [message for message in self.messages if message.only_for == user or message.channel == own]

    def modal(self, user: str) -> Modal | None:
        """The dialog on somebody's screen."""
        with self._lock:
            return next((modal for modal in reversed(self.modals) if modal.user == user and modal.open), None)

    def answers(self, comment: str) -> list[Comment]:
        """What the page wrote under a comment."""
        with self._lock:
            return [each for each in self.comments.values() if each.parent == comment and each.author_id == PAGE_ID]
