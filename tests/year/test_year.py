"""A small year's numbers computed twice: from facts that triggers bring twice and in any order, and by SQL."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

import pytest

from chalicelib.metrics.definitions import definitions
from chalicelib.policy import policy
from ops.year.again import Again, Number
from ops.year.compare import compared
from ops.year.plan import Year, planned
from ops.year.playing import YearPlayer, policy_for
from ops.year.turns import worked

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
ORDERS, CASES = 600, 150
# Of these a year of plain orders and cases has too little to say; each has tests of its own.
ELSEWHERE = frozenset({
    "actual_wait", "automatic_replies", "backlog", "blocked_messages", "cost_per_case", "csat",
    "csat_satisfied", "expected_wait", "expected_wait_kept", "expected_wait_off", "goodwill_given", "no_cases",
    "no_causes", "nps", "promises_kept", "recovered", "returns_requested", "self_service",
    "survey_response_rate", "topics_corrected",
})  # fmt: skip


@pytest.fixture(scope="module")
def year() -> Year:
    return planned(2025, ORDERS, CASES)


@pytest.fixture(scope="module")
def again(year: Year) -> Again:
    return Again(year)


@pytest.fixture(scope="module")
def player(year: Year) -> Iterator[YearPlayer]:
    playing = YearPlayer(policy_for(policy("demo", "test")), luck=Random(5))
    for _ in playing.play(year):
        pass
    return playing


def test_every_number_is_the_same(player: YearPlayer, again: Again) -> None:
    found = list(compared(player.store, player.policy, again, FIRST, LAST))
    assert [difference for *_, differences in found for difference in differences] == []
    assert sum(count for _, _, count, _ in found) > 5000


def test_a_part_of_the_year_has_its_own_numbers(player: YearPlayer, again: Again) -> None:
    # Both days on which the clocks change lie in it.
    for first, last in ((date(2025, 3, 29), date(2025, 3, 31)), (date(2025, 10, 20), date(2025, 11, 9))):
        assert [each for *_, found in compared(player.store, player.policy, again, first, last) for each in found] == []


def test_a_number_that_is_wrong_is_noticed(player: YearPlayer, again: Again, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Again, "answer", lambda *_: {"": Number(1.0, 1, 1)})
    found = [each for *_, found in compared(player.store, player.policy, again, FIRST, LAST) for each in found]
    assert {each.metric for each in found} == set(again.metrics)


def test_every_metric_is_computed_twice(again: Again) -> None:
    assert definitions().keys() - again.metrics.keys() == ELSEWHERE
    assert again.metrics.keys() <= definitions().keys()


def test_the_same_seed_is_the_same_year(year: Year) -> None:
    assert planned(2025, ORDERS, CASES) == year
    assert planned(2026, ORDERS, CASES) != year


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        (datetime(2025, 3, 28, 16, 30, tzinfo=UTC), datetime(2025, 3, 31, 6, 30, tzinfo=UTC), 3 * 3600 + 1800),
        (datetime(2025, 10, 27, 7, 0, tzinfo=UTC), datetime(2025, 10, 27, 12, 0, tzinfo=UTC), 4.5 * 3600),
        (datetime(2025, 6, 1, 0, 0, tzinfo=UTC), datetime(2025, 6, 1, 23, 0, tzinfo=UTC), 0),
    ],
)
def test_worked_time_is_that_of_the_hours_on_the_wall(start: datetime, end: datetime, seconds: float) -> None:
    assert worked([(start, end)]) == seconds
