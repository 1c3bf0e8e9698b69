"""Rule 9: time is a value. What happened, what was received and what was decided are three times; all stored in UTC.

Seen to fail with: clock.now() given to decide in process.process; received_at as an order's placed_at; the shop's zone
for every country (Policy.zone_of); instants read into another zone than UTC (sources.fields).
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.gate import admit
from ops.simulation import bodies
from ops.simulation.world import DEMO, DUE, LATE, World


def test_three_times_are_three_things(world: World) -> None:
    placed = world.now - timedelta(hours=3)
    world.post("shopify", bodies.order(1001, placed, DUE))
    received = world.now
    world.stream.clear()
    world.tick(minutes=5)
    (receipt,) = world.store._receipts.values()
    mark = world.store._marks["demo", "shopify:order-placed:1001000"]
    assert world.the_order().placed_at == placed
    assert receipt.received_at == received
    assert mark.now == world.now == received + timedelta(minutes=5)


def test_a_replay_decides_the_same_at_whatever_time_it_runs(world: World) -> None:
    """From the stored deliveries and the times of their marks alone, the same state comes out again."""
    world.order()
    world.later(hours=5).ships()
    world.later(days=2).late()
    world.tick(days=2)
    again = World()
    marks = {mark.receipt: mark for mark in world.store._marks.values()}
    for receipt in sorted(world.store._receipts.values(), key=lambda each: each.received_at):
        if receipt.source == "clock":
            continue
        delivery = world.store.delivery(receipt.id)
        assert delivery is not None
        admit(receipt.source, receipt.shop, delivery, again.store, receipt.received_at)
        again.now = marks[receipt.id].now
        again.pump()
    again.now = world.now
    again.tick()
    assert again.store._subjects == world.store._subjects
    assert set(again.store._rows) == set(world.store._rows)
    assert again.store._timelines == world.store._timelines


@pytest.mark.parametrize(
    ("country", "ends"),
    [
        ("SK", datetime(2026, 11, 27, 23, 0, tzinfo=UTC)),
        ("RO", datetime(2026, 11, 27, 22, 0, tzinfo=UTC)),
        ("", datetime(2026, 11, 27, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_promise_lasts_until_its_day_ends_where_the_customer_lives(
    world: World, country: str, ends: datetime
) -> None:
    world.policies["demo"] = replace(DEMO, quiet=replace(DEMO.quiet, start="00:00", end="00:00"))
    body = bodies.order(1001, world.now, DUE).replace(b'"country_code": "SK"', f'"country_code": "{country}"'.encode())
    world.happens("shopify", body)
    world.ships()
    world.now = ends - timedelta(minutes=1)
    world.tick()
    assert "late_parcel" not in world.email.kinds()
    world.tick(minutes=1)
    assert "late_parcel" in world.email.kinds()


def test_the_night_ends_by_the_customers_clock_also_when_clocks_change(world: World) -> None:
    """On 25 October 2026 Bratislava goes from UTC+2 to UTC+1 during the night."""
    world.now = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    world.order(promised=date(2026, 10, 29))
    assert world.row("order_received").next_try == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)


def test_all_that_is_stored_is_utc(world: World) -> None:
    zoned = world.now.astimezone()
    world.staffed().happens("shopify", bodies.order(1001, zoned, DUE).replace(b"+00:00", b"+02:00"))
    world.ships()
    world.scan("Exception", "Exception_017", LATE)
    world.complains()
    world.press("case_resolve")
    kept: list[object] = []
    for name, part in vars(world.store).items():
        if isinstance(part, dict) and name != "_deliveries":
            kept += part.items()
    moments = list(times(kept))
    assert len(moments) > 50
    assert {moment.utcoffset() for moment in moments} == {timedelta(0)}


def times(value: object) -> Iterable[datetime]:
    if isinstance(value, datetime):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from times(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from times(list(value.items()))
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from times(each)
