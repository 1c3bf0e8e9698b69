"""Two workers meet in every way there is, and it comes out right; where a check is missing, it does not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from greenlet import greenlet

from chalicelib.store.memory import MemoryStore
from ops.simulation import races
from ops.simulation.faults import Breaker, Fault
from ops.simulation.races import RACES
from ops.simulation.schedules import Schedule, Way, every_way
from ops.simulation.trial import quietly
from tests.movements.conftest import catalogues as catalogues


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    with quietly():
        yield


@pytest.mark.parametrize("name", RACES)
def test_a_race_comes_out_right_in_every_way(name: str) -> None:
    ways = 0
    for way in every_way(RACES[name]()):
        assert not way.wrong, "\n".join((name, way.how, *way.trace, *way.wrong))
        assert way.met, f"its script was not met: {way.how}"
        ways += 1
    assert ways > 1 or RACES[name]().moment is None


def test_a_worker_is_held_up_at_each_call_at_which_another_has_something_to_do() -> None:
    ways = [way.how for way in every_way(races.two_last_parcels())]
    assert ways[0] == "as it comes, one after the other"
    turns = [int(how.rpartition(" ")[2]) for how in ways if how.startswith("as it comes, held up")]
    assert turns == sorted(set(turns))
    assert len(turns) > 3
    assert "backwards, one after the other" in ways


def test_more_than_one_may_be_held_up_in_one_run() -> None:
    race = races.two_orders_of_somebody_new()
    once, twice = (len(list(every_way(replace(race, held_up=1), held_up))) for held_up in (1, 2))
    assert twice > 3 * once


def test_whoever_is_at_it_goes_on_but_at_the_turns_that_are_named() -> None:
    """The first at its turn 2, and whoever went on then at turn 4; where they would not meet, nobody is."""
    one, other = greenlet(lambda: None), greenlet(lambda: None)
    schedule = Schedule((2, 4), lambda: True)
    assert [schedule([one, other]) for _ in range(5)] == [one, other, other, one, one]
    assert schedule.could == [2, 3, 4, 5]


def test_what_commits_unchecked_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryStore, "_refuse_conflicts", lambda *_: None)
    wrong = _first_wrong("two_last_parcels")
    assert wrong.wrong == ("all parcels of #1001 are delivered, the order is open",)
    assert "held up at the turns" in wrong.how
    assert _first_wrong("two_orders_of_somebody_new").wrong[0].startswith("2 customers have the address")


def test_a_script_breaks_the_next_call_that_is_like_its_next_step() -> None:
    breaker = Breaker(script=[("commit sent:*", None), ("release", Fault.FAIL)])
    done = list[str]()
    for name in ("release", "commit sent:1", "commit sent:2"):
        breaker.around(name, lambda name=name: done.append(name), ValueError(), ValueError())  # type: ignore[misc]
    with pytest.raises(ValueError, match="broken"):
        breaker.around("release", lambda: done.append("broken"), ValueError("broken"), ValueError())
    assert done == ["release", "commit sent:1", "commit sent:2"]
    assert breaker.script == []


def _first_wrong(name: str) -> Way:
    return next(way for way in every_way(RACES[name]()) if way.wrong)
