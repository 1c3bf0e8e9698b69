"""Answers by period and by dimension, from facts whose numbers are counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.metrics.answers import MetricAnswer, Row, answer, summary
from chalicelib.metrics.definitions import definitions
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Fact
from tests.metrics.making import RULES, fact, folded

MONDAY = date(2026, 11, 23)


def on(day: date, name: str, value: float = 1, **dimensions: str) -> Fact:
    """A fact at noon of a local day."""
    return fact(name, value, datetime(day.year, day.month, day.day, 11, tzinfo=UTC), dimensions=dimensions)


def asked(
    store: MemoryStore, name: str, by: str = "", first: date = MONDAY, last: date = MONDAY + timedelta(days=2)
) -> MetricAnswer:  # fmt: skip
    return answer(store, "demo", RULES, name, first, last, by)


def test_a_duration_has_mean_median_and_p90() -> None:
    store = folded([on(MONDAY, "first_response", value) for value in (60, 120, 3600)])
    made = asked(store, "first_response_time")
    (row,) = made.rows
    assert (row.key, row.value, row.numerator, row.denominator) == ("", 1260.0, 3780.0, 3)
    assert row.median == pytest.approx(120, rel=0.091)
    assert row.p90 == pytest.approx(3600, rel=0.091)
    assert (made.shop, made.zone, made.by) == ("demo", "Europe/Bratislava", "")
    assert made.definition is definitions()["first_response_time"]


def test_each_day_has_its_row_and_one_without_data_has_no_value() -> None:
    store = folded([on(MONDAY, "solved_answer", answer="yes"), on(MONDAY, "solved_answer", answer="no"),
                    on(MONDAY + timedelta(days=2), "solved_answer", answer="no")])  # fmt: skip
    made = asked(store, "solved_yes_rate", "day")
    assert [(row.key, row.value, row.denominator) for row in made.rows] == [
        ("2026-11-23", 0.5, 2), ("2026-11-24", None, 0), ("2026-11-25", 0.0, 1)
    ]  # fmt: skip
    assert [row.no_data for row in made.rows] == [False, True, False]


def test_nothing_counted_is_zero_only_where_somebody_looked() -> None:
    store = folded([on(MONDAY, "backlog", 0), on(MONDAY + timedelta(days=2), "parcel_late", reason="weather")])
    made = asked(store, "late_parcels", "day")
    assert [row.value for row in made.rows] == [0, None, 1]


def test_weeks_are_iso_weeks_and_months_months_cut_to_the_days_asked_for() -> None:
    store = folded([on(MONDAY - timedelta(days=1), "parcel_late"), on(MONDAY, "parcel_late"),
                    on(date(2026, 12, 1), "parcel_late"), on(date(2026, 12, 2), "parcel_late")])  # fmt: skip
    period = {"first": MONDAY - timedelta(days=1), "last": date(2026, 12, 1)}
    weeks, months = (asked(store, "late_parcels", by, **period).rows for by in ("week", "month"))
    assert [(row.key, row.value) for row in weeks] == [("2026-W47", 1), ("2026-W48", 1), ("2026-W49", 1)]
    assert [(row.key, row.value) for row in months] == [("2026-11", 2), ("2026-12", 1)]


def test_the_week_of_new_year_is_one_week() -> None:
    store = folded([on(date(2026, 12, 31), "parcel_late"), on(date(2027, 1, 1), "parcel_late")])
    made = asked(store, "late_parcels", "week", date(2026, 12, 28), date(2027, 1, 3))
    assert [(row.key, row.value) for row in made.rows] == [("2026-W53", 2)]


def test_by_a_dimension_the_most_come_first() -> None:
    store = folded([
        on(MONDAY, "solved_answer", answer="yes", agent="U1"), on(MONDAY, "solved_answer", answer="no", agent="U2"),
        on(MONDAY, "solved_answer", answer="yes", agent="U2"), on(MONDAY, "solved_answer", answer="yes", agent=""),
        on(MONDAY - timedelta(days=1), "solved_answer", answer="no", agent="U1"),
    ])  # fmt: skip
    rows = asked(store, "solved_yes_rate", "agent").rows
    assert [(row.key, row.value, row.numerator, row.denominator) for row in rows] == [
        ("U2", 0.5, 1, 2), ("U1", 1.0, 1, 1), ("unknown", 1.0, 1, 1)
    ]  # fmt: skip


def test_what_a_metric_cannot_be_asked_by_is_told() -> None:
    with pytest.raises(ValueError, match="`by` of told_before_asked is one of day, week, month, not 'agent'"):
        asked(MemoryStore(), "told_before_asked", "agent")


@pytest.mark.parametrize(
    ("first", "last"), [(MONDAY, MONDAY - timedelta(days=1)), (date(2025, 1, 1), date(2026, 1, 2))]
)
def test_a_period_has_an_end(first: date, last: date) -> None:
    for ask in (lambda: asked(MemoryStore(), "late_parcels", "", first, last),
                lambda: summary(MemoryStore(), "demo", RULES, first, last)):  # fmt: skip
        with pytest.raises(ValueError, match="at most 366 days"):
            ask()


def test_the_summary_says_what_each_metric_says_alone() -> None:
    store = folded([on(MONDAY, "parcel_late", reason="weather"), on(MONDAY, "first_response", 60),
                    on(MONDAY, "solved_answer", answer="yes"), on(MONDAY, "order_placed")])  # fmt: skip
    last = MONDAY + timedelta(days=2)
    for made in summary(store, "demo", RULES, MONDAY, last):
        assert made == asked(store, made.definition.name)


def test_without_any_data_there_is_none() -> None:
    for name, meant in definitions().items():
        for by in ("", *meant.by):
            made = asked(MemoryStore(), name, by)
            assert made.no_data, (name, by)
            assert made.rows == tuple(
                Row(key=row.key, numerator=row.numerator, denominator=row.denominator) for row in made.rows
            )
