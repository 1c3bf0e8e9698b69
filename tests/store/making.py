"""Small values for the tests. Times lie far ahead: an engine whose TTL works must not eat them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.care.effects import Decision, Effect, RecordFact, SendMessage, SetTimer
from chalicelib.care.state import Agent, Case, Customer, DelayEpisode, Order, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.receipts import Receipt
from chalicelib.store.port import Loaded, Mark, Row, Settlement, Store

NOW = datetime(2041, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Maker:
    """Makes things of one shop, and commits for it. Ids that are known beyond a shop carry its name."""

    store: Store
    shop: str

    def id(self, name: str) -> str:
        return f"{self.shop}-{name}"

    def receipt(self, name: str = "r1", received_at: datetime = NOW, **more: Any) -> Receipt:
        values: dict[str, Any] = {"next_try": received_at + 5 * MINUTE, **more}
        return Receipt(id=self.id(name), shop=self.shop, source="shopify", received_at=received_at, **values)

    def mark(self, event: str, receipt: str = "r1", now: datetime = NOW) -> Mark:
        return Mark(shop=self.shop, event=event, receipt=self.id(receipt), now=now)

    def message(self, name: str = "m1", **more: Any) -> SendMessage:
        values: dict[str, Any] = {
            "kind": "late_parcel", "channel": "email", "to": "customer:c1", "about": Ref("customer", "c1"),
            "params": {"date": "2041-05-08"}, "conditions": ("not_delivered", "still:late"),
            "not_after": NOW + HOUR,
        }  # fmt: skip
        return SendMessage(id=self.id(name), **{**values, **more})

    def claimed(self, name: str = "m1") -> Row:
        """A message of ours that nobody else has in hand."""
        row = self.store.claim(self.id(name), NOW, NOW + HOUR)
        assert row is not None
        return row

    def commit(
        self,
        event: str,
        *effects: Effect,
        loaded: Loaded | None = None,
        receipt: str = "r1",
        now: datetime = NOW,
        settle: Settlement | None = None,
        observe: bool = False,
    ) -> str:
        before = loaded or self.store.load(self.shop, [ref for ref in map(_ref, effects) if ref])
        mark = self.mark(event, receipt, now)
        return self.store.commit(before, Decision(effects), mark, settle, observe)


def _ref(effect: Effect) -> Ref | None:
    return getattr(getattr(effect, "subject", None), "ref", None) or getattr(effect, "about", None)


def customer(id_: str = "c1", **more: Any) -> Customer:
    return Customer(id=id_, **{"first_name": "Zuzana", "email": "zuzana@example.sk", **more})


def case(id_: str = "k1", **more: Any) -> Case:
    values: dict[str, Any] = {
        "channel": "social",
        "thread": "t1",
        "opened_at": NOW,
        "waiting_since": NOW,
        **more,
    }
    return Case(id=id_, **values)


def agent(id_: str = "U1", **more: Any) -> Agent:
    return Agent(id=id_, **{"name": "Jana", "languages": ("sk", "en"), **more})


def late_order(id_: str, since: datetime = NOW, **more: Any) -> Order:
    delay = {"number": 1, "since": since, "rule": "promise_passed", "reason": Reason.WEATHER, "carrier": "gls", **more}
    return Order(id=id_, name=f"#{id_}", delay=DelayEpisode(**delay))


def timer(due_at: datetime, kind: str = "ask", about: Ref = Ref("case", "k1")) -> SetTimer:  # noqa: B008
    return SetTimer(about=about, kind=kind, due_at=due_at, params={"cycle": "1"})


def fact(id_: str = "f1", value: float = 1) -> RecordFact:
    return RecordFact(id=id_, name="case_opened", at=NOW, value=value, dimensions={"channel": "social"})
