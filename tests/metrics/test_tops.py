"""Top lists against what was counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.metrics.shapes import SHAPES
from chalicelib.metrics.tallies import partitions
from chalicelib.metrics.tops import LISTS, MOST, top, written
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Fact
from tests.metrics.making import NOON, fact, folded

MONDAY = date(2026, 11, 23)


def on(day: date, name: str, value: float = 1, **dimensions: str) -> Fact:
    return fact(name, value, datetime(day.year, day.month, day.day, 11, tzinfo=UTC), dimensions=dimensions)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_of_rows_and_columns_that_are_counted(name: str) -> None:
    asked = LISTS[name]
    assert asked.name == name
    assert (asked.version >= 1, bool(asked.unit and asked.title and asked.definition)) == (True, True)
    assert asked.dimension in SHAPES[asked.fact].by
    assert not asked.of or asked.dimension in SHAPES[asked.of].by
    assert not asked.share or asked.share.partition(".")[0] in SHAPES[asked.of].within
    assert not asked.behind or asked.behind in SHAPES[asked.fact].within
    assert asked.dimension != "product" or SHAPES[asked.fact].called == "title"
    assert top(MemoryStore(), "demo", name, MONDAY, MONDAY) == ()


def test_who_solved_most_stands_with_what_their_customers_said() -> None:
    store = folded([
        *(on(MONDAY, "case_resolved", agent=agent) for agent in ("U1", "U1", "U2", "U3")),
        on(MONDAY, "solved_answer", agent="U1", answer="yes"), on(MONDAY, "solved_answer", agent="U1", answer="no"),
        on(MONDAY, "solved_answer", agent="U2", answer="yes"), on(MONDAY, "solved_answer", agent="U9", answer="no"),
        on(MONDAY - timedelta(days=1), "case_resolved", agent="U3"),
    ])  # fmt: skip
    lines = top(store, "demo", "agents", MONDAY, MONDAY)
    assert [(line.key, line.count, line.before, line.beside) for line in lines] == [
        ("U1", 2, 0, 0.5), ("U2", 1, 0, 1.0), ("U3", 1, 1, None)
    ]  # fmt: skip
    assert [line.key for line in top(store, "demo", "agents", MONDAY, MONDAY, 1)] == ["U1"]


def test_a_list_has_an_end() -> None:
    store = folded(on(MONDAY, "case_opened", topic=f"t{number:03}") for number in range(MOST + 5))
    assert len(top(store, "demo", "topics", MONDAY, MONDAY, 1000)) == MOST


def test_a_list_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="topics, agents"):
        top(MemoryStore(), "demo", "nothing", MONDAY, MONDAY)


def test_products_stand_with_contacts_per_hundred_units_and_the_topics_behind() -> None:
    store = folded([
        on(MONDAY, "units_sold", 50, product="p1"), on(MONDAY, "units_sold", 5, product="p3"),
        *(on(MONDAY, "product_contact", product="p1", topic=topic) for topic in ("a", "b", "b", "c", "d", "d", "d")),
        on(MONDAY, "product_contact", product="p2", topic="a"),
    ])  # fmt: skip
    lines = top(store, "demo", "products", MONDAY, MONDAY)
    assert [(line.key, line.count, line.beside, list(line.behind.items())) for line in lines] == [
        ("p1", 7, 14.0, [("d", 3), ("b", 2), ("a", 1)]), ("p2", 1, None, [("a", 1)])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sold", "called"),
    [
        ([("Lamp", 1), ("Lamp (old)", 2), ("Lamp", 3)], "Lamp"),
        ([("Hoodie - Blue", 2)] * 20 + [("Hoodie - Green", 2)], "Hoodie - Blue"),
        ([("Hoodie - Blue", 1), ("Hoodie - Red", 1)], "Hoodie - Red"),
    ],
    ids=["seen first and last", "rare one last", "as often"],
)  # fmt: skip
def test_a_product_is_called_what_it_was_sold_by_most_whatever_came_first(
    sold: list[tuple[str, int]], called: str
) -> None:
    facts = [on(date(2026, 11, day), "units_sold", product="p1", title=title) for title, day in sold]
    for given in (facts, facts[::-1]):
        store = MemoryStore()
        for each in [*given, on(MONDAY, "product_contact", product="p1", topic="a")]:
            folded([each], store)
        (line,) = top(store, "demo", "products", date(2026, 11, 1), MONDAY)
        assert line.title == called


def test_a_product_is_called_by_its_title_only_in_rows_of_its_own() -> None:
    store = folded([
        on(MONDAY, "units_sold", 2, product="p1", title="Lamp"),
        on(MONDAY + timedelta(days=1), "units_sold", 1, product="p1", title="Lamp, new"),
        on(MONDAY, "product_contact", product="p1", title="Lamp", topic="a"),
        on(MONDAY, "product_contact", product="p2", title="Bulb. E27", topic="a"),
        on(MONDAY, "product_contact", product="p3", topic="a"),
    ])  # fmt: skip
    lines = top(store, "demo", "products", MONDAY, MONDAY + timedelta(days=1))
    assert [(line.key, line.title) for line in lines] == [("p1", "Lamp"), ("p2", "Bulb. E27"), ("p3", "")]
    read = (store.tallies(each) for each in partitions("demo", MONDAY))
    rows = {row: set(columns) for each in read for row, columns in each.items()}
    assert rows["units_sold|product#23#p1"] == {"count", "title.Lamp"}
    assert rows["@23#units_sold"] == {"count"}, "a shop's thousand titles are not all in one row"


def test_a_title_with_brackets_is_counted_and_read_with_round_ones() -> None:
    store = folded([on(MONDAY, "product_contact", product="p[1]", title="Lamp [E27] x[2]", topic="a")])
    (line,) = top(store, "demo", "products", MONDAY, MONDAY)
    assert (line.key, line.title) == ("p[1]", "Lamp (E27) x(2)"), "a row's name is a value, a column's is not"


def test_what_the_night_wrote_before_there_were_titles_is_read_all_the_same() -> None:
    store = MemoryStore()
    old = {"from": "2026-10-26", "to": "2026-11-24", "lines": '[{"key":"p1","count":2,"before":0}]'}
    store.put_setting("demo", "top:products", old, "nightly", NOON, history=False)
    kept = written(store, "demo", "products")
    assert kept is not None
    assert [(line.key, line.title, line.count) for line in kept.lines] == [("p1", "", 2)]


def test_a_carriers_share_in_time_leaves_out_what_was_not_promised() -> None:
    store = folded([on(MONDAY, "parcel_delivered", carrier="DPD", on_time=word) for word in ("yes", "no", "yes", "yes")]
                   + [on(MONDAY, "parcel_delivered", carrier="DPD")])  # fmt: skip
    (line,) = top(store, "demo", "carriers", MONDAY, MONDAY)
    assert (line.key, line.count, line.beside) == ("DPD", 5, 0.75)


def test_what_customers_want_to_return_stands_with_their_reasons() -> None:
    store = folded([
        on(MONDAY, "return_requested", 2, product="p1", reason="too_small", wish="exchange"),
        on(MONDAY, "return_requested", 1, product="p1", reason="damaged", wish="refund"),
        on(MONDAY, "return_requested", 1, reason="other", wish="refund"),  # of nothing known: in no product's line
        on(MONDAY, "units_sold", 30, product="p1"),
    ])  # fmt: skip
    (line,) = top(store, "demo", "returns_requested", MONDAY, MONDAY)
    assert (line.key, line.count, line.beside, dict(line.behind)) == ("p1", 3, 10.0, {"too_small": 2, "damaged": 1})


def test_what_came_back_stands_with_the_reasons_that_the_store_names() -> None:
    store = folded([
        on(MONDAY, "returned_product", 2, product="p1", reason="does_not_fit"),
        on(MONDAY, "returned_product", 1, product="p1"), on(MONDAY, "units_sold", 30, product="p1"),
    ])  # fmt: skip
    (line,) = top(store, "demo", "returned_products", MONDAY, MONDAY)
    assert (line.key, line.count, line.beside, dict(line.behind)) == ("p1", 3, 10.0, {"does_not_fit": 2})
