"""./aftercare simulate: silent about what is right, and all that is needed to find what is wrong."""

import json
import re

import pytest
from typer.testing import CliRunner, Result

from chalicelib.care import still_true
from chalicelib.store.memory import MemoryStore
from ops.cli.__main__ import app
from ops.simulation.races import two_last_parcels
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


def test_races_are_played_in_all_ways_and_a_wrong_one_is_told_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.cli.simulate.RACES", {"two_last_parcels": two_last_parcels})
    done = simulate("--races", "1")
    assert done.exit_code == 0
    assert re.fullmatch(
        r"1 races, \d+ ways: nothing lost, nothing twice, nothing untrue", " ".join(done.stdout.split())
    )
    monkeypatch.setattr(MemoryStore, "_refuse_conflicts", lambda *_: None)
    done = simulate("--races", "1")
    said = " ".join(done.stdout.split())
    assert done.exit_code == 1
    assert "two_last_parcels: as it comes, held up at the turns" in said
    assert "scan N10010: Delivered" in said
    assert "all parcels of #1001 are delivered, the order is open" in said
    (first, *_) = json.loads(simulate("--races", "1", "--json").stdout)["failures"]
    assert first["race"] == "two_last_parcels"
    assert first["way"]["wrong"] == ["all parcels of #1001 are delivered, the order is open"]


def test_what_was_broken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: the judge says so of every run."""
    monkeypatch.setattr("ops.simulation.ended._once", lambda *_: iter(["a mail was sent 2 times"]))
    done = simulate("--seed", "2", "--runs", "1", "--json")
    failures = json.loads(done.stdout)["failures"]
    assert done.exit_code == 1
    assert [each["run"] for each in failures] == [0, 1, 2, 3, 4, 5]
    assert any("call " in line and ": " in line for each in failures for line in each["broken"])
    assert failures[0]["wrong"] == ["a mail was sent 2 times"]
