"""What a Slack workspace is made of: people, messages, dialogs, files."""

from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any

TEAM_CHANNEL = "C0AFTERCARE"


class SlackRefusedError(Exception):
    """Raised when Slack would answer with an error; the message is its code, with details after a colon."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the Slack workspace."""

    id: str
    name: str
    note: str


PEOPLE = (
    Person("U0ZUZANA", "Zuzana Horáková", "agent: Slovak, English"),
    Person("U0ADAM", "Adam Nowak", "agent: Polish, English"),
    Person("U0MARTA", "Marta Kráľová", "lead: all languages"),
    Person("U0STRANGER", "Viktor Cudzí", "not on the roster"),
)


@dataclass(slots=True)
class Upload:
    """A file sent to Slack: `content` once it came, of `length` bytes."""

    id: str
    name: str
    length: int
    content: bytes = b""

    @property
    def type(self) -> str:
        """Its MIME type, by its name."""
        return guess_type(self.name)[0] or "application/octet-stream"

    @property
    def shown(self) -> dict[str, Any]:
        """Slack's file object, as far as we look at one."""
        return {"id": self.id, "name": self.name, "title": self.name, "mimetype": self.type, "size": self.length}


@dataclass(slots=True)
class Message:
    """A Slack message. `only_for`: the one person who sees it, "" for everybody; `user`: who wrote it, "" for us."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    thread_ts: str = ""
    broadcast: bool = False
    only_for: str = ""
    edits: int = 0
    files: list[Upload] = field(default_factory=list)
    user: str = ""

    @property
    def brief(self) -> str:
        """Its text in one line, for the log."""
        return " ".join(self.text.split())[:140]


@dataclass(slots=True)
class Modal:
    """A dialog on somebody's screen."""

    id: str
    user: str
    view: dict[str, Any]
    external_id: str = ""
    updates: int = 0
    open: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    previous: str = ""


def direct(user: str) -> str:
    """The id of the conversation between the app and a person."""
    return f"D{user[1:]}"
