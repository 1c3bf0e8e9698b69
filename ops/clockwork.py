"""A shop's past played in memory: each event at its own time, each timer when it is due, each mail when it may go out.

The decisions, the store's contract and delivery's checks (still true, the customer's night) are those of the
deployment; only doors, queues and channels are left out.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chalicelib import counting
from chalicelib.bootstrap import Services
from chalicelib.care import events as e
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Ref
from chalicelib.deliver import Job, deliver
from chalicelib.observability import metrics
from chalicelib.process import process
from chalicelib.react import react
from chalicelib.receipts import Receipt
from chalicelib.store.memory import MemoryStore
from chalicelib.store.plan import Plan
from chalicelib.store.port import Facts, Row, Timer
from chalicelib.store.standing import place_in_line

SHOP = "past"
Step = Callable[[], object]


class PastStore(MemoryStore):
    """The store in memory, which tells of every timer that was set: nobody has to look for what is due."""

    def __init__(self) -> None:
        super().__init__()
        self.set: list[Timer] = []
        # Who waits in which queue and where: a year has far too many subjects to look through for each case.
        self.queued: dict[str, dict[Ref, str]] = defaultdict(dict)

    def _apply(self, planned: Plan) -> None:
        super()._apply(planned)
        self.set += [timer for timer in planned.timers.values() if timer]
        for ref, subject in planned.subjects.items():
            if isinstance(subject, Case):
                for line in self.queued.values():
                    line.pop(ref, None)
                if place := place_in_line(subject):
                    self.queued[subject.queue][ref] = place

    def _standing(self, shop: str, queue: str) -> list[tuple[str, Ref]]:  # noqa: ARG002 - there is one shop
        return sorted((place, ref) for ref, place in self.queued[queue].items())


@dataclass
class Clockwork:
    """One shop's past. `now` is where its clock stands (UTC); `channels` are those by which messages go out."""

    policy: Policy
    channels: frozenset[str] = frozenset({"email"})
    store: PastStore = field(default_factory=PastStore)
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    coming: list[tuple[datetime, int, Step]] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.services = Services(store=self.store, policy=lambda _: self.policy, now=lambda: self.now, queue=_NoQueue())
        self.store.on_new.append(self._new)

    def until(self, at: datetime) -> None:
        """Let the clock run."""
        while self.coming and self.coming[0][0] <= at:
            self.now, _, step = heapq.heappop(self.coming)
            step()
            # Nobody collects what the past counts, and a hundred of one number would be printed.
            metrics.clear_metrics()

    def at(self, at: datetime, step: Step) -> None:
        """Have something happen at its time, or at once if that is over."""
        self.count += 1
        heapq.heappush(self.coming, (max(at, self.now), self.count, step))

    def happens(self, event: e.Event, receipt: str = "") -> str:
        """Decide on an event now, told by a receipt of its own unless one is named; what came of it."""
        outcome = process(self.services, event, receipt or event.key, self.now)
        while self.store.set:
            timer = self.store.set.pop()
            self.at(timer.due_at, lambda timer=timer: self._rings(timer))  # type: ignore[misc]
        return outcome

    def count_facts(self) -> None:
        """Fold what was decided so far into tallies."""
        counting.count_facts(self.services, self.facts)
        self.facts.clear()

    def _rings(self, timer: Timer) -> None:
        current = self.store._timers.get((timer.shop, timer.about, timer.kind))
        if current is None or current.version != timer.version:
            return
        self.store.timer_rung(timer)
        self.happens(e.TimerFired(
            shop=SHOP, key=f"timer:{timer.about}:{timer.kind}:{timer.version}", occurred_at=timer.due_at,
            subject=str(timer.about), kind=timer.kind, params=dict(timer.params),
        ))  # fmt: skip

    def _new(self, _: str, item: Receipt | Row | Facts) -> None:
        if isinstance(item, Facts):
            self.facts.append(item)
        elif isinstance(item, Receipt):
            self.at(self.now, lambda: react(self.services, item.id))
        elif item.channel in self.channels:
            # What the team reads in Slack changes nothing that is known.
            self.at(self.now, lambda: self._deliver(item.id))

    def _deliver(self, row_id: str) -> None:
        if deliver(self.services, row_id, self) == "waiting":
            row = self.store.row(row_id)
            assert row is not None
            assert row.next_try is not None
            self.at(row.next_try, lambda: self._deliver(row_id))

    def send(self, job: Job) -> str:
        """A message goes out."""
        return f"past-{job.row.id}"

    def recover(self, job: Job) -> str | None:  # noqa: ARG002 - no worker ever dies here
        """Never asked."""
        return None


class _NoQueue:
    """Nothing waits on a queue here: what is tried later is tried by the clock."""

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        """Nothing to do."""
