"""Everything in one process: the movements over the in-memory store, with a clock, a stream and queues to hold.

The stream and the queues are lists: `pump` takes them to the end, a test may lose or repeat what is in them. Channels
are stand-ins that record, or do as they are told. Nothing of the movements is replaced.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib import counting, gate, mail_in, relay
from chalicelib.bootstrap import Services
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent
from chalicelib.care.vocabulary import Attachment, Money
from chalicelib.deliver import Job, Sender, deliver
from chalicelib.react import react
from chalicelib.receipts import Delivery, Receipt
from chalicelib.secrets import secret
from chalicelib.sources.amounts import major
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Facts, Row
from chalicelib.sweep import sweep
from ops import mails
from ops.signing import query, sign
from ops.simulation import bodies
from ops.simulation.cast import ADAM, MARTA, NOON, ZUZANA
from ops.simulation.cast import DEMO as DEMO
from ops.simulation.cast import SECRETS as SECRETS
from ops.simulation.seen import Seen

DUE = date(2026, 11, 27)
LATE = date(2026, 11, 30)


@dataclass
class StandIn:
    """A channel. `does`: what happens at each send in turn (an error is raised); then everything goes out.

    `found`: what the channel knows of a row claimed long ago: its id, None if it knows nothing, or an error.
    """

    sent: list[Row] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    does: deque[Exception | Callable[[], None]] = field(default_factory=deque)
    found: str | Exception | None = None

    def send(self, job: Job) -> str:
        if self.does:
            told = self.does.popleft()
            if isinstance(told, Exception):
                raise told
            told()
        self.sent.append(job.row)
        self.jobs.append(job)
        return f"provider-{job.row.id}"

    def recover(self, job: Job) -> str | None:
        self.asked.append(job.row.id)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def kinds(self) -> list[str]:
        return [row.kind for row in self.sent]


@dataclass(frozen=True)
class Queued:
    """A message on a channel's queue, which its worker sees from `at` on."""

    row_id: str
    channel: str
    at: datetime


