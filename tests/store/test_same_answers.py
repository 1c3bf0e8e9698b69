"""Whatever is asked in whatever order, both stores answer alike: random stories told to both at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from chalicelib.care.effects import Alias, CancelTimer, Decision, Effect, Name, Note, Put, SendMessage, Unname
from chalicelib.care.state import QUEUES, CaseState, Ref
from chalicelib.errors import StoreError
from chalicelib.receipts import Delivery
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Loaded, Mark, Settlement, Store, Timer
from tests.store.making import MINUTE, NOW, Maker, agent, case, customer, fact, timer

REFS = [Ref(type_, id_) for type_, id_ in (
    ("customer", "c0"), ("customer", "c1"), ("case", "k0"), ("case", "k1"), ("agent", "U0"), ("agent", "U1"),
)]  # fmt: skip
ALIASES = [Alias("email", f"{n}@example.sk") for n in range(2)]
few, two, minute = st.integers(0, 2), st.integers(0, 1), st.integers(-5, 5)
event_numbers = st.integers(0, 12)
refs = st.sampled_from(REFS)
stories = count(1)


def effects(shop: str, moments: st.SearchStrategy[datetime]) -> st.SearchStrategy[Effect]:
    """Any effect, on so few things that they keep meeting."""
    return st.one_of(
        st.builds(lambda n, phone: Put(subject=customer(f"c{n}", phone=str(phone))), two, few),
        st.builds(
            lambda n, state, at: Put(subject=case(f"k{n}", state=state, waiting_since=at)),
            two, st.sampled_from(CaseState), moments,
        ),
        st.builds(lambda n, away: Put(subject=agent(f"U{n}", away=away)), two, st.booleans()),
        st.builds(lambda alias, ref: Name(alias=alias, ref=ref), st.sampled_from(ALIASES), refs),
        st.builds(Unname, st.sampled_from(ALIASES)),
        st.builds(lambda ref, n: Note(about=ref, what=f"what{n}", why=""), refs, few),
        st.builds(lambda n, ref: _message(shop, n, ref), few, refs),
        st.builds(lambda at, n, ref: timer(at, f"kind{n}", ref), moments, two, refs),
        st.builds(lambda n, ref: CancelTimer(about=ref, kind=f"kind{n}"), two, refs),
        st.builds(lambda n, value: fact(f"f{n}", float(value)), few, few),
    )  # fmt: skip


def _message(shop: str, number: int, about: Ref) -> SendMessage:
    return Maker(MemoryStore(), shop).message(f"m{number}", about=about)


class SameAnswers(RuleBasedStateMachine):
    """Every step asks both stores the same and compares their answers, errors included."""

    dynamo: ClassVar[DynamoStore]

    def __init__(self) -> None:
        super().__init__()
        self.shop = f"same{uuid4().hex[:12]}"
        self.now = NOW - timedelta(days=next(stories))  # what is due then is of this story alone
        self.stores: list[Store] = [MemoryStore(), self.dynamo]
        self.known: dict[Store, Loaded] = {store: store.load(self.shop, []) for store in self.stores}
        self.timers: list[Timer] = []
        self.events: set[str] = set()

    def both(self, ask: Callable[[Store], Any]) -> Any:
        answers = []
        for store in self.stores:
            try:
                answers.append(ask(store))
            except StoreError as error:
                answers.append(type(error))
        assert answers[0] == answers[1]
        return answers[0]

    def at(self, minutes: int) -> datetime:
        return self.now + minutes * MINUTE

    def row(self, number: int) -> str:
        return f"{self.shop}-m{number}"

    @rule(data=st.data(), event=event_numbers, receipt=few, now=minute, fresh=st.booleans())
    def commit(self, data: st.DataObject, event: int, receipt: int, now: int, fresh: bool) -> None:
        decision = Decision(tuple(data.draw(st.lists(effects(self.shop, minute.map(self.at)), max_size=6))))
        end = data.draw(st.none() | st.builds(self.settlement, few, st.none() | minute))
        observe = data.draw(st.sampled_from([False, False, True]))
        self.events.add(f"e{event}")
        mark = Mark(shop=self.shop, event=f"e{event}", receipt=f"r{receipt}", now=self.at(now))
        if fresh:
            self.known = {store: store.load(self.shop, REFS, ALIASES) for store in self.stores}
        self.both(lambda store: store.commit(self.known[store], decision, mark, end, observe))

    def settlement(self, number: int, claimed: int | None) -> Settlement:
        claimed_at = None if claimed is None else self.at(claimed)
        return Settlement(row_id=self.row(number), status="sent", provider_id="p", claimed_at=claimed_at)

    @rule(number=few, now=minute, minutes=few)
    def claim(self, number: int, now: int, minutes: int) -> None:
        self.both(lambda store: store.claim(self.row(number), self.at(now), self.at(now + minutes)))

    @rule(number=few, now=minute, guess=st.none() | minute)
    def reclaim(self, number: int, now: int, guess: int | None) -> None:
        row = self.stores[0].row(self.row(number))
        claimed_at = self.at(guess) if guess is not None else (row and row.claimed_at) or self.now
        self.both(lambda store: store.reclaim(self.row(number), claimed_at, self.at(now), self.at(now + 1)))

    @rule(number=few, at=minute, guess=st.none() | minute)
    def release(self, number: int, at: int, guess: int | None) -> None:
        if row := self.stores[0].row(self.row(number)):
            held = replace(row, claimed_at=self.at(guess)) if guess is not None else row
            self.both(lambda store: store.release(held, self.at(at), "full"))

    @rule(number=few, at=minute)
    def postpone(self, number: int, at: int) -> None:
        self.both(lambda store: store.postpone(self.row(number), self.at(at)))

    @rule(now=minute)
    def see_timers(self, now: int) -> None:
        self.both(lambda store: self.due(store, self.at(now)))
        self.timers += self.stores[0].due(self.at(now), 100)[0]

    @rule(data=st.data())
    def ring_a_timer_seen_before(self, data: st.DataObject) -> None:
        if self.timers:
            seen = data.draw(st.sampled_from(self.timers))
            self.both(lambda store: store.timer_rung(seen))

    @rule(number=few, status=st.sampled_from(["new", "new", "parked"]), now=minute)
    def receive(self, number: int, status: str, now: int) -> None:
        make = Maker(self.stores[0], self.shop)
        receipt = make.receipt(f"r{number}", received_at=self.at(now), status=status)
        self.both(lambda store: store.put_receipt(receipt, Delivery(body=b"{}")))

    @rule(number=few, status=st.sampled_from(["new", "done", "parked", "unknown"]), at=st.none() | minute)
    def update_receipt(self, number: int, status: str, at: int | None) -> None:
        if receipt := self.stores[0].receipt(f"{self.shop}-r{number}"):
            changed = replace(receipt, status=status, next_try=None if at is None else self.at(at))
            self.both(lambda store: store.update_receipt(changed))

    @rule(
        chosen=st.sets(st.integers(0, 12), min_size=1), number=st.floats(-1000, 1000).map(lambda value: round(value, 3))
    )
    def fold(self, chosen: set[int], number: float) -> None:
        decided = [one for n in chosen if (one := self.stores[0].facts(self.shop, f"e{n}"))]
        self.both(lambda store: store.fold(decided, {(f"{self.shop}#d", "row"): {"sum": number, "n": 1}}, {
            f"{self.shop}#facts#d": [fact for one in decided for fact in one.facts]
        } if decided else None))  # fmt: skip

    @rule(number=two, at=minute, value=st.dictionaries(st.sampled_from("ab"), st.text("xy")))
    def remember(self, number: int, at: int, value: dict[str, str]) -> None:
        self.both(lambda store: store.put_setting(self.shop, f"s{number}", value, "U1", self.at(at)))
        self.both(lambda store: store.put_post(self.shop, f"a{number}", value))

    def teardown(self) -> None:
        """At the end of the story everything must look the same, too."""
        shop = self.shop
        self.both(lambda store: store.load(shop, REFS, ALIASES))
        self.both(lambda store: store.every(shop, "agent"))
        self.both(lambda store: [store.timeline(shop, ref) for ref in REFS])
        self.both(lambda store: [store.row(self.row(n)) for n in range(3)])
        self.both(lambda store: [store.facts(shop, event) for event in sorted(self.events)])
        self.both(lambda store: [store.receipt(f"{shop}-r{n}") for n in range(3)])
        self.both(lambda store: [store.receipts(shop, status, 2) for status in ("parked", "unknown")])
        self.both(lambda store: [set(store.open_cases(shop, queue, 9)) for queue in QUEUES])
        self.both(lambda store: store.tallies(f"{shop}#d"))
        self.both(lambda store: sorted(store.journal(f"{shop}#facts#d"), key=lambda each: each.id))
        self.both(lambda store: store.tally_rows([(f"{shop}#d", "row"), (f"{shop}#d", "none")]))
        self.both(lambda store: [(store.setting(shop, f"s{n}"), store.post(shop, f"a{n}")) for n in range(2)])
        self.both(lambda store: self.due(store, self.at(20)))

    def due(self, store: Store, now: datetime) -> list[set[str]]:
        """Without order: what is due at the same moment may come in any."""
        return [{repr(one) for one in kind if one.shop == self.shop} for kind in store.due(now, 10_000)]


def test_both_stores_tell_the_same_story(dynamo: DynamoStore) -> None:
    SameAnswers.dynamo = dynamo
    quiet = settings(max_examples=16, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(SameAnswers, settings=quiet)
    assert next(stories) > quiet.max_examples
