"""What every store must do with lanes and the rows that stand in line."""

from dataclasses import replace

from chalicelib.receipts import Delivery
from chalicelib.store.port import Lane, Row
from tests.store.making import HOUR, MINUTE, NOW, Maker


def shut(make: Maker) -> Lane:
    return Lane(shop=make.shop, channel="email", failures=1, since=NOW, until=NOW + MINUTE, turn_at=NOW)


def claimed(make: Maker, name: str, minutes: int = 0) -> Row:
    make.commit(f"e-{name}", make.message(name), now=NOW + minutes * MINUTE)
    return make.claimed(name)


def test_there_is_no_lane_in_normal_times(make: Maker) -> None:
    assert make.store.lane(make.shop, "email") is None
    assert [lane for lane in make.store.lanes() if lane.shop == make.shop] == []


def test_a_lane_is_written_by_the_one_who_read_it_as_it_is(make: Maker) -> None:
    assert make.store.put_lane(shut(make))
    assert not make.store.put_lane(shut(make))
    lane = make.store.lane(make.shop, "email")
    assert lane == replace(shut(make), version=1)
    open_again = replace(lane, failures=0, since=None, emptied_at=NOW + HOUR)
    assert make.store.put_lane(open_again)
    assert not make.store.put_lane(lane)
    assert make.store.lane(make.shop, "email") == replace(open_again, version=2)
    assert [lane for lane in make.store.lanes() if lane.shop == make.shop] == [replace(open_again, version=2)]


def test_a_lane_is_dropped_as_it_was_read(make: Maker) -> None:
    make.store.put_lane(shut(make))
    lane = make.store.lane(make.shop, "email")
    assert lane is not None
    make.store.put_lane(replace(lane, failures=2))
    assert not make.store.drop_lane(lane)
    assert make.store.drop_lane(replace(lane, version=2))
    assert make.store.lane(make.shop, "email") is None


def test_rows_stand_in_line_by_their_making_whoever_came_first(make: Maker) -> None:
    for name, minutes in (("m2", 2), ("m3", 3), ("m1", 1)):
        make.store.line_up(claimed(make, name, minutes), "the channel is away")
    line = make.store.line(make.shop, "email", 2)
    assert [row.id for row in line] == [make.id("m1"), make.id("m2")]
    first = line[0]
    assert (first.status, first.attempts, first.claimed_at, first.lined) == ("waiting", 0, None, True)
    assert first.reason == "the channel is away"
    assert make.store.line(make.shop, "slack", 10) == []


def test_who_stands_in_line_is_not_due(make: Maker) -> None:
    make.store.line_up(claimed(make, "m1"), "the channel is away")
    _, _, rows, _ = make.store.due(NOW + 24 * HOUR, 10_000)
    assert [row for row in rows if row.shop == make.shop] == []


def test_who_has_a_turn_stands_in_line_no_more_and_is_due_like_any_other(make: Maker) -> None:
    make.store.line_up(claimed(make, "m1"), "the channel is away")
    row = make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    assert row is not None
    assert (row.lined, row.attempts) == (True, 1)
    assert make.store.line(make.shop, "email", 10) == []
    _, _, rows, _ = make.store.due(NOW + HOUR, 10_000)
    assert [row.id for row in rows if row.shop == make.shop] == [make.id("m1")]


def test_only_a_claimed_row_lines_up(make: Maker) -> None:
    row = claimed(make, "m1")
    make.store.release(row, NOW + HOUR, "held")
    make.store.line_up(row, "the channel is away")
    found = make.store.row(row.id)
    assert found is not None
    assert (found.reason, found.lined) == ("held", False)
    assert make.store.line(make.shop, "email", 10) == []


def test_each_kind_has_a_limit_of_its_own(make: Maker) -> None:
    """Broken to see it fail: one limit for all kinds, which the oldest use up."""
    for number in range(3):
        make.store.put_receipt(make.receipt(f"r{number}", next_try=NOW), _delivery())
        make.commit(f"e{number}", make.message(f"m{number}"), now=NOW + MINUTE)
    _, receipts, rows, _ = make.store.due(NOW + 24 * HOUR, 10_000)
    assert len([row for row in rows if row.shop == make.shop]) == 3
    assert len([receipt for receipt in receipts if receipt.shop == make.shop]) == 3
    timers, receipts, rows, facts = make.store.due(NOW + 24 * HOUR, 2)
    assert (len(receipts), len(rows)) == (2, 2)
    assert len(timers) <= 2
    assert len(facts) <= 2


def _delivery() -> Delivery:
    return Delivery(body=b"{}")
