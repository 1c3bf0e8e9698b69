"""What a channel cannot take stands in line, and goes out oldest first once it can."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from chalicelib.care.rules import Rates
from chalicelib.errors import AmbiguousError, AwayError
from chalicelib.lanes import DROPPED_AFTER, LONGEST_WAIT
from chalicelib.store.port import Lane
from chalicelib.sweep import sweep
from ops.simulation import bodies
from ops.simulation.world import DEMO, DUE, World

NUMBERS = range(1001, 1006)


class Away:
    """A channel that takes nothing until a time, and notes when it was tried."""

    def __init__(self, world: World, until: datetime, retry_after: float | None = None) -> None:
        self.world, self.until, self.retry_after = world, until, retry_after
        self.tried: list[datetime] = []
        self.out: list[tuple[datetime, str]] = []
        world.senders["email"] = self

    def send(self, job: object) -> str:
        row = job.row  # type: ignore[attr-defined]
        self.tried.append(self.world.now)
        if self.world.now < self.until:
            raise AwayError("away", self.retry_after)
        self.out.append((self.world.now, row.about.id))
        return f"provider-{row.id}"

    def recover(self, job: object) -> None:  # noqa: ARG002
        return None


def lane(world: World) -> Lane | None:
    return world.store.lane("demo", "email")


def ordered(world: World) -> None:
    for number in NUMBERS:
        world.order(number)
        world.later(seconds=1)


def ids() -> list[str]:
    return [f"shopify:{number}000" for number in NUMBERS]


def test_one_message_finds_out_that_the_channel_is_away_and_the_others_line_up(world: World) -> None:
    away = Away(world, world.now + timedelta(minutes=20))
    ordered(world)
    assert len(away.tried) == 1
    rows = world.rows("order_received")
    assert {(row.status, row.attempts) for row in rows} == {("waiting", 0)}
    assert rows[0].reason == "away"
    assert "email takes nothing before" in rows[1].reason
    assert [row.id for row in world.store.line("demo", "email", 10)] == [row.id for row in rows]


def test_while_it_is_away_the_oldest_alone_tries_less_and_less_often(world: World) -> None:
    """Broken to see it fail: the sweep giving as many turns as the rate allows while there are failures."""
    away = Away(world, world.now + timedelta(hours=1))
    ordered(world)
    world.run(minutes=50)
    gaps = [later - earlier for earlier, later in pairwise(away.tried)]
    assert gaps[0] <= timedelta(seconds=65) < gaps[-1]
    assert max(gaps) <= LONGEST_WAIT + timedelta(minutes=1)
    assert len(away.tried) < 16
    assert world.rows("order_received")[0].attempts == 0


def test_an_outage_of_any_length_is_borne(world: World) -> None:
    """The doubled wait of some fifty tries is longer than time itself: the worker would crash at each."""
    Away(world, world.now + timedelta(days=2))
    at = world.now
    world.store.put_lane(Lane(shop="demo", channel="email", failures=60, since=at, until=at, turn_at=at, emptied_at=at))
    world.order()
    found = lane(world)
    assert found is not None
    assert (found.failures, found.until) == (61, world.now + LONGEST_WAIT)


def test_what_the_channel_says_about_waiting_is_kept(world: World) -> None:
    away = Away(world, world.now + timedelta(minutes=10), retry_after=900)
    world.order()
    world.run(minutes=14)
    assert len(away.tried) == 1
    world.run(minutes=3)
    assert len(away.out) == 1


def test_once_it_is_back_all_go_out_oldest_first_and_then_there_is_no_lane(world: World) -> None:
    away = Away(world, world.now + timedelta(minutes=20))
    ordered(world)
    world.run(minutes=30)
    assert [order for _, order in away.out] == ids()
    world.run(minutes=DROPPED_AFTER.total_seconds() // 60 + 1)
    assert lane(world) is None
    world.order(2001)
    assert away.out[-1][1] == "shopify:2001000"


def test_turns_are_no_faster_than_the_rate(world: World) -> None:
    """Broken to see it fail: `delay` left out of lanes._drain."""
    world.policies["demo"] = replace(DEMO, rates=Rates(email=0.5))
    away = Away(world, world.now + timedelta(minutes=2))
    ordered(world)
    for _ in range(600):
        if world.now.second == 0:
            sweep(world.services)
        world.pump()
        world.later(seconds=1)
    assert [order for _, order in away.out] == ids()
    times = [at for at, _ in away.out][1:]
    assert all(later - earlier >= timedelta(seconds=2) for earlier, later in pairwise(times))


def test_a_newcomer_does_not_overtake_those_in_line(world: World) -> None:
    """Broken to see it fail: lanes.why_wait asking for failures only."""
    world.policies["demo"] = replace(DEMO, rates=Rates(email=1 / 30))
    away = Away(world, world.now + timedelta(minutes=2))
    ordered(world)
    while not away.out:
        world.tick(minutes=1)
    world.order(3001)
    assert "older messages" in world.rows("order_received")[-1].reason
    world.run(minutes=12)
    assert [order for _, order in away.out] == [*ids(), "shopify:3001000"]


def test_what_is_no_longer_true_when_its_turn_comes_is_not_sent(world: World) -> None:
    away = Away(world, world.now + timedelta(minutes=20))
    ordered(world)
    world.happens("shopify", bodies.cancelled(1002, world.now), topic="orders/cancelled", webhook_id="c2")
    world.run(minutes=30)
    assert [order for _, order in away.out] == [id_ for id_ in ids() if id_ != "shopify:1002000"]


def test_a_message_of_which_nobody_knows_keeps_the_others_back_for_a_moment(world: World) -> None:
    """Else all that come while a channel answers nothing would end as unknown, one by one."""
    world.email.does.append(AmbiguousError("no answer"))
    ordered(world)
    assert [row.status for row in world.rows("order_received")] == ["claimed", *["waiting"] * 4]
    world.run(minutes=4)
    assert [row.about.id for row in world.email.sent] == ids()[1:]


def test_a_schedule_that_fires_twice_gives_each_turn_once(world: World) -> None:
    Away(world, world.now + timedelta(seconds=30))
    world.order()
    world.later(minutes=1)
    world.put.clear()
    assert sweep(world.services)["turns"] + sweep(world.services)["turns"] == 1
    assert len(world.put) == 1


def test_a_row_that_lined_up_while_the_line_was_found_empty_has_its_turn(world: World) -> None:
    """A worker may have read the lane as shut just before."""
    away = Away(world, world.now + timedelta(seconds=30))
    world.order()
    world.run(minutes=3)
    emptied = lane(world)
    assert emptied is not None
    assert emptied.emptied_at is not None
    world.post("shopify", bodies.order(1002, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    late = world.rows("order_received")[-1]
    claimed = world.store.claim(late.id, world.now, world.now + timedelta(minutes=15))
    assert claimed is not None
    world.store.line_up(claimed, "as it read the lane a minute ago")
    world.queue.clear()
    world.run(minutes=3)
    assert [order for _, order in away.out] == ["shopify:1001000", "shopify:1002000"]
