"""A message is judged by all moments of its flight, and a run's end by what had begun by then."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

import pytest

from chalicelib import deliver, sweep
from chalicelib.care import still_true
from ops.simulation import arrivals
from ops.simulation.chapters import a_pause
from ops.simulation.deployment import Conditions, Deployment
from ops.simulation.faults import Fault
from ops.simulation.oracles import wrongs
from ops.simulation.short import NUMBER, PARCEL, QUIET, Short, says, ships
from ops.simulation.stories import Story
from ops.simulation.trial import lived, quietly
from tests.movements.conftest import catalogues as catalogues

SHIPPED = "order_shipped"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    with quietly():
        yield


def nothing(_: Deployment) -> None:
    """It is still paused as it goes out."""


def pause_ends(world: Deployment) -> None:
    world.store.put_setting("demo", "pause", {}, "U9", world.now)


def cancelled_and_then_the_pause_ends(world: Deployment) -> None:
    arrivals.cancels(NUMBER)(world.now)(world)
    while world.stream:
        world.flow(world.stream.popleft())
    pause_ends(world)


@pytest.mark.parametrize(("happens", "lie"), [
    (nothing, "it is paused"), (pause_ends, ""), (cancelled_and_then_the_pause_ends, "the order is cancelled"),
])  # fmt: skip
def test_what_goes_out_paused_is_a_lie_unless_its_pause_ended_while_it_was_true(
    monkeypatch: pytest.MonkeyPatch, happens: Callable[[Deployment], None], lie: str
) -> None:
    """Broken on purpose: pauses hold nothing, and what is not true any more is sent all the same."""
    monkeypatch.setattr(deliver, "held_until", lambda _: None)
    monkeypatch.setattr(still_true, "why_untrue", lambda *_: "")
    short, flown = Short(), list[str]()
    short.then(short.orders(parcels=(PARCEL,)))
    short.then(a_pause(SHIPPED))
    left = short.then(ships(PARCEL))
    world = Deployment(QUIET, Conditions(), Random(1))

    def turn(name: str) -> None:
        """While its worker reads what it is about."""
        if name == "load" and not flown and any(row.status == "claimed" for row in world.rows(SHIPPED)):
            flown.append(world.row(SHIPPED).id)
            happens(world)

    world.breaker.turn = turn
    lived(world, short.race().story, left + HOUR)
    assert [row.id for row in world.mail.sent] == flown
    assert world.lies == [f"{SHIPPED} {flown[0]} was sent although {lie}"] * bool(lie)


def asked() -> tuple[Story, datetime]:
    """Somebody asks, and the moment at which the first clock rings."""
    short = Short()
    written = short.then(says(short.thread(), 0))
    story = short.race().story
    world = played(story, written)
    return story, min(timer.due_at for timer in world.store._timers.values())


def played(story: Story, end: datetime, faults: dict[int, Fault] | None = None) -> Deployment:
    world = Deployment(QUIET, Conditions(faults=faults or {}), Random(1))
    lived(world, story, end)
    return world


@pytest.mark.parametrize("fault", Fault)
def test_what_breaks_at_the_very_end_has_the_time_that_it_has_at_any_other(fault: Fault) -> None:
    story, rings = asked()
    before, calls = (played(story, end).breaker.calls for end in (rings - timedelta(minutes=1), rings))
    assert calls - before > 4
    for call in range(before + 1, calls + 1):
        world = played(story, rings, {call: fault})
        assert (wrongs(world, story, 1), world.now) == ([], rings), world.breaker.happened


def test_no_timer_rings_after_the_end_and_one_that_should_have_rung_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: no timer rings."""
    story, rings = asked()
    assert not played(story, rings - timedelta(minutes=1)).rows("clock_warning")
    assert played(story, rings).rows("clock_warning")
    monkeypatch.setattr(sweep, "ring", lambda *_: None)
    assert f"something has been due since {rings}" in wrongs(played(story, rings), story, 0)
