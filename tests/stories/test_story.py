"""The story of one late parcel, a test per step, on one fresh stack; each step stands on those before it."""

import pytest

from ops.story import STEPS, Stage, Step
from ops.story.play import play_one
from ops.story.solved import BY_ITSELF

fallen: list[str] = []


@pytest.mark.parametrize("step", [*STEPS, BY_ITSELF], ids=lambda step: step.name)
def test_the_story(stage: Stage, step: Step) -> None:
    assert not fallen, f"it stands on a step that did not come out: {fallen[0]}"
    result = play_one(stage, step)
    if result.problem:
        fallen.append(step.name)
    assert not result.problem, f"{result.problem}\n\n{result.evidence}"
