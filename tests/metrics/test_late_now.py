"""What is late at this moment: counted from the index alone, and shown with the way to where somebody can look."""

from collections.abc import Iterable
from datetime import date, timedelta

from chalicelib.care.effects import Decision, Put
from chalicelib.care.state import DelayEpisode, Order, Promise, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.metrics.late_now import DEFINITION, MOST, NAMED, SHOWN, late_now
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Loaded, Mark
from tests.metrics.making import NOON
from tests.store.making import late_order


def put(store: MemoryStore, *orders: Order) -> None:
    refs = [order.ref for order in orders]
    mark = Mark(shop="demo", event=f"{refs}", receipt="r", now=NOON)
    assert (
        store.commit(store.load("demo", refs), Decision(tuple(Put(subject=order) for order in orders)), mark) == "done"
    )


def test_nothing_late_is_a_true_zero() -> None:
    found = late_now(MemoryStore(), "demo")
    assert (found.count, found.more, found.orders) == (0, False, ())
    assert all(words == {} for words in found.by.values())


def test_they_are_counted_by_cause_fault_and_carrier_and_lead_to_slack() -> None:
    store = MemoryStore()
    told = DelayEpisode(
        number=1, since=NOON, rule="eta_past_promise", reason=Reason.CARRIER, carrier="dpd", new_date=date(2026, 12, 1),
        told_at=NOON, line_id="row1",
    )  # fmt: skip
    promise = Promise(on=date(2026, 11, 27), source="store", noted_at=NOON)
    put(
        store, Order(id="a", name="#1", delay=told, promise=promise),
        late_order("b", NOON - timedelta(hours=1), carrier=""), late_order("c", NOON - timedelta(hours=2)),
        Order(id="d", name="#4"),
    )  # fmt: skip
    store.put_post("demo", "row:row1@order:a", {"channel": "C1", "ts": "1.5"})
    found = late_now(store, "demo")
    assert found.count == 3
    assert found.by == {
        "reason": {"weather": 2, "carrier": 1}, "fault": {"nobody": 2, "carrier": 1},
        "carrier": {"dpd": 1, "gls": 1, "unknown": 1},
    }  # fmt: skip
    newest, second, _ = found.orders
    assert (newest.name, newest.promised_on, newest.new_date, newest.told, newest.address) == (
        "#1", promise.on, told.new_date, True, "https://slack.com/archives/C1/p15",
    )  # fmt: skip
    assert (second.name, second.new_date, second.told, second.address) == ("#b", None, False, "")
    assert [order.name for order in late_now(store, "demo", 1, 1).orders] == ["#b"]


def test_the_card_of_an_orders_case_is_where_to_look_first() -> None:
    store = MemoryStore()
    late = late_order("a", line_id="row1")
    put(store, Order(id="a", name="#1", delay=late.delay, last_case_id="k1"))
    store.put_post("demo", "row:row1@order:a", {"channel": "C1", "ts": "1.5"})
    store.put_post("demo", "case:k1:card", {"channel": "C1", "ts": "2.5"})
    assert late_now(store, "demo").orders[0].address.endswith("/p25")


def test_carriers_may_be_typed_and_no_more_orders_are_loaded_however_many_there_are() -> None:
    store, loaded = MemoryStore(), []
    put(store, *(late_order(f"o{n}", NOON - timedelta(minutes=n), carrier=f"Typed {n // 2}") for n in range(81)))
    load = store.load

    def counting(shop: str, refs: Iterable[Ref]) -> Loaded:
        loaded.extend(refs)
        return load(shop, refs)

    store.load = counting  # type: ignore[method-assign]
    found = late_now(store, "demo")
    assert len(loaded) <= SHOWN + NAMED
    assert found.by["carrier"] == {"other": 41, **{f"Typed {n}": 2 for n in range(NAMED)}}
    assert f"The {NAMED} carriers" in DEFINITION


def test_one_order_that_is_late_no_more_does_not_take_its_carriers_name_along() -> None:
    """The index still has an order that was deleted meanwhile: the newest of its carrier."""
    store = MemoryStore()
    put(store, *(late_order(f"o{n}", NOON - timedelta(minutes=n)) for n in range(3)))
    newest, *others = store.late_orders("demo", 9)
    store.late_orders = lambda shop, limit: [newest._replace(id="gone"), *others][:limit]  # type: ignore[method-assign]  # noqa: ARG005
    assert late_now(store, "demo").by["carrier"] == {"gls": 3}


def test_beyond_so_many_it_says_that_there_are_more() -> None:
    store = MemoryStore()
    put(store, *(late_order(f"o{number}") for number in range(80)))
    standing = store.late_orders("demo", 80)
    store.late_orders = lambda shop, limit: (standing * 20)[:limit]  # type: ignore[method-assign]  # noqa: ARG005
    found = late_now(store, "demo")
    assert (found.count, found.more, sum(found.by["reason"].values())) == (MOST, True, MOST)
