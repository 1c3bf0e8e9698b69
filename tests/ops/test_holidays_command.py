"""`./aftercare holidays`, on a store in memory."""

import json

import pytest
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from ops.cli import holidays, why
from ops.cli.__main__ import app
from tests.ops.operating import in_memory


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return in_memory(monkeypatch, holidays, why)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_days_off_are_set_and_listed_with_their_history(services: Services) -> None:
    assert run("holidays", "off", "SK", "2030-12-31", "Silvester", "--until", "12:00").exit_code == 0
    assert run("holidays", "work", "SK", "2030-12-24").exit_code == 0
    days = {day[0]: day for day in json.loads(run("holidays", "list", "SK", "--json").output)}
    assert days["2030-12-31"][2] == "12:00"
    assert sorted(set(days) & {"2030-12-24", "2030-12-25"}) == ["2030-12-25"]
    assert services.store.every("demo", "calendar").world.holiday_calendar("SK")
    assert "people work until 12:00" in " ".join(run("why", "calendar:SK").output.split())


def test_a_country_of_which_nothing_is_known_is_refused(services: Services) -> None:
    assert run("holidays", "list", "XX").exit_code == 2
    assert services.store.every("demo", "calendar").world.holiday_calendar("XX") is None
