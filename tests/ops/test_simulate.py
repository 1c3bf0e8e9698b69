"""./aftercare simulate: silent about what is right, and all that is needed to find what is wrong."""

import json

import pytest
from typer.testing import CliRunner, Result

from chalicelib.care import still_true
from ops.cli.__main__ import app
from tests.movements.conftest import catalogues as catalogues


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *arguments])


def test_stories_that_come_out_right_are_one_line() -> None:
    done = simulate("--seed", "2", "--runs", "2")
    said = " ".join(done.stdout.split())
    assert done.exit_code == 0
    assert said.startswith("2 stories of ")
    assert said.endswith("10 disturbed runs: nothing lost, nothing twice, nothing untrue")


def test_a_wrong_story_is_told_with_its_seed_its_trace_and_how_to_play_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Broken on purpose: what is not true any more is sent all the same."""
    monkeypatch.setattr(still_true, "why_untrue", lambda *_: "")
    done = simulate("--seed", "38", "--runs", "1")
    said = " ".join(done.stdout.split())
    assert done.exit_code == 1
    assert "seed 38, run 0: undisturbed" in said
    assert "order #1001" in said
    assert "email: order_received" in said
    assert "was sent although the order is cancelled" in said
    assert "once more: ./aftercare simulate --seed 38 --runs 1" in said


def test_what_was_broken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: the judge says so of every run."""
    monkeypatch.setattr("ops.simulation.ended._once", lambda *_: iter(["a mail was sent 2 times"]))
    done = simulate("--seed", "2", "--runs", "1", "--json")
    failures = json.loads(done.stdout)["failures"]
    assert done.exit_code == 1
    assert [each["run"] for each in failures] == [0, 1, 2, 3, 4, 5]
    assert any("call " in line and ": " in line for each in failures for line in each["broken"])
    assert failures[0]["wrong"] == ["a mail was sent 2 times"]
