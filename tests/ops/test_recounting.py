"""aftercare recount, on a store in memory."""

import json

import pytest
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.metrics.tallies import whole
from chalicelib.store.memory import MemoryStore
from ops.cli import recounting
from ops.cli.__main__ import app
from tests.metrics.making import fact, folded
from tests.ops.operating import NOW, in_memory


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    given = in_memory(monkeypatch, recounting)
    assert isinstance(given.store, MemoryStore)
    folded([fact("case_opened", at=NOW), fact("case_opened", at=NOW)], given.store)
    return given


def run(*more: str) -> Result:
    return CliRunner().invoke(app, ["recount", "--shop", "demo", *more])


@pytest.mark.usefixtures("services")
def test_without_a_difference_it_says_so() -> None:
    told = run()
    assert told.exit_code == 0
    assert "2 facts" in told.output
    assert "no difference" in told.output


def test_a_difference_is_shown_is_an_exit_code_and_can_be_mended(services: Services) -> None:
    day = NOW.date()
    services.store.fold([], {whole("demo", day, "case_opened"): {"count": 5}})
    told = run("--from", f"{day}", "--to", f"{day}")
    assert told.exit_code == 1
    assert "1 differences on 1 days" in told.output
    found = run("--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["days"] == [{
        "day": f"{day}", "facts": 2, "rows": 1, "twice": [], "moving": False,
        "differences": [{"row": f"@{day:%d}#case_opened", "column": "count", "counted": 2, "kept": 7}],
    }]  # fmt: skip
    assert run("--fix").exit_code == 0
    assert run().exit_code == 0


@pytest.mark.usefixtures("services")
def test_days_that_are_the_wrong_way_round_are_refused() -> None:
    assert run("--from", "2026-11-02", "--to", "2026-11-01").exit_code == 2
