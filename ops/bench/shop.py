"""One shop in this process, on a DynamoDB whose calls are metered: what happens in it is given a name and measured.

The movements are the real ones. The stream and the queues are lists, the channels take everything. What a fact costs to
count depends on how many are counted together: ops/bench/counted.py measures that, of the facts noted here.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chalicelib import counting, feeds, gate
from chalicelib.bootstrap import Services
from chalicelib.care.events import Event
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Ref
from chalicelib.deliver import Job, Sender, deliver
from chalicelib.errors import PermanentError
from chalicelib.process import process
from chalicelib.react import react
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.port import Facts, Row
from chalicelib.sweep import ring, sweep
from ops.bench.metering import Usage
from ops.bench.streamed import Streamed
from ops.local import SECRETS, SHOP
from ops.signing import sign

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday
FIRST_ORDER = "shopify:1001000"


@dataclass(slots=True)
class Measured:
    """What one kind of event used: at the gate, and in deciding (load, transaction, closing). `recorded`: its facts."""

    gate: Usage = field(default_factory=Usage)
    decided: Usage = field(default_factory=Usage)
    recorded: list[Facts] = field(default_factory=list)

    def parts(self) -> tuple[Usage, Usage]:
        """Both, in their order."""
        return self.gate, self.decided

    @property
    def facts(self) -> int:
        """How many facts are to be counted."""
        return sum(len(one.facts) for one in self.recorded)


@dataclass(frozen=True, slots=True)
class _Anything:
    """A channel that takes everything."""

    def send(self, job: Job) -> str:
        return f"provider-{job.row.id}"

    def recover(self, job: Job) -> str | None:  # noqa: ARG002 - it never leaves anything open
        return None


@dataclass(frozen=True, slots=True)
class _Nothing:
    """A channel that refuses everything."""

    def send(self, job: Job) -> str:
        raise PermanentError(f"{job.row.channel} takes nothing")

    def recover(self, job: Job) -> str | None:  # noqa: ARG002 - as above
        return None


@dataclass(frozen=True, slots=True)
class NoQueue:
    """Rows wait on the shop's own list."""

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        """Nothing to do."""


