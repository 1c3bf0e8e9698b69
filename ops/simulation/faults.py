"""What can go wrong at an effectful call, and the store, the queue and the channels at which it does.

Effectful calls are the store's writes, the queue's puts and the channels' sends. Each is numbered, from 1; the breaker
breaks those it is told to. At every call of the store another worker may get its turn first.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from fnmatch import fnmatch
from typing import Any

from chalicelib.care.goodwill_moved import DONE
from chalicelib.deliver import Job
from chalicelib.deliver_slack import work_of
from chalicelib.errors import AmbiguousError, AwayError, PermanentError, StoreUnavailableError, TemporaryError
from chalicelib.lanes import DROPPED_AFTER
from chalicelib.receipts import Receipt
from chalicelib.store.memory import MemoryStore
from chalicelib.store.plan import Plan
from chalicelib.store.port import Facts, Lane, Mark, Row, Timer

WRITES = (
    "put_receipt", "update_receipt", "commit", "claim", "reclaim", "release", "postpone", "timer_rung", "fold",
    "postpone_facts", "line_up", "put_lane", "drop_lane", "put_erasure", "wipe_row", "drop_body", "replace_body",
    "drop_lines",
)  # fmt: skip
LATE = ("commit", "update_receipt", "release", "line_up")
EVER = datetime.max.replace(tzinfo=UTC)
READS = ("load", "receipt", "row", "due", "lane", "line", "marks")


class Fault(StrEnum):
    """What happens at the chosen call."""

    STOP_BEFORE = "the program stops before it"
    STOP_AFTER = "the program stops after it"
    FAIL = "it fails"
    TIME_OUT = "it is done, but its answer is lost"
    LOSE = "the trigger that led to it is lost for good"
    STALL = "its worker stands still before it, and goes on when others have long taken over"


Script = Sequence[tuple[str, Fault | None]]


class Stopped(BaseException):
    """The program is gone: nothing catches this but the world around it. `lost`: its trigger does not come again."""

    def __init__(self, call: str, lost: bool = False) -> None:
        super().__init__(call)
        self.lost = lost


def _nobody_else(_: str = "") -> None:
    """One worker alone is never interrupted."""


@dataclass
class Breaker:
    """Counts effectful calls and breaks those in `faults`, by number, and those that are next in `script`, by name.

    `turn` lets other workers go on before the call of that name, `stall` all others for longer than a claim lasts.
    """

    faults: Mapping[int, Fault] = field(default_factory=dict)
    script: list[tuple[str, Fault | None]] = field(default_factory=list)
    calls: int = 0
    happened: list[str] = field(default_factory=list)
    turn: Callable[[str], None] = _nobody_else
    stall: Callable[[], None] = _nobody_else

    def around(self, name: str, call: Callable[[], Any], failed: Exception, lost: Exception) -> Any:
        """Make the call, or break it: `failed` says it was not done, `lost` that nobody knows."""
        self.turn(name)
        self.calls += 1
        fault = self.faults.get(self.calls) or self._scripted(name)
        if fault is None:
            return call()
        self.happened.append(f"call {self.calls}, {name}: {fault}")
        if fault is Fault.STALL:
            # A worker lives a minute and a claim a quarter of an hour, so none stands still before it sends.
            if name.partition(" ")[0] in LATE:
                self.stall()
            return call()
        if fault in (Fault.STOP_BEFORE, Fault.LOSE):
            raise Stopped(name, lost=fault is Fault.LOSE)
        if fault is Fault.FAIL:
            raise failed
        call()
        raise Stopped(name) if fault is Fault.STOP_AFTER else lost

    def _scripted(self, name: str) -> Fault | None:
        return self.script.pop(0)[1] if self.script and fnmatch(name, self.script[0][0]) else None


class FragileStore(MemoryStore):
    """The in-memory store, its writes behind the breaker. `applied` counts the commits of each event's mark.

    `on_change` is called after whatever may make a message true or untrue. No timer rings after `rings_until`.
    """

    def __init__(self, breaker: Breaker) -> None:
        super().__init__()
        self.applied: dict[str, int] = {}
        self.on_change: Callable[[], None] = _nobody_else
        self.rings_until = EVER
        for name in WRITES:
            setattr(self, name, self._broken(breaker, name, getattr(self, name)))
        for name in READS:
            setattr(self, name, self._interrupted(breaker, name, getattr(self, name)))

    def _apply(self, planned: Plan) -> None:
        super()._apply(planned)
        self.applied[planned.mark.event] = self.applied.get(planned.mark.event, 0) + 1
        self.on_change()

    def put_setting(self, *args: Any, **named: Any) -> bool:
        """As ever; what is paused says what may go out."""
        done = super().put_setting(*args, **named)
        self.on_change()
        return done

    def due(self, now: datetime, limit: int) -> tuple[list[Timer], list[Receipt], list[Row], list[Facts]]:
        """As ever, without the timers of after the end."""
        timers, receipts, rows, facts = super().due(now, limit)
        return [timer for timer in timers if timer.due_at <= self.rings_until], receipts, rows, facts

    def next_due(self) -> datetime | None:
        """When the sweep next has something to do."""
        receipts = [each.next_try for each in self._receipts.values() if each.next_try]
        rows = [each.next_try for each in self._rows.values() if each.next_try]
        timers = (each.due_at for each in self._timers.values() if each.due_at <= self.rings_until)
        lanes = (_turn(each) for each in self.lanes())
        return min((*receipts, *rows, *self._uncounted.values(), *timers, *lanes), default=None)

    @staticmethod
    def _broken(breaker: Breaker, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def broken(*args: Any, **named: Any) -> Any:
            away = StoreUnavailableError(f"{name}: broken on purpose")
            of = next((f" {each.event}" for each in args if isinstance(each, Mark)), "")  # which event is committed
            return breaker.around(name + of, lambda: call(*args, **named), away, away)

        return broken

    @staticmethod
    def _interrupted(breaker: Breaker, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def interrupted(*args: Any, **named: Any) -> Any:
            breaker.turn(name)
            return call(*args, **named)

        return interrupted


def _turn(lane: Lane) -> datetime:
    """When the sweep next looks after a lane."""
    return max(lane.until, lane.turn_at, lane.emptied_at + DROPPED_AFTER if lane.emptied_at else lane.until)


@dataclass
class FragileChannel:
    """A channel that knows what it sent by the row's id. `tells`: it can be asked later (mail tells by itself).

    `on_sent` hears of each sending. `refusing`: what it never does anything to.
    """

    name: str
    breaker: Breaker
    tells: bool
    on_sent: Callable[[Row], None]
    refusing: Set[str] = frozenset()
    sent: list[Row] = field(default_factory=list)

    def send(self, job: Job) -> str:
        """Send it, or fail as told. What is no message is done as Slack's side does it."""
        if work := work_of(job.row.kind):
            return work(job, lambda _: True)

        if str(job.row.about) in self.refusing and self.name == "store":
            raise PermanentError("the store does not do it")

        def out() -> str:
            self.on_sent(job.row)
            self.sent.append(job.row)
            return self._name(job.row)

        # Half of what fails is the channel's trouble, and the others line up.
        trouble = TemporaryError if self.breaker.calls % 2 else AwayError
        busy, unknown = trouble("broken on purpose", retry_after=30), AmbiguousError("broken on purpose")
        result: str = self.breaker.around(f"send {self.name} {job.row.kind}", out, busy, unknown)
        return result

    def recover(self, job: Job) -> str | None:
        """What the channel knows of it. Mail: a quarter of an hour without SES's word means that it did not go out."""
        if self.name == "email" or work_of(job.row.kind):
            return None
        if not self.tells:
            raise AmbiguousError("cannot be asked")
        return next((self._name(row) for row in self.sent if row.id == job.row.id), None)

    def _name(self, row: Row) -> str:
        """What the channel calls it; a store says that it has done it."""
        return f"{DONE if self.name == 'store' else ''}{self.name}-{row.id}"


@dataclass(frozen=True)
class FragileQueue:
    """The queue behind the breaker."""

    breaker: Breaker
    inner: Callable[..., None]

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        """Put it, or fail as told."""
        away = StoreUnavailableError("queue: broken on purpose")
        self.breaker.around("queue", lambda: self.inner(row_id, channel, delay), away, away)