class World(Seen):
    """One deployment in memory. `now` is its clock; nothing runs by itself."""

    at_once = True  # facts are counted like what the stream brings: no test waits five minutes for a number

    def __init__(self, store: MemoryStore | None = None, policies: Mapping[str, Policy] | None = None) -> None:
        self.store = store or MemoryStore()
        self.now = NOON
        self.policies: dict[str, Policy] = dict(policies or {"demo": DEMO})
        self.stream: deque[Receipt | Row | Facts] = deque()
        self.queue: list[Queued] = []
        self.put: list[tuple[str, str, int]] = []
        self.email, self.slack, self.social, self.shops = StandIn(), StandIn(), StandIn(), StandIn()
        self.senders: dict[str, Sender] = {
            "email": self.email, "slack": self.slack, "social": self.social, "store": self.shops,
        }  # fmt: skip
        self.store.on_new.append(self._is_new)
        self.facts: set[str] = set()
        self.services = Services(
            store=self.store, policy=lambda shop: self.policies[shop], now=lambda: self.now, queue=_Queue(self)
        )
        self.said = 0

    def _is_new(self, _: str, item: Receipt | Row | Facts) -> None:
        """The stream. A fact that a second event brings would count twice, so no test may ever see one."""
        if self.at_once or not isinstance(item, Facts):
            self.stream.append(item)
        for fact in item.facts if isinstance(item, Facts) else ():
            assert fact.id not in self.facts, f"{fact.name} was recorded by an earlier event already"
            self.facts.add(fact.id)

    # in
    def post(self, source: str, body: bytes, **hints: str) -> gate.Answer:
        """A vendor's signed delivery through the gate."""
        secrets = SECRETS[f"demo/{source}"]
        delivery = Delivery(headers=sign(source, body, secrets, self.now, **hints), body=body, query=query(secrets))
        return gate.receive(
            source, "demo", delivery, self.store, secret, self.now, shops=self.policies, sources=frozenset({source})
        )

    def happens(self, source: str, body: bytes, **hints: str) -> str:
        """Post it, and let everything that follows run; the receipt's id."""
        answer = self.post(source, body, **hints)
        assert answer.status == 200, answer
        self.pump()
        return answer.body.split('"')[3]

    def said_by_ses(self, message: str, sns_id: str = "") -> None:
        """A notice of SES through SNS."""
        self.said += 1
        record = {"Sns": {"Message": message, "MessageId": sns_id or f"sns-{self.said}"}}
        mail_in.take(self.services, {"Records": [record]}, self.policies)

    def mails(self, raw: bytes, laid: bool = True, **hints: Any) -> None:
        """A customer's mail: SES lays it into the bucket (unless it is late, `laid`), and tells; what follows runs."""
        if laid:
            self.store.put_file(mails.key(raw), raw)
        self.said_by_ses(mails.notice(raw, self.now, **hints))
        self.pump()

    # through
    def pump(self) -> None:
        """The stream and what is visible on the queues, until both are quiet."""
        for _ in range(10_000):
            ready = [each for each in self.queue if each.at <= self.now]
            if self.stream:
                self.flow(self.stream.popleft())
            elif ready:
                self.queue.remove(ready[0])
                self.deliver(ready[0].row_id)
            else:
                return
        raise AssertionError("it never becomes quiet")

    def flow(self, item: Receipt | Row | Facts) -> None:
        """One record of the stream through its reader; or facts, which the sweep counts otherwise."""
        match item:
            case Receipt():
                react(self.services, item.id)
            case Row():
                relay.enqueue(self.services, [(item.id, item.channel)])
            case Facts():
                counting.fold(self.services, [item])

    def deliver(self, row_id: str) -> str:
        row = self.store.row(row_id)
        assert row is not None
        return deliver(self.services, row_id, self.senders[row.channel])

    def later(self, **time: float) -> "World":
        """Time goes by and nothing happens."""
        self.now += timedelta(**time)
        return self

    def tick(self, **time: float) -> dict[str, int]:
        """After that time the sweep runs, and what it woke."""
        self.later(**time)
        done = sweep(self.services)
        self.pump()
        return done

    def run(self, **time: float) -> None:
        """Time goes by with a tick every minute."""
        until = self.now + timedelta(**time)
        while self.now < until:
            self.tick(minutes=1)

    # what happens in a shop
    def staffed(self, *agents: Agent) -> "World":
        """The roster, put there by the operator's way in."""
        import msgspec

        for agent in agents or (ZUZANA, ADAM, MARTA):
            body = msgspec.json.encode({"said": f"roster-{agent.id}", "agent": agent})
            gate.admit("operator", "demo", Delivery(body=body), self.store, self.now)
        self.pump()
        return self

    def order(self, number: int = 1001, promised: date | None = DUE, **more: Any) -> str:
        return self.happens("shopify", bodies.order(number, self.now, promised, **more), webhook_id=f"o{number}")

    def ships(self, *parcels: str, number: int = 1001) -> str:
        body = bodies.shipped(number, self.now, *(parcels or ("N1",)))
        return self.happens("shopify", body, topic="fulfillments/create", webhook_id=f"f{number}")

    def scan(self, tag: str = "InTransit", subtag: str = "", eta: date | None = None, **more: Any) -> str:
        body = bodies.scan(more.pop("parcel", "N1"), more.pop("at", self.now), tag, subtag, eta, **more)
        return self.happens("aftership", body)

    def late(self, eta: date | None = LATE) -> str:
        return self.scan("Exception", "Exception_017", eta)

    def complains(self, text: str = "Kde je moja objednávka #1001?", **more: Any) -> str:
        return self.happens("meta", bodies.comment(text, self.now, **more))

    def press(self, action: str, user: str = "U1") -> str:
        return self.happens("slack", bodies.press(action, self.case.id, user, self.now))

    def reply(
        self, text: str = "Pozrieme sa na to.", user: str = "U1", view: str = "V1",
        files: tuple[Attachment, ...] = (), private: str = "",
    ) -> str:  # fmt: skip
        return self.happens("slack", bodies.reply(self.case.id, user, text, view, files, private))

    def gives(
        self, kind: str, amount: Money, reason: str, user: str = "U1", view: str = "V1", pump: bool = True
    ) -> None:
        """An agent fills in the goodwill dialog."""
        typed = bodies.goodwill(self.case.id, user, kind, major(amount), amount.currency, reason, view)
        self.post("slack", typed)
        if pump:
            self.pump()
            return
        receipt = next(item for item in reversed(self.stream) if isinstance(item, Receipt))
        self.stream.remove(receipt)
        self.flow(receipt)

    def decides(self, action: str, user: str = "U9") -> None:
        """A button under the newest goodwill entry is pressed."""
        entry = self.subjects("goodwill")[-1]
        self.happens("slack", bodies.decision(action, entry.case_id, entry.id, user, self.now))


@dataclass(frozen=True)
class _Queue:
    world: World

    def put(self, row_id: str, channel: str, delay: int = 0) -> None:
        assert 0 <= delay <= 900, "a queue of SQS holds a message back for a quarter of an hour at most"
        self.world.put.append((row_id, channel, delay))
        self.world.queue.append(Queued(row_id, channel, self.world.now + timedelta(seconds=delay)))
