"""A question or complaint."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from chalicelib.care.ref import Ref
from chalicelib.care.return_words import WantedBack
from chalicelib.care.state.clocks import NOT_STARTED, Clocks
from chalicelib.care.state.goodwill import Given
from chalicelib.care.state.group import Grouped
from chalicelib.care.state.handling import Handling
from chalicelib.care.state.heard import Heard
from chalicelib.care.state.survey import Survey
from chalicelib.care.vocabulary import Attachment

# Crockford's base 32: no letter in it looks like a digit.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class CaseState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    CLOSED = "closed"


UNASSIGNED, GROUPED = "unassigned", "grouped"
QUEUES = (UNASSIGNED, CaseState.WAITING, CaseState.CLAIMED)
"""Where an open case can stand that is worked on by itself (Case.queue)."""
EVERY_QUEUE = (*QUEUES, GROUPED)
"""And with those that wait in a group of look-alikes."""


class Line(NamedTuple):
    """One message of a case's thread. `who`: customer or agent. Only the last few are kept on the snapshot.

    `channel`: where it was written, "" for the case's own. `item`: the channel's id of it, `events`: the keys of what
    brought its words. `gone`: its author took it back, and no word of it is kept. `changed_at`: when that was, or
    when it was edited last.
    """

    who: str
    name: str
    at: datetime
    text: str
    channel: str = ""
    item: str = ""
    events: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    gone: bool = False
    changed_at: datetime | None = None


class Answer(NamedTuple):
    """The customer's answer to "Did we solve it?", for the cycle it was asked in: yes or no.

    `cause`: what they say is the matter after a No, one of the policy's, "" if they did not say. `score`: how satisfied
    they are after a Yes, 1 to 5, None if they did not say.
    """

    cycle: int
    answer: str
    at: datetime
    cause: str = ""
    score: int | None = None


class Callback(NamedTuple):
    """A call that the customer waits for. `phone` as they wrote it.

    `at`: from when, None: as soon as possible. `until`: the end of the hours they named, None if they named none.
    """

    phone: str
    at: datetime | None = None
    until: datetime | None = None


class Earned(NamedTuple):
    """To whose credit the latest resolution is, and by what it is counted: whatever comes later does not change it.

    `lost`: it was the first contact's, but is not any more (care/first_contact.py).
    """

    at: datetime
    agent_id: str
    channel: str
    language: str
    topic: str
    lost: bool = False

    @property
    def dimensions(self) -> dict[str, str]:
        """What every number about this resolution can be asked by."""
        return {"channel": self.channel, "language": self.language, "topic": self.topic, "agent": self.agent_id}


class UsedEntry(NamedTuple):
    """An entry of the answer book that the case was answered from, and the resolution (`Case.cycle`) it led to."""

    entry_id: str
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisTask:
    """What is to be found out about a case that went wrong. `because`: "no" or "review", "" if nobody asked.

    `cause`: one of the policy's, "" until somebody has looked; `note`: what happened, `change`: what we do about it.
    `counted`: by which words the cause was counted, so that it can be taken back there.
    """

    because: str
    asked_at: datetime
    cause: str = ""
    note: str = ""
    change: str = ""
    counted: dict[str, str] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question or complaint, from the first message until the customer says it is solved (or stays silent).

    `cycle` counts resolutions; an answer to "Did we solve it?" names the cycle it was asked in.
    `agent_id` is who the case is routed to, and after a claim who holds it. `earlier_id`: the same customer's case
    before it. `keep_until`: when it is looked at whether its words may go; `erased_at`: they are gone, numbers stay.
    `subject`: that of the customer's last mail. `topic`: what it is about (care.vocabulary.Topic), "" if unsorted.
    `tone` and `urgency`: those of their words (care.vocabulary), "" while nothing was read.
    `call`: the call they wait for, None if none; `back`: what they want to send back. `story_with`: the agent who knows
    this customer, "" if none;
    `unassigned_since`: when nobody could take it, and the leads were told; None while somebody has it.
    `waiting_since`: since when the customer waits for us, None while we wait for them; the `clocks` go by it.
    `given`: the goodwill entries that are about no order. `alike`: the group of look-alikes it came in, None if none.
    `survey`: None until they said that it is solved (care/case_survey.py).
    """

    id: str
    channel: str
    thread: str
    public: bool = False
    permalink: str = ""
    author_id: str = ""
    author_name: str = ""
    customer_id: str = ""
    order_id: str = ""
    evidence: str = ""
    language: str = ""
    subject: str = ""
    topic: str = ""
    tone: str = ""
    urgency: str = ""
    heard: Heard = field(default_factory=Heard)
    call: Callback | None = None
    back: WantedBack | None = None
    state: CaseState = CaseState.WAITING
    priority: int = 0
    opened_at: datetime
    waiting_since: datetime | None = None
    agent_id: str = ""
    agent_name: str = ""
    routed_because: str = ""
    story_with: str = ""
    unassigned_since: datetime | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    earned: Earned | None = None
    cycle: int = 0
    asked_cycle: int = 0
    answers: tuple[Answer, ...] = ()
    survey: Survey | None = None
    reopened: int = 0
    reopened_at: datetime | None = None
    lines: tuple[Line, ...] = ()
    threads: tuple[str, ...] = ()
    used_entries: tuple[UsedEntry, ...] = ()
    clocks: Clocks = NOT_STARTED
    analysis: AnalysisTask | None = None
    earlier_id: str = ""
    given: tuple[Given, ...] = ()
    handling: Handling = field(default_factory=Handling)
    alike: Grouped | None = None
    keep_until: datetime | None = None
    erased_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("case", self.id)

    @property
    def seen(self) -> int:
        """When what the customer wrote last had come (Unix seconds): what somebody who sees the case has seen."""
        return int(max((line.at for line in self.lines if line.who == "customer"), default=self.opened_at).timestamp())

    @property
    def number(self) -> str:
        """What people call the case by."""
        return case_number(self.id)

    @property
    def nothing_left(self) -> bool:
        """Has the customer taken back all that the case is about, before anybody answered?"""
        asked = [line.gone for line in self.lines if line.who == "customer"]
        return bool(asked) and all(asked) and self.first_response_at is None

    @property
    def queue(self) -> str:
        """Where it stands while it is open: unassigned (with nobody), grouped (on its group's card alone), waiting (to
        be claimed), claimed; else ""."""
        if self.state is CaseState.WAITING and not self.agent_id:
            return GROUPED if self.alike and not self.alike.carded else UNASSIGNED
        return str(self.state) if self.state in (CaseState.WAITING, CaseState.CLAIMED) else ""


def case_number(case_id: str) -> str:
    """Six characters that people can type. Of two cases with the same (one pair in a thousand millions), the newer
    is found by it."""
    value = int.from_bytes(blake2b(case_id.encode(), digest_size=4).digest(), "big")
    return "".join(DIGITS[value >> shift & 31] for shift in range(25, -1, -5))
