"""Whatever is asked in whatever order, both stores answer alike: random stories told to both at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from chalicelib.care.effects import Alias, CancelTimer, Decision, Effect, Name, Note, Put, SendMessage
from chalicelib.care.state import CaseState, Ref
from chalicelib.errors import StoreError
from chalicelib.receipts import Delivery
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Loaded, Mark, Settlement, Store
from tests.store.making import MINUTE, NOW, Maker, agent, case, customer, fact, timer

few = st.integers(0, 2)
moments = st.integers(-5, 5).map(lambda minutes: NOW + minutes * MINUTE)
REFS = [
    Ref(type_, f"{letter}{n}")
    for type_, letter in (("customer", "c"), ("case", "k"), ("agent", "U"))
    for n in range(3)
]
ALIASES = [Alias("email", f"{n}@example.sk") for n in range(2)]


def effects(shop: str) -> st.SearchStrategy[Effect]:
    refs = st.sampled_from(REFS)
    return st.one_of(
        st.builds(lambda n, phone: Put(subject=customer(f"c{n}", phone=str(phone))), few, few),
        st.builds(
            lambda n, state, at: Put(subject=case(f"k{n}", state=state, waiting_since=at)),
            few, st.sampled_from(CaseState), moments,
        ),
        st.builds(lambda n, away: Put(subject=agent(f"U{n}", away=away)), few, st.booleans()),
        st.builds(lambda alias, ref: Name(alias=alias, ref=ref), st.sampled_from(ALIASES), refs),
        st.builds(lambda ref, n: Note(about=ref, what=f"what{n}", why=""), refs, few),
        st.builds(lambda n, ref: _message(shop, n, ref), few, refs),
        st.builds(lambda at, n, ref: timer(at, f"kind{n}", ref), moments, few, refs),
        st.builds(lambda n, ref: CancelTimer(about=ref, kind=f"kind{n}"), few, refs),
        st.builds(lambda n, value: fact(f"f{n}", value), few, few),
    )  # fmt: skip


def _message(shop: str, number: int, about: Ref) -> SendMessage:
    return Maker(MemoryStore(), shop).message(f"m{number}", about=about)


class SameAnswers(RuleBasedStateMachine):
    """Every step asks both stores the same and compares their answers, errors included."""

    dynamo: DynamoStore

    def __init__(self) -> None:
        super().__init__()
        self.shop = f"same{uuid4().hex[:12]}"
        self.stores: list[Store] = [MemoryStore(), self.dynamo]
        self.loaded = [store.load(self.shop, []) for store in self.stores]
        self.stale = self.loaded

    def both(self, ask: Callable[[Store], Any]) -> Any:
        answers = []
        for store in self.stores:
            try:
                answers.append(ask(store))
            except StoreError as error:
                answers.append(type(error))
        assert answers[0] == answers[1]
        return answers[0]

    def id(self, number: int) -> str:
        return f"{self.shop}-m{number}"

    @rule(
        data=st.data(),
        event=st.integers(0, 12),
        receipt=few,
        now=moments,
        stale=st.booleans(),
        observe=st.booleans(),
    )
    def commit(
        self, data: st.DataObject, event: int, receipt: int, now: Any, stale: bool, observe: bool
    ) -> None:
        decision = Decision(tuple(data.draw(st.lists(effects(self.shop), max_size=6))))
        end = data.draw(st.none() | st.builds(self.settlement, few, st.none() | moments))
        mark = Mark(shop=self.shop, event=f"e{event}", receipt=f"r{receipt}", now=now)
        known = self.stale if stale else [store.load(self.shop, REFS, ALIASES) for store in self.stores]
        pairs: dict[int, Loaded] = {id(store): one for store, one in zip(self.stores, known, strict=True)}
        self.both(lambda store: store.commit(pairs[id(store)], decision, mark, end, observe))
        self.stale = known

    def settlement(self, number: int, claimed_at: Any) -> Settlement:
        return Settlement(row_id=self.id(number), status="sent", provider_id="p", claimed_at=claimed_at)

    @rule(number=few, now=moments, minutes=few)
    def claim(self, number: int, now: Any, minutes: int) -> None:
        self.both(lambda store: store.claim(self.id(number), now, now + minutes * MINUTE))

    @rule(number=few, claimed_at=moments, now=moments)
    def reclaim(self, number: int, claimed_at: Any, now: Any) -> None:
        self.both(lambda store: store.reclaim(self.id(number), claimed_at, now, now + MINUTE))

    @rule(number=few, at=moments)
    def release_or_postpone(self, number: int, at: Any) -> None:
        self.both(lambda store: store.release(self.id(number), at, "full"))
        self.both(lambda store: store.postpone(self.id(number + 1), at))

    @rule(number=few, now=moments)
    def ring(self, number: int, now: Any) -> None:
        timers = [one for one in self.stores[0].due(now, 100)[0] if one.shop == self.shop]
        for rung in timers[number:]:
            self.both(lambda store, rung=rung: store.timer_rung(replace(rung, version=rung.version)))

    @rule(number=few, now=moments)
    def receive(self, number: int, now: Any) -> None:
        receipt = Maker(self.stores[0], self.shop).receipt(f"r{number}", received_at=now)
        self.both(lambda store: store.put_receipt(receipt, Delivery(body=b"{}")))

    @rule(number=few, status=st.sampled_from(["new", "done", "parked", "unknown"]), at=st.none() | moments)
    def update_receipt(self, number: int, status: str, at: Any) -> None:
        receipt = self.stores[0].receipt(f"{self.shop}-r{number}")
        if receipt:
            self.both(lambda store: store.update_receipt(replace(receipt, status=status, next_try=at)))

    @rule(chosen=st.sets(few, min_size=1), number=st.floats(-1000, 1000).map(lambda value: round(value, 3)))
    def fold(self, chosen: set[int], number: float) -> None:
        facts = [one for n in chosen if (one := self.stores[0].fact(self.shop, f"f{n}"))]
        self.both(lambda store: store.fold(facts, {(f"{self.shop}#d", "row"): {"sum": number, "n": 1}}))

    @rule(number=few, at=moments, value=st.dictionaries(st.sampled_from("ab"), st.text("xy")))
    def remember(self, number: int, at: Any, value: dict[str, str]) -> None:
        self.both(lambda store: store.put_setting(self.shop, f"s{number}", value, "U1", at))
        self.both(lambda store: store.put_post(self.shop, f"a{number}", value))

    def teardown(self) -> None:
        """At the end of the story everything must look the same, too."""
        shop = self.shop
        self.both(lambda store: store.load(shop, REFS, ALIASES))
        self.both(lambda store: store.roster(shop).versions)
        self.both(lambda store: [store.timeline(shop, ref) for ref in REFS])
        self.both(lambda store: [(store.row(self.id(n)), store.fact(shop, f"f{n}")) for n in range(3)])
        self.both(lambda store: [store.receipt(f"{shop}-r{n}") for n in range(3)])
        self.both(lambda store: [store.receipts(shop, status, 2) for status in ("parked", "unknown")])
        self.both(lambda store: [set(store.open_cases(shop, state, 9)) for state in ("waiting", "claimed")])
        self.both(lambda store: store.tallies(f"{shop}#d"))
        self.both(lambda store: [(store.setting(shop, f"s{n}"), store.post(shop, f"a{n}")) for n in range(3)])
        self.both(lambda store: self.due(store))

    def due(self, store: Store) -> list[set[str]]:
        kinds = store.due(NOW + timedelta(minutes=2), 10_000)
        return [{repr(one) for one in kind if one.shop == self.shop} for kind in kinds]


def test_both_stores_tell_the_same_story(dynamo: DynamoStore) -> None:
    machine = type("Bound", (SameAnswers,), {"dynamo": dynamo})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.dynamo is dynamo
