"""What a decision comes to in writes: worked out here once, so that every store commits the same.

Where a decision says a thing twice, the last value of a subject, an alias or a timer counts, and the first
message or fact of an id. A subject or an alias put back as it was loaded is not written at all: naming a parcel
at each of its scans costs nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from chalicelib.care.effects import (
    Alias,
    CancelTimer,
    Decision,
    Effect,
    Name,
    Note,
    Put,
    RecordFact,
    Rely,
    SendMessage,
    SetTimer,
    Unname,
    digest,
)
from chalicelib.care.people import Whole
from chalicelib.care.personal import PRIVACY_KINDS
from chalicelib.care.state import Ref, Subject
from chalicelib.errors import TooLargeError
from chalicelib.store.port import (
    FIRST_TRY,
    MAX_FACTS,
    Fact,
    Facts,
    Loaded,
    Mark,
    Row,
    Settlement,
    TimelineEntry,
    Timer,
)

MAX_WRITES = 100  # per transaction (DynamoDB, TransactWriteItems)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Plan:
    """The writes of one commit, mark included. `lines`: subject, what, why.

    A timer of None is cancelled, an alias of None leads nowhere any more.
    """

    loaded: Loaded
    mark: Mark
    settle: Settlement | None
    subjects: dict[Ref, Subject] = field(default_factory=dict)
    relied: set[Ref] = field(default_factory=set)
    aliases: dict[Alias, Ref | None] = field(default_factory=dict)
    timers: dict[tuple[Ref, str], Timer | None] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    lines: list[tuple[Ref, str, str]] = field(default_factory=list)

    def version(self, ref: Ref) -> int:
        """The version `ref` had when it was loaded."""
        return self.loaded.versions.get(ref, 0)

    def marked(self) -> Mark:
        """The mark as it is written: with the messages that are not left out."""
        return replace(self.mark, rows=tuple(self.rows))

    def size(self) -> int:
        """Operations of the transaction; facts ride in the mark's."""
        told = {ref for ref, _, _ in self.lines}
        known = len(self.subjects) + len(self.relied) + len(self.aliases) + len(self.timers) + len(told)
        return 1 + known + len(self.rows) + (self.settle is not None)

    def counts(self) -> Facts | None:
        """What is to be counted of it, None if it is nothing."""
        facts = tuple(self.facts.values())
        return Facts(shop=self.mark.shop, event=self.mark.event, facts=facts) if facts else None

    def timeline(self) -> Iterable[tuple[Ref, str, list[TimelineEntry]]]:
        """Subject, sort key and its lines, in the decision's order. The key orders by time, then event."""
        key = timeline_key(self.mark.now, self.mark.event)
        for ref in dict.fromkeys(ref for ref, _, _ in self.lines):
            lines = [
                TimelineEntry(at=self.mark.now, what=what, why=why, event=self.mark.event)
                for about, what, why in self.lines
                if about == ref
            ]
            yield ref, key, lines

    def without(self, rows: Iterable[str]) -> None:
        """Leave out messages that are known already, and say so on the timeline."""
        for row_id in rows:
            row = self.rows.pop(row_id)
            self.lines.append((row.about, "message.known", f"{row.kind}: {row_id} was decided before"))


def plan(
    loaded: Loaded, decision: Decision, mark: Mark, settle: Settlement | None = None, observe: bool = False
) -> Plan:
    """Work out the writes. TooLargeError if they do not fit into one transaction."""
    made = Plan(loaded, mark, settle)
    for effect in decision.effects:
        _add(made, effect, observe)
    before = loaded.world.subjects
    made.subjects = {ref: new for ref, new in made.subjects.items() if before.get(ref) != new}
    made.relied -= set(made.subjects)
    made.aliases = {alias: ref for alias, ref in made.aliases.items() if not _leads_there(loaded, alias, ref)}
    made.rows = {id_: _at_version(made, row) for id_, row in made.rows.items()}
    if settle and settle.row_id in made.rows:
        made.without([settle.row_id])
    if len(made.facts) > MAX_FACTS:
        raise TooLargeError(f"{mark.event}: {len(made.facts)} facts, and one count takes {MAX_FACTS}")
    if made.size() > MAX_WRITES:
        raise TooLargeError(f"{mark.event}: {made.size()} writes, and a transaction takes {MAX_WRITES}")
    return made


def _leads_there(loaded: Loaded, alias: Alias, ref: Ref | None) -> bool:
    return alias in loaded.current and loaded.world.aliases.get(alias) == ref


def timeline_key(now: datetime, event: str) -> str:
    """Where what an event came to stands on a timeline: by time, then by event."""
    return f"T#{instant(now)}#{digest(event)}"


def observed(what: str, why: str, now: datetime) -> TimelineEntry:
    """A line that no event led to. The same, seen twice at one instant, is one line."""
    return TimelineEntry(at=now, what=what, why=why, event=f"seen:{digest(what, why)}")


def counted_at(now: datetime, every: timedelta) -> datetime:
    """When the facts of a decision are counted: with all others, at the next full `every` of the clock."""
    return now + every - (now - _EPOCH) % every


def instant(at: datetime) -> str:
    """An instant as text of fixed width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _add(made: Plan, effect: Effect, observe: bool) -> None:
    match effect:
        case Put(subject=subject):
            if isinstance(subject, Whole):
                raise TypeError(f"{subject.ref}: a whole person is for reading; change the record (World.customer)")
            made.subjects[subject.ref] = subject
        case Rely(on=ref):
            made.relied.add(ref)
        case Name(alias=alias, ref=ref):
            made.aliases[alias] = ref
        case Unname(alias=alias):
            made.aliases[alias] = None
        case Note(about=about, what=what, why=why):
            made.lines.append((about, what, why))
        case SendMessage():
            made.rows.setdefault(effect.id, _row(made.mark, effect, observe))
        case SetTimer():
            made.timers[effect.about, effect.kind] = _timer(made.mark, effect)
        case CancelTimer(about=about, kind=kind):
            made.timers[about, kind] = None
        case RecordFact():
            made.facts.setdefault(effect.id, _fact(made.mark, effect))


def _row(mark: Mark, message: SendMessage, observe: bool) -> Row:
    observe = observe and message.kind not in PRIVACY_KINDS
    return Row(
        id=message.id, shop=mark.shop, kind=message.kind, channel=message.channel, to=message.to,
        about=message.about, params=dict(message.params), conditions=message.conditions,
        not_after=message.not_after, wakes=message.wakes, version=0, created_at=mark.now,
        status="observed" if observe else "new", next_try=None if observe else mark.now + FIRST_TRY,
    )  # fmt: skip


def _at_version(made: Plan, row: Row) -> Row:
    return replace(row, version=made.version(row.about) + (row.about in made.subjects))


def _timer(mark: Mark, effect: SetTimer) -> Timer:
    version = digest(mark.shop, mark.event, effect.about, effect.kind)
    return Timer(
        shop=mark.shop, about=effect.about, kind=effect.kind, due_at=effect.due_at, version=version,
        params=dict(effect.params),
    )  # fmt: skip


def _fact(mark: Mark, effect: RecordFact) -> Fact:
    return Fact(
        id=effect.id, shop=mark.shop, name=effect.name, at=effect.at, value=effect.value,
        dimensions=dict(effect.dimensions),
    )  # fmt: skip
