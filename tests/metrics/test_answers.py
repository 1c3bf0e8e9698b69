"""Answers by period and by dimension, from facts whose numbers are counted by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.care.team_rules import Costs
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
    with pytest.raises(
        ValueError, match="`by` of told_before_asked is one of day, week, month, carrier, fault, not 'agent'"
    ):
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


def test_a_reading_counts_as_it_was_read_last() -> None:
    tuesday = MONDAY + timedelta(days=1)
    store = folded([on(MONDAY, "backlog", 5, age="under_4_hours"), on(MONDAY, "backlog", 2, age="under_1_day"),
                    on(tuesday, "backlog", 0, age="under_4_hours"),
                    on(tuesday, "backlog", 4, age="under_1_day")])  # fmt: skip
    assert [row.value for row in asked(store, "backlog").rows] == [4]
    assert [row.value for row in asked(store, "backlog", "day").rows] == [7, 4, None]
    assert [(row.key, row.value) for row in asked(store, "backlog", "age").rows] == [
        ("under_1_day", 4), ("under_4_hours", 0)
    ]  # fmt: skip


def test_a_first_resolution_that_is_lost_is_taken_back_on_its_own_day() -> None:
    words = {"channel": "email", "topic": "delivery", "language": "sk", "agent": "U1"}
    store = folded([
        *(on(MONDAY, "first_resolution", **words) for _ in range(4)),
        on(MONDAY, "first_resolution_lost", why="no", **words),
        on(MONDAY + timedelta(days=1), "first_resolution", **{**words, "agent": "U2"}),
    ])  # fmt: skip
    assert [row.value for row in asked(store, "first_contact_resolution", "day").rows] == [0.75, 1.0, None]
    by_agent = asked(store, "first_contact_resolution", "agent").rows
    assert [(row.key, row.value, row.numerator, row.denominator) for row in by_agent] == [
        ("U1", 0.75, 3, 4), ("U2", 1.0, 1, 1)
    ]  # fmt: skip


def test_contacts_per_hundred_units_and_the_inverse() -> None:
    store = folded([on(MONDAY, "units_sold", 40, product="p1"), on(MONDAY, "units_sold", 10, product="p2"),
                    *(on(MONDAY, "product_contact", product="p1", topic="delivery") for _ in range(5))])  # fmt: skip
    rows = asked(store, "contact_rate", "product").rows
    assert [(row.key, row.value, row.numerator, row.denominator) for row in rows] == [
        ("p1", 12.5, 5, 40), ("p2", 0.0, 0, 10)
    ]  # fmt: skip
    assert [(row.key, row.value) for row in asked(store, "units_per_contact", "product").rows] == [
        ("p1", 8.0),
        ("p2", None),
    ]
    assert asked(store, "contact_rate").rows[0].value == 10.0


def test_parcels_of_unknown_promise_are_neither_in_time_nor_late() -> None:
    store = folded([on(MONDAY, "parcel_delivered", carrier="DPD", on_time="yes"),
                    on(MONDAY, "parcel_delivered", carrier="DPD"),
                    on(MONDAY, "parcel_delivered", carrier="GLS", on_time="no")])  # fmt: skip
    assert asked(store, "on_time_rate").rows[0].value == 0.5
    assert [(row.key, row.value, row.denominator) for row in asked(store, "on_time_rate", "carrier").rows] == [
        ("DPD", 1.0, 1), ("GLS", 0.0, 1)
    ]  # fmt: skip


def test_what_a_case_costs_is_work_the_stack_and_goodwill_by_currency() -> None:
    rules = replace(RULES, costs=Costs(hour=1800, at_once=3, stack_month=3650))
    store = folded([
        on(MONDAY, "handling", 3600), on(MONDAY, "handling", 7200), on(MONDAY, "case_resolved"),
        on(MONDAY, "case_resolved"), on(MONDAY, "goodwill_given", 500, currency="EUR", kind="refund"),
        on(MONDAY, "goodwill_given", 4900, currency="PLN", kind="refund"),
    ])  # fmt: skip
    # 3 hours at 18.00 of three cases at once, 3 days of 36.50 x 12 / 365 each, 5.00 given; for two resolutions.
    found = answer(store, "demo", rules, "cost_per_case", MONDAY, MONDAY + timedelta(days=2))
    assert [(row.currency, row.value, row.numerator, row.denominator) for row in found.rows] == [
        ("EUR", (1800 + 360 + 500) / 2, 2660.0, 2), ("PLN", 2450.0, 4900.0, 2)
    ]  # fmt: skip
    free = answer(store, "demo", replace(RULES, costs=Costs()), "cost_per_case", MONDAY, MONDAY)
    assert [(row.currency, row.value) for row in free.rows] == [("EUR", 250.0), ("PLN", 2450.0)]
    by_day = answer(store, "demo", rules, "cost_per_case", MONDAY, MONDAY + timedelta(days=1), "day")
    assert [(row.key, row.currency, row.value) for row in by_day.rows] == [
        ("2026-11-23", "EUR", 1210.0), ("2026-11-23", "PLN", 2450.0), ("2026-11-24", "", None)
    ]  # fmt: skip


def test_goodwill_is_a_row_for_each_currency() -> None:
    store = folded([on(MONDAY, "goodwill_given", 500, currency="EUR", agent="U1", reason="late"),
                    on(MONDAY, "goodwill_given", 700, currency="EUR", agent="U2", reason="late"),
                    on(MONDAY, "goodwill_given", 4900, currency="PLN", agent="U1", reason="lost")])  # fmt: skip
    assert [(row.currency, row.value) for row in asked(store, "goodwill_given").rows] == [("EUR", 1200), ("PLN", 4900)]
    assert sorted((row.key, row.currency, row.value) for row in asked(store, "goodwill_given", "agent").rows) == [
        ("U1", "EUR", 500), ("U1", "PLN", 4900), ("U2", "EUR", 700)
    ]  # fmt: skip


def test_scores_have_a_mean_and_a_changed_score_counts_as_changed() -> None:
    store = folded([
        *(on(MONDAY, "csat", score=score, via="case") for score in ("5", "4", "2")),
        on(MONDAY, "csat", score="1", via="arrival"),
        on(MONDAY, "csat", -1, score="2", via="case"), on(MONDAY, "csat", score="3", via="case"),
    ])  # fmt: skip
    (row,) = asked(store, "csat").rows
    assert (row.value, row.numerator, row.denominator) == (3.25, 13, 4)
    assert [(row.key, row.value) for row in asked(store, "csat", "via").rows] == [("case", 4.0), ("arrival", 1.0)]
    assert asked(store, "csat_satisfied").rows[0].value == 0.5
    folded([on(MONDAY, "csat", score="none", via="case")], store)
    assert asked(store, "csat").rows == (row,), "what is no number is no score"


def test_the_net_promoter_score_is_promoters_less_detractors() -> None:
    groups = ("promoter", "promoter", "promoter", "passive", "detractor")
    store = folded(on(MONDAY, "nps", group=group, score="9", via="arrival") for group in groups)
    (row,) = asked(store, "nps").rows
    assert (row.value, row.numerator, row.denominator) == (40.0, 2, 5)
    bad = folded(on(MONDAY, "nps", group="detractor", score="0", via="arrival") for _ in range(3))
    assert asked(bad, "nps").rows[0].value == -100.0


def test_surveys_are_answered_by_kind() -> None:
    store = folded([*(on(MONDAY, "survey_sent", kind="solved", by="email") for _ in range(4)),
                    on(MONDAY, "survey_sent", kind="nps", by="email"),
                    on(MONDAY, "survey_answered", kind="solved")])  # fmt: skip
    assert asked(store, "survey_response_rate").rows[0].value == 0.2
    assert [(row.key, row.value) for row in asked(store, "survey_response_rate", "kind").rows] == [
        ("solved", 0.25), ("nps", 0.0)
    ]  # fmt: skip


def test_what_may_still_change_is_not_settled() -> None:
    words = {"channel": "email", "topic": "delivery", "language": "sk", "agent": "U1"}
    store = folded([on(MONDAY + timedelta(days=n), "first_resolution", **words) for n in range(3)])
    days = MONDAY, MONDAY + timedelta(days=2)

    def settled(by: str, today: date, name: str = "first_contact_resolution") -> list[bool]:
        return [row.settled for row in answer(store, "demo", RULES, name, *days, by, today).rows]

    # A No of Monday's customer counts until the end of the next Monday.
    assert settled("day", MONDAY + timedelta(days=7)) == [False, False, False]
    assert settled("day", MONDAY + timedelta(days=8)) == [True, False, False]
    assert settled("day", MONDAY + timedelta(days=10)) == [True, True, True]
    assert [settled(by, MONDAY + timedelta(days=8)) for by in ("", "week", "agent")] == [[False]] * 3
    assert settled("day", MONDAY, "cases") == [True, True, True], "of what happened nothing is lost later"
    (fcr,) = (
        one for one in summary(store, "demo", RULES, *days, "day", MONDAY + timedelta(days=9))
        if one.definition.settles
    )  # fmt: skip
    assert [row.settled for row in fcr.rows] == [True, True, False]
