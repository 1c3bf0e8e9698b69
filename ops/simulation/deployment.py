"""A deployment in memory whose program is disturbed, and is called again as AWS and the vendors would.

After a stop a vendor posts again, a stream record and a queue message come back, a tick comes a minute later. The clock
jumps to the next minute at which anything is due.
"""

import heapq
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from greenlet import greenlet

from chalicelib.care.rules import Policy
from chalicelib.deliver import deliver
from chalicelib.errors import StoreError
from chalicelib.observability import metrics
from chalicelib.sweep import sweep
from ops.simulation.faults import Breaker, Fault, FragileQueue, Script, Stopped
from ops.simulation.watched import Arrival as Arrival
from ops.simulation.watched import Watched
from ops.simulation.workers import Workers
from ops.simulation.world import Queued

VISIBILITY = timedelta(minutes=3)
AGAIN = timedelta(minutes=1)
MINUTE = timedelta(minutes=1)
STANDS = timedelta(minutes=16)  # longer than a claim
# Longer than what was lost, failed, or stood still with its claim takes to be done after all.
COMES_TO_ITS_END = timedelta(hours=2)
# Of reads, writes and things done in a run: a story takes some thousands, a long one twenty thousand.
MOST_STEPS = 250_000

Known = TypeVar("Known")
Job = Callable[[], None] | greenlet


@dataclass(frozen=True)
class Conditions:
    """How a run is disturbed. `workers` at once; `twice`: the chance that a trigger comes twice.

    `faults` breaks calls by their number, `script` by their names: each of its steps waits for the next call
    whose name is like it, and breaks that, or lets it be.
    """

    faults: Mapping[int, Fault] = field(default_factory=dict)
    script: Script = ()
    workers: int = 1
    twice: float = 0.0
    any_order: bool = False


class Endless(BaseException):
    """The run goes on for ever: nothing catches this but the world around it."""


