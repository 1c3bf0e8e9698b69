"""aftercare top, on a store in memory; and the night that writes the lists."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.metrics.tops import LISTS, written
from chalicelib.nightly import write_tops
from chalicelib.store.memory import MemoryStore
from ops.cli import toplists
from ops.cli.__main__ import app
from tests.metrics.making import RULES, fact, folded
from tests.ops.operating import NOW, in_memory

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    given = in_memory(monkeypatch, toplists)
    assert isinstance(given.store, MemoryStore)
    about = {"product": "p1", "topic": "delivery"}
    sold = fact("units_sold", 4, at=YESTERDAY, dimensions={"product": "p1", "title": "Lamp"})
    asked = [fact("product_contact", at=at, dimensions=about) for at in (YESTERDAY, NOW)]
    folded([*asked, sold], given.store)
    return given


def run(*more: str) -> Result:
    return CliRunner().invoke(app, ["top", *more, "--shop", "demo"])


def test_a_night_writes_every_list_of_the_last_whole_days(services: Services) -> None:
    assert all(written(services.store, "demo", name) is None for name in LISTS)
    assert run("products").exit_code == 1
    write_tops(services, {"demo": RULES})
    kept = [written(services.store, "demo", name) for name in LISTS]
    assert {(each.first, each.last) for each in kept if each} == {
        (NOW.date() - timedelta(days=30), NOW.date() - timedelta(days=1))
    }  # fmt: skip
    found = json.loads(run("products", "--json").stdout)["lines"]
    line = {"key": "p1", "title": "Lamp", "count": 1, "before": 0, "beside": 25.0, "behind": {"delivery": 1}}
    assert found == [line]


def test_other_days_are_counted_when_asked_for(services: Services) -> None:
    write_tops(services, {"demo": RULES})
    told = run("products", "--from", f"{NOW.date()}", "--to", f"{NOW.date()}", "--json")
    assert json.loads(told.stdout)["lines"] == [
        {"key": "p1", "title": "", "count": 1, "before": 1, "beside": None, "behind": {"delivery": 1}}
    ]  # fmt: skip
    shown = run("products")
    assert "Lamp (p1)" in shown.output
    assert "delivery 1" in shown.output


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("more", [["nothing"], ["products", "--from", "2026-11-01"],
                                  ["products", "--from", "2026-11-02", "--to", "2026-11-01"]])  # fmt: skip
def test_what_cannot_be_asked_is_refused(more: list[str]) -> None:
    assert run(*more).exit_code == 2
