"""The story again, on a stack that is killed and whose AWS fails in every way, with Slack and Meta away, slow and busy.

One seed, so that the suite does the same every time; `make story FAULTS=...` plays others.
"""

from collections.abc import Iterator

import pytest

from ops.stack import FUNCTIONS
from ops.story import STEPS, Stage
from ops.story.__main__ import prepared
from ops.story.play import Result, play
from tests.private import private_in

SEED = 7
Played = tuple[Stage, list[Result], list[str]]


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    """The story once, to its end or to where it broke: its stage, how its steps went, and what all are called."""
    with prepared(SEED, lambda _: None) as (stage, steps):
        yield stage, play(stage, steps), [step.name for step in steps]


def test_every_step_comes_out_whatever_fails(played: Played) -> None:
    """Those of the plain story among them; its last one counts what went out, and what was met."""
    _, results, names = played
    assert not results[-1].problem, f"{results[-1].name}\n{results[-1].problem}\n\n{results[-1].evidence}"
    assert [result.name for result in results] == names
    assert {step.name for step in STEPS} < set(names)


def test_no_log_holds_anything_private_whatever_failed(played: Played) -> None:
    stage, results, _ = played
    assert not results[-1].problem, f"there is no whole story to look at: {results[-1].name}"
    logs = {name: stage.local.stack.logs(name) for name in (*FUNCTIONS, "api")}
    lines = [f"{name}: {line}" for name, log in logs.items() for line in log.splitlines()]
    # Of DynamoDB's failures all may be made up for by tries that nobody hears of; SES is asked once.
    assert any("SES did not answer" in line for line in lines), "what failed is not in the logs"
    assert [line for line in lines if private_in(line)] == []
