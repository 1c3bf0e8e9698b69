"""Plays past orders: each event at its own time, each timer when it is due, each mail when it may go out.

The decisions, the store's contract and delivery's checks (still true, the customer's night) are those of the
deployment; only doors, queues and channels are left out.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from chalicelib import nightly, relay
from chalicelib.bootstrap import Services
from chalicelib.care import events as e
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.deliver import Job, deliver
from chalicelib.process import process
from chalicelib.react import react
from chalicelib.receipts import Receipt
from chalicelib.store.memory import MemoryStore
from chalicelib.store.plan import Plan
from chalicelib.store.port import Facts, Row, Timer
from ops.backtest.reading import Past

SHOP = "past"
NIGHT = time(2, 15)
# Timers of what never came ring on for so long after the last thing that is known.
AFTERWARDS = timedelta(days=60)
Step = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A delay notice that would have gone out. `at`: when, UTC."""

    order: str
    rule: str
    at: datetime


class PastStore(MemoryStore):
    """The store in memory, which tells of every timer that was set: nobody has to look for what is due."""

    def __init__(self) -> None:
        super().__init__()
        self.set: list[Timer] = []

    def _apply(self, planned: Plan) -> None:
        super()._apply(planned)
        self.set += [timer for timer in planned.timers.values() if timer]


@dataclass
class Player:
    """One shop's past. `notices` is what it told."""

    policy: Policy
    notices: list[Notice] = field(default_factory=list)
    store: PastStore = field(default_factory=PastStore)
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    coming: list[tuple[datetime, int, Step]] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    count: int = 0
    ends: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.services = Services(store=self.store, policy=lambda _: self.policy, now=lambda: self.now, queue=_NoQueue())
        self.store.on_new.append(self._new)

    def play(self, orders: Iterable[Past]) -> Iterator[int]:
        """Play them all, in order of time; yields how many orders were placed so far, as it goes."""
        pasts = sorted(orders, key=lambda past: (past.ordered_at, past.id))
        if not pasts:
            return
        self.now = pasts[0].ordered_at
        self.ends = max(event.occurred_at for past in pasts for event in _events(past)) + AFTERWARDS
        self._at(datetime.combine(self.now.date() + timedelta(days=1), NIGHT, UTC), self._nightly)
        for number, past in enumerate(pasts, start=1):
            for event in _events(past):
                self._at(event.occurred_at, lambda event=event: self._happens(event))  # type: ignore[misc]
            self._until(past.ordered_at)
            yield number
        self._until(self.ends)

    def _until(self, at: datetime) -> None:
        while self.coming and self.coming[0][0] <= at:
            self.now, _, step = heapq.heappop(self.coming)
            step()

    def _at(self, at: datetime, step: Step) -> None:
        self.count += 1
        heapq.heappush(self.coming, (max(at, self.now), self.count, step))

    def _happens(self, event: e.Event) -> None:
        process(self.services, event, event.key, self.now)
        while self.store.set:
            timer = self.store.set.pop()
            self._at(timer.due_at, lambda timer=timer: self._rings(timer))  # type: ignore[misc]

    def _rings(self, timer: Timer) -> None:
        current = self.store._timers.get((timer.shop, timer.about, timer.kind))
        if current is None or current.version != timer.version:
            return
        self.store.timer_rung(timer)
        self._happens(e.TimerFired(
            shop=SHOP, key=f"timer:{timer.about}:{timer.kind}:{timer.version}", occurred_at=timer.due_at,
            subject=str(timer.about), kind=timer.kind, params=dict(timer.params),
        ))  # fmt: skip

    def _nightly(self) -> None:
        """Count what came, learn from it, and come again the next night."""
        relay.count_facts(self.services, self.facts)
        self.facts.clear()
        nightly.learn_transit_times(self.services, {SHOP: self.policy})
        if self.now < self.ends:
            self._at(self.now + timedelta(days=1), self._nightly)

    def _new(self, _: str, item: Receipt | Row | Facts) -> None:
        if isinstance(item, Facts):
            self.facts.append(item)
        elif isinstance(item, Receipt):
            self._at(self.now, lambda: react(self.services, item.id))
        elif item.channel == "email":
            # What the team reads in Slack changes nothing that is known.
            self._at(self.now, lambda: self._deliver(item.id))

    def _deliver(self, row_id: str) -> None:
        if deliver(self.services, row_id, self) == "waiting":
            row = self.store.row(row_id)
            assert row is not None
            assert row.next_try is not None
            self._at(row.next_try, lambda: self._deliver(row_id))

    def send(self, job: Job) -> str:
        """A mail goes out: it is kept."""
        if job.row.kind == "late_parcel":
            self.notices.append(Notice(order=job.row.about.id, rule=job.row.params["rule"], at=self.now))
        return f"past-{job.row.id}"

    def recover(self, job: Job) -> str | None:  # noqa: ARG002 - no worker ever dies here
        """Never asked."""
        return None


class _NoQueue:
    """Nothing waits on a queue here: what is tried later is tried by the clock."""

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        """Nothing to do."""


def policy_for(policy: Policy, zone: str) -> Policy:
    """The policy by which a file's past is decided: all of its orders in one zone, its messages to customers sent."""
    shop = replace(policy.shop, zone=zone, zones_by_country={})
    return replace(policy, shop=shop, mode="send")


def late_by(past: Past, zone: str) -> int:
    """How many local days after the promised one it came; 0 or less is in time."""
    assert past.delivered_at is not None
    return (local_date(past.delivered_at, zone) - past.promised_on).days


def _events(past: Past) -> Iterator[e.Event]:
    """What a store and a carrier would have told of it."""
    person = e.Person(store_id=past.customer, email=f"{past.customer}@customers.example", country=past.lane)
    yield e.OrderPlaced(
        shop=SHOP, key=f"placed:{past.id}", occurred_at=past.ordered_at, order_id=past.id, name=past.id, person=person,
        promised_on=past.promised_on, ship_by=past.ship_by,
    )  # fmt: skip
    if at := past.handed_over_at:
        shipment = e.Shipment(number=past.id, carrier=past.carrier)
        yield e.ParcelsShipped(
            shop=SHOP, key=f"shipped:{past.id}", occurred_at=at, order_id=past.id, shipments=(shipment,)
        )
    for state, when in ((e.ParcelState.IN_TRANSIT, at), (e.ParcelState.DELIVERED, past.delivered_at)):
        if when:
            yield e.ParcelScanned(
                shop=SHOP, key=f"{state}:{past.id}", occurred_at=when, number=past.id, state=state, order_id=past.id
            )
    if past.cancelled_at:
        yield e.OrderCancelled(shop=SHOP, key=f"cancelled:{past.id}", occurred_at=past.cancelled_at, order_id=past.id)
