"""What agents and leads do."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.events.base import Event
from chalicelib.care.state import Entry, Macro
from chalicelib.care.vocabulary import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPress(Event):
    """Somebody did something on the desk, in Slack. `typed_in`: the channel they typed it in, "" for a button."""

    slack_user: str
    typed_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(DeskPress):
    """An agent did something about a case. `case_version` is what the card showed, 0 if nothing was shown.

    `seen`: when what the customer wrote last had come of what was shown (Unix seconds), 0 if nothing was shown.
    `named`: the case as it was typed, by its number or its order's name ("#1001"); then `case_id` is "".
    `under`: the thread it was pressed in ("channel:ts"), if only that says which case; then it is "", too.
    """

    case_id: str = ""
    case_version: int = 0
    seen: int = 0
    named: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPress(Press):
    """A button about something that belongs to a case. `item`: its id."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaimed(Press):
    """An agent takes the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What an agent had put into a reply dialog of their own: the words, the private ones, files, a time promised."""

    text: str = ""
    private: str = ""
    files: tuple[Attachment, ...] = ()
    by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogOpened(Press):
    """A dialog was opened empty (`view_id`) and now wants filling. Some are about a case, others about an `item`.

    `typed`: the dialog was there already, and the item is taken into it; None if it was not.
    """

    dialog: str
    view_id: str
    item: str = ""
    typed: Typed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDrafted(Press):
    """An agent wants to see a reply as the customer will get it, in the dialog `view_id`.

    `by`: until when (UTC) they promise more, None if they do not. `item`: what the text began from. `files`: what goes
    along, in Slack. `private`: what they write to the author of a comment besides, "" if nothing. `channel`: by which
    the dialog said that it goes.
    """

    view_id: str
    text: str
    private: str = ""
    files: tuple[Attachment, ...] = ()
    by: datetime | None = None
    item: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(Press):
    """An agent sent a reply, as its preview showed it. `entry`: that of the answer book it began from, "" if none.

    `by`: until when (UTC) it promises more, None if it does not. `files`: what goes along, in Slack.
    `private`: what is written to the author of a comment besides, "" if nothing is. `channel`: as for a draft.
    """

    text: str
    private: str = ""
    files: tuple[Attachment, ...] = ()
    entry: str = ""
    by: datetime | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSearched(DeskPress):
    """Somebody searched the answer book from the keyboard."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsSought(DeskPress):
    """Somebody looks for a customer, an order, a parcel or a case by what they typed."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBegun(DeskPress):
    """An agent begins a case about whom `who` names (as for RecordsSought, or an address that nobody has yet).

    `what`: mail (`subject` and `text` go to them), or case (`text` is what is to be done). `language`: "" for theirs.
    """

    who: str
    what: str
    text: str
    subject: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Press):
    """An agent says it is solved. `survey`: the customer is asked whether it is."""

    survey: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened(DeskPress):
    """Somebody looks at the app's home, which now wants drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandAsked(DeskPress):
    """A command that only wants an answer: help, or why what was typed is no command. `said`: the words' key."""

    said: str
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisWritten(Press):
    """Somebody says what was the cause of a "No" or a bad review, and what we change."""

    cause: str
    note: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingWritten(DeskPress):
    """A lead tells the team what changes. `people`: whom, by Slack id; nobody named is everybody."""

    title: str
    text: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingConfirmed(DeskPress):
    """An agent has read the briefing `item`."""

    item: str


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
