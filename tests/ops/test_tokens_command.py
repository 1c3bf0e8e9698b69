"""./aftercare tokens, on a store in memory."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.policy import policies
from chalicelib.tokens import holder
from ops.cli import tokens
from ops.cli.__main__ import app
from ops.cli.checks import tokens_check
from tests.ops.operating import NOW, in_memory


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["tokens", *arguments])


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return in_memory(monkeypatch, tokens)


def test_a_token_is_shown_once_and_opens_what_it_is_for(services: Services) -> None:
    made = run("create", "weekly report", "--scope", "metrics:read", "--scope", "agents:read", "--days", "90", "--json")
    assert made.exit_code == 0
    told = json.loads(made.output)
    kept = holder(f"Bearer {told['token']}", {"demo"}, services.store)
    assert kept is not None
    assert (kept.name, kept.scopes) == ("weekly report", ("agents:read", "metrics:read"))
    assert (kept.created_at, kept.until) == (NOW, NOW + timedelta(days=90))
    listed = run("list", "--json").output
    (one,) = json.loads(listed)
    assert (one["id"], one["is"]) == (told["id"], "good")
    secret = told["token"].rpartition(".")[2]
    assert secret not in listed
    assert kept.hash not in listed


def test_for_people_it_says_how_to_take_it_back(services: Services) -> None:
    shown = run("create", "warehouse")
    (kept,) = services.store.tokens("demo")
    assert kept.scopes == ("metrics:read",)
    assert f"./aftercare tokens revoke {kept.id}" in " ".join(shown.output.split())
    assert "aft_demo." in shown.output
    assert "warehouse" in run("list").output


def test_a_revoked_one_is_worthless_and_says_by_whom(services: Services) -> None:
    run("create", "warehouse")
    (kept,) = services.store.tokens("demo")
    assert run("revoke", kept.id).exit_code == 0
    (told,) = json.loads(run("list", "--json").output)
    assert (told["is"], told["revoked_by"].endswith("by command")) == ("revoked", True)
    again = run("revoke", kept.id)
    assert (again.exit_code, "before" in again.stderr) == (1, True)
    assert run("revoke", "ba9876543210").exit_code == 1


@pytest.mark.parametrize(
    "wrong",
    [["x", "--scope", "metrics:write"], ["x", "--days", "0"], ["x", "--days", "9999"], [" "], ["x" * 81], []],
)
def test_asked_wrongly_is_2_and_makes_nothing(services: Services, wrong: list[str]) -> None:
    assert run("create", *wrong).exit_code == 2
    assert services.store.tokens("demo") == []


def test_the_doctor_says_what_ends_soon(services: Services) -> None:
    run("create", "soon", "--days", "10")
    run("create", "later")
    findings = list(tokens_check(services, {"demo": policies("local")["demo"]}))
    assert [finding.level for finding in findings] == ["ok", "warn"]
    assert "soon" in findings[1].found
    assert "later" not in findings[1].found
