"""So many notices a day: counted where the customer lives, delay notices first, the rest in the morning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.care import daily_budget
from chalicelib.care.state import Customer
from chalicelib.care.world import World
from ops.simulation.cast import POLICY

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
JANA = Customer(id="c1", country="SK")
THREE = replace(POLICY, quiet=replace(POLICY.quiet, per_day=3))


def full(had: int, kind: str, now: datetime = NOON, **params: str) -> tuple[datetime, str] | None:
    customer = JANA
    for _ in range(had):
        customer = daily_budget.counted(customer, NOON, THREE)
    world = World({customer.ref: customer})
    return daily_budget.full_until(world, "customer:c1", kind, params, now, THREE)


@pytest.mark.parametrize(
    ("had", "kind", "fits"),
    [
        (0, "order_shipped", True), (1, "order_shipped", True), (2, "order_shipped", False),
        (2, "good_news", False), (2, "late_parcel", True), (3, "late_parcel", False),
        (9, "agent_reply", True), (9, "choice_confirmed", True),
    ],
)  # fmt: skip
def test_the_last_place_of_a_day_is_a_delay_notices(had: int, kind: str, fits: bool) -> None:
    assert (full(had, kind) is None) is fits


def test_what_does_not_fit_waits_for_the_next_morning_where_they_live_and_says_why() -> None:
    found = full(3, "late_parcel")
    assert found is not None
    assert found[0] == datetime(2026, 11, 24, 7, tzinfo=UTC)  # eight in Bratislava
    assert found[1] == "enough for 2026-11-23: notices so far 3, quiet.per_day = 3"


def test_a_new_day_begins_at_the_customers_midnight() -> None:
    assert full(3, "late_parcel", NOON.replace(hour=22, minute=59)) is not None
    assert full(3, "late_parcel", NOON.replace(hour=23)) is None


def test_of_a_lost_parcel_they_hear_in_any_case() -> None:
    assert full(9, "late_parcel", reason="lost") is None


def test_without_a_limit_nothing_waits() -> None:
    world = World({JANA.ref: replace(JANA, mailed_on=NOON.date(), mailed=99)})
    assert daily_budget.full_until(world, "customer:c1", "order_shipped", {}, NOON, POLICY) is None


def test_the_count_begins_anew_each_day() -> None:
    customer = daily_budget.counted(daily_budget.counted(JANA, NOON, THREE), NOON, THREE)
    assert customer.mailed == 2
    assert daily_budget.counted(customer, NOON + timedelta(days=1), THREE).mailed == 1
