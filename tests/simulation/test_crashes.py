"""Made-up stories, broken at their effectful calls: nothing lost, nothing twice, nothing untrue, the same end.

The seeds are fixed, so that the suite does the same every time; `./aftercare simulate` plays others.
"""

from collections.abc import Iterator
from random import Random

import pytest

from ops.simulation import deployment
from ops.simulation.faults import Fault
from ops.simulation.held_notice import held_notice
from ops.simulation.one_late_parcel import one_late_parcel
from ops.simulation.stories import write
from ops.simulation.trial import every_call, quietly, trial
from tests.movements.conftest import catalogues as catalogues


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    with quietly():
        yield


@pytest.mark.parametrize("first", range(1, 26, 5))
def test_made_up_stories_come_out_right_however_they_are_disturbed(first: int) -> None:
    for seed in range(first, first + 5):
        for failure in trial(seed).failures:
            replay = f"./aftercare simulate --seed {failure.seed} --runs 1"
            raise AssertionError("\n".join((replay, *failure.broken, *failure.trace, *failure.wrong)))


# The store cancels what was chosen; a pause, and somebody is forgotten; mutes and a score under a pause; choices that
# are changed; items out of stock; a cancellation held back; an absence.
@pytest.mark.parametrize("seed", [206, 2470, 3875, 4601, 3983, 3763, 5810])
def test_a_story_broken_at_every_single_call_ends_the_same(seed: int) -> None:
    calls = 0
    for call, fault, wrong in every_call(write(Random(seed), calm=True), seed):
        calls = call
        assert not wrong, f"call {call}, {fault}: {wrong}"
    assert calls > 20


def test_the_story_of_one_late_parcel_ends_the_same_however_it_is_broken() -> None:
    """At each second call in one way after the other: all calls in all ways are 1,830 runs, and take minutes."""
    ways, broken = list(Fault), 0
    for call, fault, wrong in every_call(one_late_parcel(), 1, lambda call: ways[call // 2 % 6 :][: call % 2]):
        assert not wrong, f"call {call}, {fault}: {wrong}"
        broken += 1
    assert broken > 140


def test_a_notice_that_the_night_holds_is_told_as_it_is_in_the_morning_however_it_is_broken() -> None:
    """At each call in one way after the other: all calls in all ways are 408 runs."""
    ways, broken = list(Fault), 0
    for call, fault, wrong in every_call(held_notice(), 1, lambda call: ways[call % 6 :][:1]):
        assert not wrong, f"call {call}, {fault}: {wrong}"
        broken += 1
    assert broken > 60


def test_a_story_that_never_ends_is_given_up_and_said_to_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "MOST_STEPS", 100)
    assert {failure.wrong for failure in trial(11).failures} == {("it did not end in 100 steps",)}
