"""A small year's numbers computed twice: from facts that triggers bring twice and in any order, and by SQL."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest

from chalicelib.counting import count_facts
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.recount import recount
from chalicelib.metrics.tops import LISTS
from chalicelib.policy import policy
from chalicelib.store.memory import MemoryStore
from ops.clockwork import SHOP
from ops.year.again import Again, Number
from ops.year.cases import planned
from ops.year.compare import compared, lists_compared
from ops.year.plan import Year
from ops.year.playing import KEPT, YearPlayer, policy_for, told
from ops.year.turns import worked

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
ORDERS, CASES = 420, 120


@pytest.fixture(scope="module")
def year() -> Year:
    return planned(2025, ORDERS, CASES)


@pytest.fixture(scope="module")
def player(year: Year) -> Iterator[YearPlayer]:
    playing = YearPlayer(policy_for(policy("demo", "test")), luck=Random(5))
    for _ in playing.play(year):
        pass
    return playing


@pytest.fixture(scope="module")
def again(year: Year, player: YearPlayer) -> Again:
    return Again(year, player.mails, player.ids)


def test_every_number_is_the_same(player: YearPlayer, again: Again) -> None:
    found = list(compared(player.store, player.policy, again, FIRST, LAST))
    assert [difference for *_, differences in found for difference in differences] == []
    assert sum(count for _, _, count, _ in found) > 7000
    assert set(KEPT) <= {mail.kind for mail in player.mails}, "of every kind that a number is made of one was sent"


def test_every_top_list_is_the_same(player: YearPlayer, again: Again) -> None:
    found = list(lists_compared(player.store, again, player.names, FIRST, LAST))
    assert [difference for *_, differences in found for difference in differences] == []
    assert {name for name, _, count, _ in found if count} == set(LISTS)


def test_a_part_of_the_year_has_its_own_numbers(player: YearPlayer, again: Again) -> None:
    # Both days on which the clocks change lie in it.
    for first, last in ((date(2025, 3, 29), date(2025, 3, 31)), (date(2025, 10, 20), date(2025, 11, 9))):
        assert [each for *_, found in compared(player.store, player.policy, again, first, last) for each in found] == []


def test_the_whole_year_told_again_changes_nothing(player: YearPlayer, year: Year) -> None:
    """Every event comes once more by another receipt, and all facts once more."""
    before = deepcopy(player.store._tallies)
    assert {player.happens(event, f"replay:{event.key}") for event in told(year, player.ids)} == {"duplicate"}
    assert player.facts == []
    count_facts(player.services, player.store._facts.values())
    assert player.store._tallies == before


def test_a_year_counted_months_late_in_any_order_is_the_same_day_by_day(player: YearPlayer) -> None:
    """Nobody counted all year; then everything comes at once, as it happens to lie there, some of it twice."""
    late = MemoryStore()
    late._facts = player.store._facts
    late._uncounted = dict.fromkeys(late._facts, None)  # type: ignore[arg-type]
    every = list(late._facts.values())
    count_facts(
        replace(player.services, store=late), Random(3).sample(every + every[::3], len(every) + len(every[::3]))
    )
    assert late._tallies.keys() == player.store._tallies.keys()
    for month, rows in player.store._tallies.items():
        assert late._tallies[month].keys() == rows.keys()
        for row, columns in rows.items():
            assert late._tallies[month][row] == pytest.approx(columns)
    assert all(day.agrees for day in recount(late, SHOP, FIRST, date(2025, 3, 31)))


def test_a_number_that_is_wrong_is_noticed(player: YearPlayer, again: Again, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Again, "answer", lambda *_: {"": Number(-7.5, 1, 1)})
    found = [
        each for *_, found in compared(player.store, player.policy, again, FIRST, date(2025, 2, 28)) for each in found
    ]
    assert {each.metric for each in found} == set(again.metrics)


def test_every_metric_is_computed_twice(again: Again) -> None:
    assert again.metrics.keys() == definitions().keys()
    for name, meant in definitions().items():
        for by in ("", *meant.by):
            assert any(number.value for number in again.answer(name, FIRST, LAST, by).values()), (name, by)


def test_the_same_seed_is_the_same_year(year: Year) -> None:
    assert planned(2025, ORDERS, CASES) == year
    assert planned(2026, ORDERS, CASES) != year


def test_what_is_planned_is_planned_in_utc(year: Year) -> None:
    """Two times of one zone are told apart by their clocks, an hour wrong across a change of these."""
    times = [*(act.at for each in year.cases for act in each.acts), *(each.at for each in year.choices)]
    assert {at.tzinfo for at in [*times, *(each.promise_ends for each in year.orders)]} == {UTC}


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
