"""What every store must do when several ask at the same moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from chalicelib.bootstrap import Services
from chalicelib.care.effects import Alias, Effect, Name, Put
from chalicelib.care.events import GoodwillWanted
from chalicelib.care.rules import Authority
from chalicelib.care.state import Agent, Case, Order, Ref
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Limit, Money
from chalicelib.errors import AlreadyCountedError, ConflictError
from chalicelib.process import process
from chalicelib.receipts import Delivery
from chalicelib.store.port import Loaded
from ops.simulation.cast import POLICY
from tests.store.making import HOUR, MINUTE, NOW, Maker, customer, fact

CROWD = 6
C1 = Ref("customer", "c1")


def at_once(ask: Callable[[int], object]) -> Counter[object]:
    """What a crowd was answered, an error by its class."""
    start = Barrier(CROWD)

    def one(number: int) -> object:
        start.wait(10)
        try:
            return ask(number)
        except (ConflictError, AlreadyCountedError) as error:
            return type(error)

    with ThreadPoolExecutor(CROWD) as crowd:
        return Counter(crowd.map(one, range(CROWD)))


def decide_until_done(make: Maker, event: str, receipt: str, *effects: Effect) -> str:
    """As react does it: a conflict is decided again."""
    while True:
        try:
            return make.commit(event, *effects, receipt=receipt)
        except ConflictError:
            continue


def test_one_event_in_many_receipts_is_done_once(make: Maker) -> None:
    effects = (Put(subject=customer()), make.message(), fact())
    answers = at_once(lambda number: decide_until_done(make, "e1", f"r{number}", *effects))
    assert answers == {"done": 1, "duplicate": CROWD - 1}
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}


def test_one_version_is_built_upon_once(make: Maker) -> None:
    before: Loaded = make.store.load(make.shop, [C1])
    answers = at_once(lambda number: make.commit(f"e{number}", Put(subject=customer(phone=str(number))), loaded=before))
    assert answers == {"done": 1, ConflictError: CROWD - 1}
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}


def test_nobody_who_decides_again_is_lost(make: Maker) -> None:
    def add_order(number: int) -> str:
        while True:
            loaded = make.store.load(make.shop, [C1])
            known = loaded.world.customer("c1") or customer()
            grown = customer(order_ids=(*known.order_ids, f"o{number}"))
            try:
                return make.commit(f"e{number}", Put(subject=grown), loaded=loaded)
            except ConflictError:
                continue

    assert at_once(add_order) == {"done": CROWD}
    loaded = make.store.load(make.shop, [C1])
    found = loaded.world.customer("c1")
    assert found is not None
    assert sorted(found.order_ids) == [f"o{number}" for number in range(CROWD)]
    assert loaded.versions == {C1: CROWD}


def test_a_name_goes_to_one(make: Maker) -> None:
    alias = Alias("email", "zuzana@example.sk")
    answers = at_once(lambda number: make.commit(f"e{number}", Name(alias=alias, ref=Ref("customer", f"c{number}"))))
    assert answers == {"done": 1, ConflictError: CROWD - 1}


def test_a_row_is_claimed_by_one_of_many(make: Maker) -> None:
    make.commit("e1", make.message())
    answers = at_once(lambda _: make.store.claim(make.id("m1"), NOW, NOW + HOUR) is not None)
    assert answers == {True: 1, False: CROWD - 1}
    again = at_once(lambda _: make.store.reclaim(make.id("m1"), NOW, NOW + MINUTE, NOW + HOUR) is not None)
    assert again == {True: 1, False: CROWD - 1}


def test_a_delivery_is_new_to_one_of_many(make: Maker) -> None:
    receipt = make.receipt()
    answers = at_once(lambda _: make.store.put_receipt(receipt, Delivery(body=b"{}")))
    assert answers == {True: 1, False: CROWD - 1}


def test_a_fact_is_counted_by_one_of_many(make: Maker) -> None:
    make.commit("e1", fact())
    stored = make.store.facts(make.shop, "e1")
    assert stored is not None
    day = f"{make.shop}#d"

    def fold(_: int) -> None:
        make.store.fold([stored], {(day, "cases"): {"opened": 1}})

    assert at_once(fold) == {None: 1, AlreadyCountedError: CROWD - 1}
    assert make.store.tallies(day) == {"cases": {"opened": 1}}


def test_who_gives_in_a_crowd_never_passes_their_limit_together(make: Maker) -> None:
    """Six orders' worth of goodwill at one moment, by one agent, whose limit allows two."""
    case = Case(id="k1", channel="form", thread="t1", opened_at=NOW, agent_id="U1")
    agent, orders = Agent(id="U1", name="Zuzana"), [f"o{number}" for number in range(CROWD)]
    make.commit("e0", Put(subject=agent), *(Put(subject=Order(id=id_, total=Money(5000, "EUR"))) for id_ in orders),
                *(Put(subject=replace(case, id=f"k-{id_}", order_id=id_)) for id_ in orders))  # fmt: skip
    limits = {"agent": {"EUR": {"refund": Limit(1000, 2000)}}}
    policy = replace(POLICY, authority=Authority(roles=limits))
    given = Services(store=make.store, policy=lambda _: policy, now=lambda: NOW)

    def gives(number: int) -> str:
        event = GoodwillWanted(
            shop=make.shop, key=f"g{number}", occurred_at=NOW, slack_user="U1", case_id=f"k-o{number}",
            kind=GoodwillKind.REFUND, amount=Money(900, "EUR"), reason=GoodwillReason.LATE,
        )  # fmt: skip
        while True:
            try:
                return process(given, event, f"r{number}", NOW)
            except ConflictError:
                continue

    assert at_once(gives) == {"done": CROWD}
    world = make.store.load(make.shop, [Ref("spending", "U1"), *(Ref("order", id_) for id_ in orders)]).world
    assert world.spending("U1").spent == {"refund:EUR": 1800}
    states = Counter(each.state.value for id_ in orders if (order := world.order(id_)) for each in order.given)
    assert states == {"moving": 2, "asked": CROWD - 2}