class Shop:
    """`measured`: by name, what each kind of event used; of several, the dearest."""

    def __init__(self, table: str, policy: Policy, name: str = SHOP) -> None:
        self.store, self.policy, self.name, self.now = Streamed(table), policy, name, NOON
        self.services = Services(store=self.store, policy=lambda _: self.policy, now=lambda: self.now, queue=NoQueue())
        self.measured: dict[str, Measured] = {}
        self.rows: deque[str] = deque()
        self.sent: list[str] = []

    @contextmanager
    def open(self) -> Iterator["Shop"]:
        """Business hours: the meter listens."""
        with self.store.meter.listening():
            yield self

    def later(self, **time: float) -> "Shop":
        """Time goes by."""
        self.now += timedelta(**time)
        return self

    # what happens
    def posts(self, kind: str, source: str, body: bytes, **hints: str) -> None:
        """A vendor's webhook, from the gate to its facts."""
        headers = sign(source, body, SECRETS[f"{SHOP}/{source}"], self.now, **hints)
        delivery = Delivery(headers=headers, body=body)

        def received() -> None:
            answer = gate.receive(
                source, self.name, delivery, self.store, lambda _, name: SECRETS[f"{SHOP}/{name}"], self.now,
                shops={self.name: self.policy}, sources=frozenset({source}),
            )  # fmt: skip
            assert answer.status == 200, answer

        self._follows(kind, received)

    def admits(self, kind: str, source: str, delivery: Delivery) -> None:
        """A delivery of our own entry points: an order of the operator, a page's press, SES's word."""
        self._follows(kind, lambda: gate.admit(source, self.name, delivery, self.store, self.now))

    def rings(self, kind: str, timer: str) -> None:
        """The next timer of a kind comes due, and rings."""
        with self.store.meter.aside():
            due, *_ = self.store.due(self.now + timedelta(days=400), 10_000)
        found = next(one for one in due if one.shop == self.name and one.kind == timer)
        self.now = max(self.now, found.due_at)
        self._follows(kind, lambda: ring(self.services, found, self.now))

    def decides(self, kind: str, event: Event) -> None:
        """An event by itself, without the delivery that brings it."""
        measured = Measured()
        with self.store.meter.measuring() as measured.decided:
            outcome = process(self.services, event, f"bench:{event.key}", self.now)
        assert outcome == "done", outcome
        self._react(measured)
        self._keep(kind, measured)

    def ticks(self, kind: str) -> None:
        """A sweep."""
        self.once(kind, lambda: sweep(self.services))

    def delivers(self) -> None:
        """Every row that waits goes out; each message kind is a kind of event of its own."""
        while self.rows:
            row_id = self.rows.popleft()
            outcome = self._sends(row_id, _Anything(), "")
            self.sent += [row_id] if outcome == "sent" else []

    def fails(self, kind: str, row_id: str) -> None:
        """A row that its channel refuses for good."""
        self._sends(row_id, _Nothing(), kind)

    def _sends(self, row_id: str, sender: Sender, kind: str) -> str:
        measured, row = Measured(), self.row(row_id)
        with self.store.meter.measuring() as measured.decided:
            outcome = deliver(self.services, row_id, sender)
        assert outcome in ("sent", "skipped", "failed"), outcome
        self._react(measured)
        self._keep(kind or f"Message{outcome.title()}: {row.kind}", measured)
        return outcome

    def once(self, kind: str, does: Callable[[], object]) -> None:
        """Something that brings no receipt: a page that is looked at, an answer to a manager."""
        measured = Measured()
        with self.store.meter.measuring() as measured.decided:
            does()
        self._keep(kind, measured)

    # what is known
    def the_case(self) -> Case:
        """The last case about the first order; unmetered."""
        with self.store.meter.aside():
            world = self.store.load(self.name, [Ref("order", FIRST_ORDER)]).world
            order = world.order(FIRST_ORDER)
            assert order is not None
            case = self.store.load(self.name, [Ref("case", order.last_case_id)]).world.case(order.last_case_id)
        assert case is not None
        return case

    def customer(self, order_id: str) -> str:
        """Whose order it is; unmetered."""
        with self.store.meter.aside():
            order = self.store.load(self.name, [Ref("order", order_id)]).world.order(order_id)
        assert order is not None
        return order.customer_id

    def row(self, row_id: str) -> Row:
        """An outbox row; unmetered."""
        with self.store.meter.aside():
            row = self.store.row(row_id)
        assert row is not None
        return row

    def _follows(self, kind: str, enters: Callable[[], object]) -> None:
        measured = Measured()
        with self.store.meter.measuring() as measured.gate:
            enters()
        self._react(measured)
        self._keep(kind, measured)

    def _react(self, measured: Measured) -> None:
        while self.store.stream:
            match self.store.stream.popleft():
                case Receipt() as receipt:
                    with self.store.meter.aside():
                        # Once per half hour and source: a kind of its own, and no part of what the first one cost.
                        feeds.heard(self.services, receipt)
                    with self.store.meter.measuring() as measured.decided:
                        react(self.services, receipt.id)
                    self._fine(receipt.id)
                case Facts() as facts:
                    measured.recorded.append(facts)
                    with self.store.meter.aside():
                        counting.fold(self.services, [facts])
                case row_id:
                    self.rows.append(row_id)

    def _fine(self, receipt_id: str) -> None:
        with self.store.meter.aside():
            receipt = self.store.receipt(receipt_id)
        assert receipt is not None
        assert receipt.status in ("done", "duplicate", "ignored"), receipt

    def _keep(self, kind: str, measured: Measured) -> None:
        def cost(one: Measured) -> float:
            return sum(part.write_units + part.read_units for part in one.parts()) + one.facts

        if kind not in self.measured or cost(self.measured[kind]) < cost(measured):
            self.measured[kind] = measured
