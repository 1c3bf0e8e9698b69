"""A recount finds no difference, whatever order and batches facts came in; and finds what somebody changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.effects import Decision, RecordFact
from chalicelib.metrics.answers import answer
from chalicelib.metrics.recount import TRIES, Day, mend, recount
from chalicelib.metrics.tallies import partition as partition_of
from chalicelib.metrics.tallies import split, whole
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Fact, Facts, Mark
from tests.metrics.making import FACTS, NOON, RULES, ZONES, fact, folded

FIRST, LAST = date(2026, 9, 30), date(2026, 12, 2)
TODAY = NOON.date()


def days(store: MemoryStore, first: date = FIRST, last: date = LAST) -> list[Day]:
    return list(recount(store, "demo", first, last))


@given(st.lists(FACTS.filter(lambda one: one.shop == "demo"), max_size=40), st.randoms())
def test_a_recount_finds_no_difference(facts: list[Fact], random: Any) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    found = days(folded(shuffled))
    assert [day for day in found if not day.agrees] == []
    assert sum(day.facts for day in found) == len(facts)
    assert [day.day for day in found] == [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def test_what_was_changed_is_found_and_mended() -> None:
    store = folded([fact("solved_answer", dimensions={"answer": "yes", "agent": "U1"}), fact("resolution", 0.1),
                    fact("resolution", 0.2)])  # fmt: skip
    month, row = whole("demo", TODAY, "solved_answer")
    store.fold([], {(month, row): {"answer.yes": 2}, (month, "@25#made_up"): {"count": 1}})
    (day,) = [day for day in days(store) if not day.agrees]
    assert [(one.row, one.column, one.counted, one.kept) for one in day.differences] == [
        ("@25#made_up", "count", 0, 1), (row, "answer.yes", 1, 3)
    ]  # fmt: skip
    mend(store, "demo", day)
    assert [day for day in days(store) if not day.agrees] == []


def test_a_lost_row_is_counted_anew() -> None:
    store = folded([fact("goodwill_given", 500, dimensions={"currency": "EUR", "kind": "refund"})])
    store._tallies.clear()
    (day,) = days(store, TODAY, TODAY)
    assert {one.column for one in day.differences} == {"count", "minor.EUR"}
    mend(store, "demo", day)
    assert store.tally_rows([whole("demo", TODAY, "goodwill_given")]) == {
        whole("demo", TODAY, "goodwill_given"): {"count": 1, "minor.EUR": 500}
    }  # fmt: skip


def test_rows_that_an_older_version_has_in_another_place_are_written_anew() -> None:
    store = folded([fact("solved_answer", dimensions={"answer": "yes", "agent": "U1"})])
    month, (place, row) = partition_of("demo", TODAY), split("demo", TODAY, "solved_answer", "agent", "U1")
    store._tallies[month][row] = store._tallies.pop(place)[row]
    (day,) = days(store, TODAY, TODAY)
    assert {one.row for one in day.differences} == {row}
    mend(store, "demo", day)
    assert store.tallies(place) == {row: {"count": 1, "answer.yes": 1}}
    assert all(day.agrees for day in days(store, TODAY, TODAY))


def test_a_fact_that_was_counted_twice_is_told() -> None:
    store = folded([fact("case_opened")])
    key = next(iter(store._journal))
    store._journal[key] *= 2
    (day,) = days(store, TODAY, TODAY)
    assert (day.twice, day.agrees) == ((store._journal[key][0].id,), False)
    assert day.differences == ()


class Busy(MemoryStore):
    """Something is counted each time that somebody reads the month's whole rows, so often."""

    left = 0

    def tallies(self, partition: str, first: str = "", last: str = "") -> dict[str, dict[str, float]]:
        if self.left and partition == partition_of("demo", TODAY):
            self.left -= 1
            folded([fact("case_opened")], self)
        return super().tallies(partition, first, last)


@pytest.mark.parametrize(("times", "moving"), [(1, False), (TRIES - 1, False), (TRIES, True)])
def test_what_is_counted_meanwhile_is_no_difference(times: int, moving: bool) -> None:
    store = Busy()
    folded([fact("case_opened"), fact("case_opened", at=NOON - timedelta(days=1))], store)
    store.left = times
    found = days(store, TODAY - timedelta(days=1), TODAY)
    assert [(day.day, day.moving, day.agrees) for day in sorted(found, key=lambda day: day.day)] == [
        (TODAY - timedelta(days=1), False, True), (TODAY, moving, not moving)
    ]  # fmt: skip
    before = store.tallies(partition_of("demo", TODAY))
    for day in found:
        mend(store, "demo", day)
    assert store.tallies(partition_of("demo", TODAY)) == before


def test_days_stay_as_they_were_counted_when_a_shop_moves() -> None:
    """Counted as the 25th by the shop's zone of then; whatever zone it has now."""
    store, late = MemoryStore(), datetime(2026, 11, 25, 22, tzinfo=UTC)
    folded([fact("case_opened", at=late)], store)
    (day,) = days(store, date(2026, 11, 25), date(2026, 11, 25))
    assert (day.facts, day.agrees) == (1, True)


def test_a_shop_that_moves_counts_by_its_new_days_from_then_on_and_keeps_the_past_ones() -> None:
    """From Bratislava to Auckland: 11:30 in UTC was noon of the day, and is the night after it."""
    instant = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
    store = folded([fact("case_opened", at=instant), fact("case_opened", at=instant - timedelta(days=1))])
    folded([fact("case_opened", at=instant), fact("case_opened", at=instant + timedelta(days=1))], store, ZONES["far"])
    rows = answer(store, "demo", RULES, "cases", date(2026, 11, 24), date(2026, 11, 28), "day").rows
    assert [row.value for row in rows] == [1, 1, 1, 1, None]
    assert [(day.facts, day.agrees) for day in days(store, date(2026, 11, 24), date(2026, 11, 27))] == [(1, True)] * 4


def test_a_fact_that_comes_late_counts_on_its_own_day() -> None:
    """A month's facts are there; one comes of its first day, and one of the last day of the year before."""
    store = folded([fact("case_opened", at=datetime(2027, 1, day, 12, tzinfo=UTC)) for day in range(1, 32)])
    before = store.tallies(partition_of("demo", date(2027, 1, 1)))
    folded([fact("case_opened", at=datetime(2026, 12, 31, 22, 59, tzinfo=UTC)),
            fact("case_opened", at=datetime(2026, 12, 31, 23, 0, tzinfo=UTC))], store)  # fmt: skip
    after = store.tallies(partition_of("demo", date(2027, 1, 1)))
    assert {row for row in after if after[row] != before[row]} == {"@01#case_opened"}
    rows = answer(store, "demo", RULES, "cases", date(2026, 12, 30), date(2027, 1, 2), "day").rows
    assert [row.value for row in rows] == [None, 1, 2, 1]
    assert all(day.agrees for day in days(store, date(2026, 12, 30), date(2027, 1, 31)))


def test_a_fact_without_a_place_in_the_journal_is_a_difference() -> None:
    store, one = MemoryStore(), fact("case_opened")
    record = RecordFact(id=one.id, name=one.name, at=one.at)
    mark = Mark(shop="demo", event="e", receipt="r", now=one.at)
    store.commit(store.load("demo", []), Decision((record,)), mark)
    store.fold([Facts(shop="demo", event="e", facts=(one,))], {whole("demo", TODAY, "case_opened"): {"count": 1}})
    (day,) = days(store, TODAY, TODAY)
    assert [(one.counted, one.kept) for one in day.differences] == [(0, 1)]
