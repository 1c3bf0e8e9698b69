"""Plays events through the decisions alone: a world in a variable, a clock in a variable, no store."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.care import events as e
from chalicelib.care.decide import decide
from chalicelib.care.effects import CancelTimer, Decision, Note, RecordFact, SendMessage, SetTimer
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, Customer, Order, Parcel, Ref
from chalicelib.care.world import World
from ops.simulation.cast import ADAM, MARTA, NOON, POLICY, ZUZANA

JANA = e.Person(
    store_id="77", email="Jana@example.sk", first_name="Jana", last_name="Kováčová", locale="sk-SK", country="SK"
)


@dataclass
class Play:
    """One shop's world, moved by `happens`. Everything decided is kept in `effects`."""

    policy: Policy = POLICY
    now: datetime = NOON
    world: World = field(default_factory=lambda: World({a.ref: a for a in (ZUZANA, ADAM, MARTA)}))
    effects: list[object] = field(default_factory=list)
    keys: int = 0

    def happens(self, event: e.Event) -> Decision:
        decision = decide(self.world, event, self.now, self.policy)
        self.world = self.world.after(decision)
        self.effects += decision.effects
        return decision

    def later(self, **time: float) -> "Play":
        self.now += timedelta(**time)
        return self

    def key(self) -> str:
        self.keys += 1
        return f"k{self.keys}"

    # what happens
    def order(self, promised: date | None = date(2026, 11, 27), **changes: object) -> Decision:
        values: dict[str, object] = {
            "shop": "demo", "key": self.key(), "occurred_at": self.now, "order_id": "shopify:1", "name": "#1001",
            "person": JANA, "items": (e.Item("Lamp", 1),), "total": e.Money(4990, "EUR"), "promised_on": promised,
        }  # fmt: skip
        return self.happens(e.OrderPlaced(**{**values, **changes}))  # type: ignore[arg-type]

    def ships(self, *numbers: str, order_id: str = "shopify:1") -> Decision:
        shipments = tuple(e.Shipment(number=number, carrier="DPD") for number in numbers or ("N1",))
        return self.happens(
            e.ParcelsShipped(shop="demo", key=self.key(), occurred_at=self.now, order_id=order_id, shipments=shipments)
        )

    def scan(self, state: e.ParcelState, eta: date | None = None, **changes: object) -> Decision:
        values: dict[str, object] = {
            "shop": "demo", "key": self.key(), "occurred_at": self.now, "number": "N1", "state": state, "eta": eta,
        }  # fmt: skip
        return self.happens(e.ParcelScanned(**{**values, **changes}))  # type: ignore[arg-type]

    def told(self, kind: type[e.Event], order_id: str = "shopify:1", **values: object) -> Decision:
        """The store tells something of the order."""
        return self.happens(kind(
            **{"shop": "demo", "key": self.key(), "occurred_at": self.now, "order_id": order_id, **values},  # type: ignore[arg-type]
        ))  # fmt: skip

    def writes(self, text: str, author: str = "Jana Kováčová", thread: str = "c1", author_id: str = "fb7") -> Decision:
        return self.happens(e.MessageReceived(
            shop="demo", key=self.key(), occurred_at=self.now, channel="facebook_comment", thread=thread,
            item_id=self.key(), author_id=author_id, author_name=author, text=text, public=True,
        ))  # fmt: skip

    def edits(self, text: str, line: int = -1, **changes: object) -> Decision:
        """The author changes a message of the case."""
        return self.happens(self._changed(e.MessageEdited, line, text=text, **changes))

    def takes_back(self, line: int = -1, **changes: object) -> Decision:
        """The author deletes a message of the case."""
        return self.happens(self._changed(e.MessageWithdrawn, line, **changes))

    def _changed(self, kind: type[e.Event], line: int, **changes: object) -> e.Event:
        case = self.case
        values: dict[str, object] = {
            "shop": "demo", "key": self.key(), "occurred_at": self.now, "channel": case.channel,
            "thread": case.thread, "author_id": case.author_id, "item_id": case.lines[line].item,
            "of": case.lines[line].events[0],
        }  # fmt: skip
        return kind(**{**values, **changes})  # type: ignore[arg-type]

    def press(self, kind: type[e.Press], user: str = "U1", **values: object) -> Decision:
        return self.happens(kind(
            shop="demo", key=self.key(), occurred_at=self.now, slack_user=user, case_id=self.case.id, **values,
        ))  # type: ignore[arg-type]  # fmt: skip

    def answers(self, solved: bool, cycle: int | None = None) -> Decision:
        cycle = self.case.cycle if cycle is None else cycle
        return self.happens(e.SolvedAnswered(
            shop="demo", key=self.key(), occurred_at=self.now, case_id=self.case.id, cycle=cycle, solved=solved
        ))  # fmt: skip

    def timer(self, kind: str) -> Decision:
        """Let the timer of this kind that was set last come due."""
        set_ = [t for t in self.effects if isinstance(t, SetTimer | CancelTimer) and t.kind == kind][-1]
        assert isinstance(set_, SetTimer), f"timer {kind} was cancelled"
        self.now = max(self.now, set_.due_at)
        return self.happens(e.TimerFired(
            shop="demo", key=self.key(), occurred_at=set_.due_at, subject=str(set_.about), kind=kind, params=set_.params
        ))  # fmt: skip

    def sends(self, kind: str) -> Decision:
        """The last decided message of this kind goes out."""
        return self.sent(self.messages(kind)[-1])

    def sent(self, message: SendMessage) -> Decision:
        """This message goes out."""
        return self.happens(e.MessageSent(
            shop="demo", key=f"sent:{message.id}", occurred_at=self.now, message_id=message.id, kind=message.kind,
            channel=message.channel, about=str(message.about), params=message.params,
        ))  # fmt: skip

    # what is known
    @property
    def case(self) -> Case:
        return next(s for s in self.world.subjects.values() if isinstance(s, Case))

    @property
    def parcel(self) -> Parcel:
        return next(s for s in self.world.subjects.values() if isinstance(s, Parcel))

    @property
    def customer(self) -> Customer:
        return next(s for s in self.world.subjects.values() if isinstance(s, Customer))

    def the_order(self, id_: str = "shopify:1") -> Order:
        order = self.world.order(id_)
        assert order is not None
        return order

    def agent(self, id_: str) -> Agent:
        agent = self.world.agent(id_)
        assert agent is not None
        return agent

    def messages(self, kind: str) -> list[SendMessage]:
        """Messages decided so far, each id once: the same id is one message."""
        return list({m.id: m for m in self.effects if isinstance(m, SendMessage) and m.kind == kind}.values())

    def notes(self, what: str) -> list[str]:
        return [note.why for note in self.effects if isinstance(note, Note) and note.what == what]

    def facts(self, name: str) -> list[RecordFact]:
        return [effect for effect in self.effects if isinstance(effect, RecordFact) and effect.name == name]

    def cancelled(self, kind: str, about: Ref) -> bool:
        return CancelTimer(about=about, kind=kind) in self.effects
