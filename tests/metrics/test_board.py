"""What the dashboard shows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.care.effects import Decision, Put
from chalicelib.care.state import Agent
from chalicelib.metrics.answers import Row
from chalicelib.metrics.board import FEW, Board, Change, Move, ShownList, Tile, board, change
from chalicelib.metrics.definitions import definition, definitions
from chalicelib.metrics.tops import write
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Mark
from tests.metrics.making import NOON, RULES, fact, folded

DAY = date(2026, 11, 25)
SHARE = definition("solved_yes_rate")


def shown(store: MemoryStore, days: int = 7) -> Board:
    return board(store, "demo", RULES, DAY - timedelta(days=days - 1), DAY)


def of(made: Board, name: str) -> list[str]:
    return [tile.row.currency for tiles in made.groups.values() for tile in tiles if tile.meant.name == name]


def topics(made: Board) -> ShownList:
    return next(each for each in made.lists if each.asked.name == "topics")


def test_every_number_is_there_with_its_definition_and_without_data_says_so() -> None:
    made = shown(MemoryStore())
    assert made.no_data
    tiles = [tile for tiles in made.groups.values() for tile in tiles]
    assert {tile.meant.name for tile in tiles} == set(definitions())
    assert all(tile.row.no_data and tile.trend.empty and tile.change.move == Move.NONE for tile in tiles)
    assert all(not parts for _, parts in made.spreads)
    assert all(not each.lines for each in made.lists)


def test_money_has_a_tile_for_each_currency() -> None:
    given = [fact("goodwill_given", 900, dimensions={"currency": each, "kind": "refund"}) for each in ("EUR", "PLN")]
    assert of(shown(folded(given)), "goodwill_given") == ["EUR", "PLN"]


def test_nothing_is_drawn_by_a_period_that_a_number_cannot_be_asked_by() -> None:
    store = folded([fact("customer_wrote"), *(fact("customer_channel", dimensions={"channel": c}) for c in "ab")])
    tiles = {tile.meant.name: tile for tiles in shown(store).groups.values() for tile in tiles}
    made = tiles["channels_per_customer"]
    assert (made.row.value, made.points, made.trend.empty) == (2, (), True)


def test_values_stand_in_the_part_that_their_time_falls_into() -> None:
    store = folded([fact("first_response", seconds) for seconds in (60, 120, 3 * 3600, 20 * 86400)])
    ((_, parts), _) = shown(store).spreads
    assert [(part.upto, part.count) for part in parts if part.count] == [(900, 2), (4 * 3600, 1), (None, 1)]
    assert parts[0].width == 100


def test_the_backlog_stands_by_age_as_it_was_read_last_the_shortest_first() -> None:
    ages = {"30_days_and_more": 1, "under_4_hours": 6, "under_1_day": 0}
    store = folded([
        *(fact("backlog", number, dimensions={"age": age}) for age, number in ages.items()),
        fact("backlog", 9, at=NOON - timedelta(days=1), dimensions={"age": "under_3_days"}),
    ])  # fmt: skip
    assert [(bar.word, bar.number) for bar in shown(store).ages] == [
        ("under_4_hours", 6), ("under_1_day", 0), ("30_days_and_more", 1)
    ]  # fmt: skip
    assert shown(MemoryStore()).ages == ()


def test_agents_are_called_by_their_names() -> None:
    store = folded([fact("case_resolved", dimensions={"agent": "U1", "channel": "email"})])
    mark = Mark(shop="demo", event="roster", receipt="r", now=NOON)
    store.commit(store.load("demo", []), Decision((Put(subject=Agent(id="U1", name="Zuzana", languages=())),)), mark)
    (names,) = ([one.name for one in each.lines] for each in shown(store).lists if each.asked.name == "agents")
    assert names == ["Zuzana"]


def test_of_no_days_in_particular_the_lists_are_the_last_nights() -> None:
    store = folded(fact("case_opened", dimensions={"topic": topic}) for topic in ("late", "late", "damaged"))
    (before,) = (
        each for each in board(store, "demo", RULES, DAY, DAY, usual=True).lists if each.asked.name == "topics"
    )
    assert [one.line.key for one in before.lines] == ["late", "damaged"], "no night has written it yet: it is counted"
    write(store, "demo", DAY, NOON)  # of the days before, in which nothing was counted
    after = topics(board(store, "demo", RULES, DAY, DAY, usual=True))
    assert (after.last, after.lines) == (DAY - timedelta(days=1), ())
    asked = topics(board(store, "demo", RULES, DAY, DAY))
    assert (asked.last, len(asked.lines)) == (DAY, 2)


def test_a_long_period_is_drawn_by_week_and_a_longer_one_by_month() -> None:
    drawn = [shown(MemoryStore(), days) for days in (1, 31, 32, 210, 211, 366)]
    assert [made.by for made in drawn] == ["day", "day", "week", "week", "month", "month"]
    points = [len(tile.points) for made in drawn for tiles in made.groups.values() for tile in tiles]
    assert max(points) <= 31


def share(top: int, bottom: int) -> Row:
    return Row(value=top / bottom if bottom else None, numerator=top, denominator=bottom)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (share(60, 100), share(50, 100), Change(move=Move.UP, size=10, points=True, good=True)),
        (share(40, 100), share(50, 100), Change(move=Move.DOWN, size=10, points=True, good=False)),
        (share(50, 100), share(50, 100), Change(move=Move.SAME)),
        (share(10, FEW - 1), share(50, 100), Change(move=Move.FEW)),
        (share(50, 100), share(1, 2), Change(move=Move.FEW)),
        (Row(), share(50, 100), Change(move=Move.NONE)),
        (share(50, 100), share(0, 0), Change(move=Move.NONE)),
    ],
)  # fmt: skip
def test_a_change_is_judged_by_what_is_wanted_and_never_by_few(now: Row, before: Row, expected: Change) -> None:
    assert change(SHARE, now, before) == expected


def test_a_score_in_points_changes_by_points_and_a_count_by_percent() -> None:
    nps, cases = definition("nps"), definition("cases")
    now, before = (Row(value=value, denominator=100) for value in (10.0, 40.0))
    assert change(nps, now, before) == Change(move=Move.DOWN, size=30, points=True, good=False)
    now, before = (Row(value=value, numerator=value) for value in (60.0, 40.0))
    assert change(cases, now, before) == Change(move=Move.UP, size=50)


def test_what_is_neither_good_nor_bad_is_not_judged() -> None:
    neutral = replace(SHARE, better="")
    assert change(neutral, share(60, 100), share(50, 100)).good is None


def test_what_is_not_settled_is_shown_and_neither_compared_nor_drawn() -> None:
    solved = [fact("first_resolution", at=NOON - timedelta(days=n), dimensions={"agent": "U1"}) for n in range(20)]
    store = folded([*solved, *(fact("first_resolution", at=each.at) for each in solved for _ in range(FEW))])

    def tile(today: date) -> Tile:
        made = board(store, "demo", RULES, DAY - timedelta(days=9), DAY, today=today)
        return next(each for tiles in made.groups.values() for each in tiles if each.meant.settles)

    now, later = tile(DAY), tile(DAY + timedelta(days=8))
    assert (now.row.value, now.row.settled, now.change.move, len(now.points)) == (1.0, False, Move.NONE, 2)
    assert (later.row.value, later.row.settled, later.change.move, len(later.points)) == (1.0, True, Move.SAME, 10)
