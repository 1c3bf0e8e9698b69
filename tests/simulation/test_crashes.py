"""Made-up stories, broken at their effectful calls: nothing lost, nothing twice, nothing untrue, the same end."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from ops.simulation.trial import every_call, quietly, trial
from tests.movements.conftest import catalogues as catalogues


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    with quietly():
        yield


@sampling(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_made_up_stories_come_out_right_however_they_are_disturbed(seed: int) -> None:
    for failure in trial(seed).failures:
        replay = f"./aftercare simulate --seed {failure.seed} --runs 1"
        raise AssertionError("\n".join((replay, *failure.broken, *failure.trace, *failure.wrong)))


@pytest.mark.parametrize("seed", [7])
def test_a_story_broken_at_every_single_call_ends_the_same(seed: int) -> None:
    calls = 0
    for call, fault, wrong in every_call(seed):
        calls = call
        assert not wrong, f"call {call}, {fault}: {wrong}"
    assert calls > 60
