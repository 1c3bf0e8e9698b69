"""A world whose program stops, fails or times out at one chosen effectful call, and is called again as AWS would.

Effectful calls are the store's writes, the queue's puts and the channels' sends. After a stop the caller does what it
does in earnest: a vendor posts again, a stream record and a queue message come back, a tick comes a minute later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from chalicelib import gate
from chalicelib.care.state import Agent
from chalicelib.deliver import Job, deliver
from chalicelib.errors import AmbiguousError, StoreUnavailableError, TemporaryError
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Facts, Row
from chalicelib.sweep import sweep
from ops.simulation import bodies
from ops.simulation.world import Queued, World

WRITES = (
    "put_receipt", "update_receipt", "commit", "claim", "reclaim", "release", "postpone", "timer_rung", "fold",
)  # fmt: skip
VISIBILITY = timedelta(minutes=3)


class Fault(StrEnum):
    """What happens at the chosen call."""

    STOP_BEFORE = "the program stops before it"
    STOP_AFTER = "the program stops after it"
    FAIL = "it fails"
    TIME_OUT = "it is done, but its answer is lost"
    LOSE = "the trigger that led to it is lost for good"


class Stopped(BaseException):
    """The program is gone: nothing catches this but the world around it."""


@dataclass
class Breaker:
    """Counts effectful calls and breaks one: call number `at`, the first being 1; 0 breaks none."""

    at: int = 0
    fault: Fault = Fault.FAIL
    calls: int = 0
    names: list[str] = field(default_factory=list)

    def around(self, name: str, call: Callable[[], Any], failed: Exception, lost: Exception) -> Any:
        """Make the call, or break it: `failed` says it was not done, `lost` that nobody knows."""
        self.calls += 1
        self.names.append(name)
        if self.calls != self.at:
            return call()
        if self.fault in (Fault.STOP_BEFORE, Fault.LOSE):
            raise Stopped(name)
        if self.fault is Fault.FAIL:
            raise failed
        call()
        raise Stopped(name) if self.fault is Fault.STOP_AFTER else lost


class FragileStore(MemoryStore):
    """The in-memory store, its writes behind the breaker."""

    def __init__(self, breaker: Breaker) -> None:
        super().__init__()
        for name in WRITES:
            setattr(self, name, self._broken(breaker, name, getattr(self, name)))

    @staticmethod
    def _broken(breaker: Breaker, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def broken(*args: Any, **named: Any) -> Any:
            away = StoreUnavailableError(f"{name}: broken on purpose")
            return breaker.around(name, lambda: call(*args, **named), away, away)

        return broken


@dataclass
class FragileChannel:
    """A channel that knows what it sent by the row's id. `tells`: it can be asked later (mail tells by itself)."""

    name: str
    breaker: Breaker
    tells: bool
    sent: list[Row] = field(default_factory=list)
    on_sent: Callable[[Row], None] | None = None

    def send(self, job: Job) -> str:
        def out() -> str:
            self.sent.append(job.row)
            if self.on_sent:
                self.on_sent(job.row)
            return f"{self.name}-{job.row.id}"

        busy, unknown = TemporaryError("broken on purpose", retry_after=30), AmbiguousError("broken on purpose")
        result: str = self.breaker.around(f"send {self.name}", out, busy, unknown)
        return result

    def recover(self, job: Job) -> str | None:
        if self.name == "email":
            return None  # a quarter of an hour without SES's word: as deliver_email says, it did not go out
        if not self.tells:
            raise AmbiguousError("cannot be asked")
        return next((f"{self.name}-{row.id}" for row in self.sent if row.id == job.row.id), None)


class FragileWorld(World):
    """The world of the movements' tests, with one broken call and AWS's patience."""

    def __init__(self, breaker: Breaker) -> None:
        super().__init__(FragileStore(breaker))
        self.breaker = breaker
        self.mail = FragileChannel("email", breaker, tells=False)
        self.chat = FragileChannel("slack", breaker, tells=True)
        self.page = FragileChannel("social", breaker, tells=False)
        self.mail.on_sent = self._ses_tells
        self.senders = {"email": self.mail, "slack": self.chat, "social": self.page}
        self.notices: list[str] = []
        self.forms = 0
        queue = self.services.queue
        put = queue.put
        object.__setattr__(self.services, "queue", _FragileQueue(breaker, put))

    def _ses_tells(self, row: Row) -> None:
        self.notices.append(bodies.ses_event("Send", row.id))

    # called again, as AWS and vendors do
    def staffed(self, *agents: Agent) -> World:
        return self._again(lambda: super(FragileWorld, self).staffed(*agents))  # type: ignore[no-any-return]

    def post(self, source: str, body: bytes, **hints: str) -> gate.Answer:
        return self._again(lambda: super(FragileWorld, self).post(source, body, **hints), lambda a: a.status >= 500)

    def flow(self, item: Receipt | Row | Facts) -> None:
        try:
            super().flow(item)
        except Stopped:
            if self.breaker.fault is not Fault.LOSE:
                self.stream.appendleft(item)
        except StoreUnavailableError:
            self.stream.appendleft(item)

    def deliver(self, row_id: str) -> str:
        row = self.store.row(row_id)
        assert row is not None
        try:
            return deliver(self.services, row_id, self.senders[row.channel])
        except Stopped:
            if self.breaker.fault is Fault.LOSE:
                return "lost"
        except StoreUnavailableError:
            pass
        self.queue.append(Queued(row_id, row.channel, self.now + VISIBILITY))
        return "stopped"

    def tick(self, **time: float) -> dict[str, int]:
        self.later(**time)
        try:
            done = sweep(self.services)
        except (Stopped, StoreUnavailableError):
            done = {}
        self.pump()
        while self.notices:
            notice = self.notices.pop(0)
            self._again(lambda notice=notice: self.said_by_ses(notice, f"sns-{notice}"))
            self.pump()
        return done

    def answers(self, word: str) -> None:
        """The customer presses a button on the page; at an error they press again."""
        case = self.case
        self.forms += 1
        body = bodies.page_answer(case.id, case.cycle, word, f"form-{self.forms}")
        self._again(lambda: gate.admit("page", "demo", Delivery(body=body), self.store, self.now))
        self.pump()

    def _again(self, call: Callable[[], Any], failed: Callable[[Any], bool] | None = None) -> Any:
        """Do it, and once more if it stopped or failed: only one call in a run is broken."""
        try:
            answer = call()
        except (Stopped, StoreUnavailableError):
            return call()
        return call() if failed and failed(answer) else answer


@dataclass(frozen=True)
class _FragileQueue:
    breaker: Breaker
    inner: Callable[..., None]

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        away = StoreUnavailableError("queue: broken on purpose")
        self.breaker.around("queue", lambda: self.inner(row_id, channel, delay), away, away)
