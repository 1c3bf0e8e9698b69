"""Facts folded into tallies: in any order, in any batches, on the day it is where the shop is."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.metrics.shapes import MOST_ROWS, SHAPES, Value, shape
from chalicelib.metrics.tallies import (
    OFF,
    UNKNOWN,
    additions,
    bucket,
    day_of,
    percentile,
    place_of,
    series,
    split,
    whole,
)
from chalicelib.store.port import Fact
from tests.metrics.making import FACTS, ZONES, fact, is_duration

durations = st.floats(1, 60 * 60 * 24 * 365) | st.integers(1, 10**7).map(float)


def summed(parts: Iterable[Mapping[tuple[str, str], Mapping[str, float]]]) -> dict[tuple[str, str], dict[str, float]]:
    """What several folds leave behind."""
    total: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for part in parts:
        for row, columns in part.items():
            for column, number in columns.items():
                total[row][column] += number
    return {row: dict(columns) for row, columns in total.items()}


@given(st.lists(durations, min_size=1, max_size=200), st.sampled_from([Fraction(1, 2), Fraction(9, 10)]))
def test_a_percentile_is_as_near_as_it_says(values: list[float], share: Fraction) -> None:
    columns = summed([additions([fact("resolution", value=value)], ZONES) for value in values])
    (row,) = (columns[key] for key in columns if key[1].endswith("#resolution"))
    found = percentile(row, float(share))
    exact = sorted(values)[math.ceil(share * len(values)) - 1]
    assert found is not None
    assert abs(found / exact - 1) <= OFF


@given(st.floats(0, 1))
def test_up_to_a_second_is_one_second(seconds: float) -> None:
    assert bucket(seconds) == "b0"
    assert percentile({"b0": 3, "count": 3, "sum": 1.0}, 0.5) == 1.0


@pytest.mark.parametrize("columns", [{}, {"count": 3.0, "sum": 5.0}, {"bx": 1.0, "by.channel": 2.0}])
def test_without_buckets_there_is_no_percentile(columns: dict[str, float]) -> None:
    assert percentile(columns, 0.5) is None


@given(st.integers(0, 60))
def test_a_buckets_bounds_are_a_quarter_of_a_doubling_apart(number: int) -> None:
    upper = 2 ** (number / 4)
    assert bucket(upper * 0.9999) == f"b{number}" or upper <= 1
    assert bucket(upper * 1.0001) == f"b{number + 1}"


@given(st.lists(FACTS, max_size=30), st.randoms(), st.lists(st.integers(0, 30), max_size=4))
def test_neither_order_nor_batches_matter(facts: list[Fact], random: object, cuts: list[int]) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    edges = [0, *sorted(min(cut, len(facts)) for cut in cuts), len(facts)]
    parts = [additions(shuffled[a:b], ZONES) for a, b in pairwise(edges)]
    one, many = summed([additions(facts, ZONES)]), summed(parts)
    assert one.keys() == many.keys()
    for row, columns in one.items():
        assert many[row] == pytest.approx(columns)


@given(FACTS)
def test_a_fact_counts_on_the_shops_day_once_and_once_per_dimension_that_is_asked_by(one: Fact) -> None:
    made = additions([one], ZONES)
    day = one.at.astimezone(ZoneInfo(ZONES[one.shop])).date()
    kept = shape(one.name, one.dimensions)
    words = [(name, one.dimensions[name] or UNKNOWN) for name in kept.by if name in one.dimensions]
    rows = {whole(one.shop, day, one.name), *(split(one.shop, day, one.name, *word) for word in words)}
    assert set(made) == rows
    within = {f"{name}.{one.dimensions[name]}" for name in kept.within if name in one.dimensions}
    times = 1 if is_duration(one.name) or kept.value is Value.MONEY else one.value
    for columns in made.values():
        assert columns["count"] == times
        assert {columns[column] for column in within} <= {times}
        assert within <= columns.keys()


def test_money_is_never_added_up_across_currencies() -> None:
    given = [fact("goodwill_given", value, dimensions={"currency": code, "kind": "refund"})
             for value, code in ((800, "EUR"), (500, "EUR"), (4900, "PLN"))]  # fmt: skip
    made = additions(given, ZONES)
    assert made[whole("demo", date(2026, 11, 25), "goodwill_given")] == {
        "count": 3, "minor.EUR": 1300, "minor.PLN": 4900,
    }  # fmt: skip


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 70), st.sampled_from(["", "a", "#x", "ž|1"]))
def test_the_rows_of_some_days_are_a_range_of_each_month(first: date, days: int, word: str) -> None:
    last = first + timedelta(days=days)
    ranges = series("demo", "case_opened", "topic", first, last)
    assert len({each.partition for each in ranges}) == len(ranges)
    for number in range(-3, days + 4):
        day = first + timedelta(days=number)
        key, row = split("demo", day, "case_opened", "topic", word)
        inside = [each for each in ranges if each.partition == key and each.first <= row <= each.last]
        assert len(inside) == (first <= day <= last)
        assert day_of(key, row) == (day, "case_opened|topic", word)
        assert place_of("demo", day, row) == key
        key, row = whole("demo", day, "case_opened")
        assert not [each for each in ranges if each.partition == key]
        inside = [each for each in series("demo", "", "", first, last) if each.first <= row <= each.last]
        assert len([each for each in inside if each.partition == key]) == (first <= day <= last)
        assert day_of(key, row) == (day, "case_opened", "")
        assert place_of("demo", day, row) == key


def test_no_fact_changes_more_rows_than_a_decisions_facts_can_change_together() -> None:
    assert max(kept.rows for kept in SHAPES.values()) <= MOST_ROWS
    assert shape("never_heard_of", dict.fromkeys("abcdefgh", "x")).rows <= MOST_ROWS


# Bratislava's clocks go forward on 2026-03-29 and back on 2026-10-25, at 01:00 UTC.
@pytest.mark.parametrize(
    ("day", "begins", "hours"),
    [
        ("2026-03-28", "2026-03-27T23:00", 24), ("2026-03-29", "2026-03-28T23:00", 23),
        ("2026-03-30", "2026-03-29T22:00", 24), ("2026-10-25", "2026-10-24T22:00", 25),
        ("2026-10-26", "2026-10-25T23:00", 24),
    ],
)  # fmt: skip
def test_a_day_is_as_long_as_it_is_there(day: str, begins: str, hours: int) -> None:
    begin, row = (
        datetime.fromisoformat(begins).replace(tzinfo=UTC),
        whole("demo", date.fromisoformat(day), "case_opened"),
    )
    inside = (begin, begin + timedelta(hours=hours) - timedelta(microseconds=1))
    outside = (begin - timedelta(microseconds=1), begin + timedelta(hours=hours))
    for moment in inside:
        assert set(additions([fact("case_opened", at=moment)], ZONES)) == {row}
    for moment in outside:
        assert row not in additions([fact("case_opened", at=moment)], ZONES)


def test_shops_are_never_added_up() -> None:
    made = additions([fact("case_opened"), fact("case_opened", shop="far")], ZONES)
    assert {partition.partition("#")[0] for partition, _ in made} == {"demo", "far"}
