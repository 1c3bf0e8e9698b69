"""So many notices a day: counted where the customer lives, delay notices first, the rest in the morning."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.care import daily_budget
from chalicelib.care.daily_budget import ANY, Day
from chalicelib.care.state import Customer
from chalicelib.care.world import World
from ops.simulation.cast import POLICY

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
JANA = Customer(id="c1", country="SK")
THREE = replace(POLICY, quiet=replace(POLICY.quiet, per_day=3))


def day(kind: str, now: datetime = NOON, **params: str) -> Day | None:
    return daily_budget.of_day(World({JANA.ref: JANA}), "customer:c1", kind, params, now, THREE)


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("order_shipped", 2), ("good_news", 2), ("late_parcel", 3), ("agent_reply", None), ("choice_confirmed", None),
    ],
)  # fmt: skip
def test_the_last_place_of_a_day_is_a_delay_notices(kind: str, places: int | None) -> None:
    found = day(kind)
    assert (found.most if found else None) == places


def test_what_does_not_fit_waits_for_the_next_morning_where_they_live_and_says_why() -> None:
    found = day("late_parcel")
    assert found is not None
    assert found.morning == datetime(2026, 11, 24, 7, tzinfo=UTC)  # eight in Bratislava
    assert found.why == "enough for 2026-11-23: 3 notices, quiet.per_day = 3"


def test_a_new_day_begins_at_the_customers_midnight() -> None:
    before, after = day("late_parcel", NOON.replace(hour=22, minute=59)), day("late_parcel", NOON.replace(hour=23))
    assert before is not None
    assert after is not None
    assert before.who != after.who
    assert before.until == NOON.replace(hour=23)


def test_of_a_lost_parcel_they_hear_in_any_case() -> None:
    found = day("late_parcel", reason="lost")
    assert found is not None
    assert found.most == ANY


def test_without_a_limit_nothing_needs_a_place() -> None:
    assert daily_budget.of_day(World({JANA.ref: JANA}), "customer:c1", "order_shipped", {}, NOON, POLICY) is None