class Deployment(Watched):
    """The movements' world on a clock that jumps. `endless`: it was given up after MOST_STEPS."""

    at_once = False

    def __init__(
        self, policy: Policy, conditions: Conditions, dice: Random, bounces: Set[str] = frozenset(),
        refusing: Set[str] = frozenset(),
    ) -> None:  # fmt: skip
        super().__init__(Breaker(conditions.faults, list(conditions.script)), {"demo": policy}, dice, bounces, refusing)
        self.conditions = conditions
        self.workers = Workers(dice.choice, self._stalled)
        self.breaker.turn, self.breaker.stall = self._turn, self.workers.stall
        self.steps, self.endless = 0, False
        self.standing: list[tuple[datetime, greenlet]] = []
        object.__setattr__(self.services, "queue", FragileQueue(self.breaker, self.services.queue.put))
        self.ticked = self.now
        self.first: dict[Arrival, Any] = {}

    def once(self, arrival: Arrival, made: Callable[["Deployment"], Known]) -> Known:
        """What an arrival brings is settled when it first comes: sent again, it is the same."""
        if arrival not in self.first:
            self.first[arrival] = made(self)
        kept: Known = self.first[arrival]
        return kept

    def run_until(self, end: datetime) -> None:
        """Everything that happens by then, unless it never becomes quiet.

        What has begun by then comes to its own end: what is lost at the very end is found minutes later, as ever.
        """
        self.fragile.rings_until = end
        try:
            self._pumped()
            while (at := self._next()) is not None and at <= end + COMES_TO_ITS_END:
                self.now = max(self.now, at)
                self._pumped()
            self.now = end
        except Endless:
            self.endless = True

    def _turn(self, _: str) -> None:
        self._stepped()
        self.workers.turn()

    def _stepped(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Endless

    def _next(self) -> datetime | None:
        moments = [each.at for each in self.queue] + [at for at, _ in self.standing]
        if self.agenda:
            moments.append(self.agenda[0][0])
        if due := self.fragile.next_due():
            moments.append(max(_minute(due), self.ticked + MINUTE))
        return min(moments, default=None)

    def _pumped(self) -> None:
        """All that can be done now, `workers` things at a time."""
        metrics.clear_metrics()
        while ready := self._ready():
            self._stepped()
            self.workers.together([job if isinstance(job, greenlet) else self._guarded(job) for job in ready])

    def _ready(self) -> list[Job]:
        jobs: list[Job] = []
        while len(jobs) < self.conditions.workers:
            job = self._job()
            if job is None:
                break
            jobs.append(job)
        return jobs

    def _stalled(self, worker: greenlet) -> None:
        self.standing.append((self.now + STANDS + timedelta(minutes=self.dice.randint(0, 5)), worker))

    def _from_standing(self) -> greenlet:
        place = next(place for place, (at, _) in enumerate(self.standing) if at <= self.now)
        self.note("a worker that stood still goes on")
        return self.standing.pop(place)[1]

    def _kinds(self) -> list[str]:
        """Of what there is something to do now."""
        # What is due is looked for by going through all there is: only where a tick could follow.
        due = self.fragile.next_due() if self.ticked + MINUTE <= self.now else None
        return [
            kind for kind, there in {
                "stream": bool(self.stream), "queue": any(each.at <= self.now for each in self.queue),
                "standing": any(at <= self.now for at, _ in self.standing),
                "agenda": bool(self.agenda) and self.agenda[0][0] <= self.now,
                "tick": due is not None and due <= self.now,
            }.items() if there
        ]  # fmt: skip

    def _kind(self, kinds: list[str]) -> str:
        """What is done first."""
        return self.dice.choice(kinds) if self.conditions.any_order else kinds[0]

    def _job(self) -> Job | None:
        if not (kinds := self._kinds()):
            return None
        return getattr(self, f"_from_{self._kind(kinds)}")()  # type: ignore[no-any-return]

    def _again(self) -> bool:
        return self.dice.random() < self.conditions.twice

    def _from_stream(self) -> Callable[[], None]:
        place = self.dice.randrange(len(self.stream)) if self.conditions.any_order else 0
        item = self.stream[place]
        if not self._again():
            del self.stream[place]

        def read() -> None:
            try:
                self.flow(item)
            except Stopped as stopped:
                if not stopped.lost:
                    self.stream.append(item)
            except StoreError:
                self.stream.append(item)

        return read

    def _from_queue(self) -> Callable[[], None]:
        ready = [each for each in self.queue if each.at <= self.now]
        each = self.dice.choice(ready) if self.conditions.any_order else ready[0]
        if not self._again():
            self.queue.remove(each)

        def sent() -> None:
            row = self.store._rows[each.row_id]
            try:
                deliver(self.services, each.row_id, self.senders[row.channel])
            except Stopped as stopped:
                if not stopped.lost:
                    self._back(each)
            except StoreError:
                self._back(each)

        return sent

    def _back(self, each: Queued) -> None:
        self.queue.append(Queued(each.row_id, each.channel, self.now + VISIBILITY))

    def _from_agenda(self) -> Callable[[], None]:
        _, _, what, arrival = heapq.heappop(self.agenda)
        # A pause is set by hand: nobody delivers it again.
        if not what.startswith("pause") and self._again():
            self.arrives(self.now + timedelta(minutes=self.dice.randint(0, 300)), f"{what}, once more", arrival)

        def arrive() -> None:
            self.note(what)
            try:
                taken = arrival(self)
            except (Stopped, StoreError):
                taken = False
            if not taken:
                self.arrives(self.now + AGAIN, f"{what}, again", arrival)

        return arrive

    def _from_tick(self) -> Callable[[], None]:
        self.ticked = self.now

        def tick() -> None:
            sweep(self.services)

        return tick

    def _guarded(self, job: Callable[[], None]) -> Callable[[], None]:
        def guarded() -> None:
            # What is not caught by the job itself comes again by itself: a tick, a minute later.
            try:
                job()
            except (Stopped, StoreError):
                return

        return guarded


def _minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE
