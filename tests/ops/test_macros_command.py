"""`./aftercare macros`, on a store in memory."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.care.state import Macro, Ref
from chalicelib.rendering.macros import BUILT_IN
from ops.cli import macros
from ops.cli.__main__ import app
from tests.ops.operating import in_memory

EXAMPLE = Path(__file__).parents[2] / "ops" / "story" / "macros.toml"


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return in_memory(monkeypatch, macros)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["macros", *arguments])


def kept(services: Services) -> dict[str, Macro]:
    return {each.id: each for each in services.store.every("demo", "macro").world.every(Macro)}


def test_those_that_ship_are_listed_with_their_names(services: Services) -> None:
    assert services
    assert {each["id"] for each in json.loads(run("list", "--json").output)} == set(BUILT_IN)
    assert "Angry customer" in run("list").output


def test_the_example_is_kept_and_shown(services: Services) -> None:
    assert run("import", str(EXAMPLE)).output.strip() == "1 kept: sizes"
    assert set(kept(services)["sizes"].texts) == {"en", "sk"}
    shown = run("show", "sizes").output
    assert "Auroru" in shown
    assert "by operator" in shown


def test_one_that_ships_is_retired_and_taken_back_with_its_history(services: Services) -> None:
    assert run("retire", "thanks").exit_code == 0
    assert kept(services)["thanks"].retired
    assert run("take-back", "thanks").exit_code == 0
    assert not kept(services)["thanks"].retired
    whats = {line.what for line in services.store.timeline("demo", Ref("macro", "thanks"))}
    assert whats == {"macro.retired", "macro.taken_back"}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ('id = "x"\ntexts = { en = "Hi {name}" }', "asks for {name}, which is no variable"),
        ('id = "x"\nkind = "holding"\ntexts = { en = "Soon." }', "needs {by}"),
        ('id = "x"\nkind = "sad"\ntexts = { en = "Hi" }', "Invalid enum value 'sad'"),
        ('id = "x"\ntexts = { de = "Hallo" }', "the shop speaks en, sk, pl, ro, ru, not de"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(services: Services, tmp_path: Path, lines: str, why: str) -> None:
    file = tmp_path / "macros.toml"
    file.write_text(f"[[macro]]\n{lines}\n")
    shown = run("import", str(file))
    assert shown.exit_code == 1
    assert why in " ".join(shown.stderr.split())
    assert kept(services) == {}


def test_who_asks_for_one_that_is_not_there_hears_so(services: Services) -> None:
    assert services
    assert run("retire", "nothing").exit_code == run("show", "nothing").exit_code == 1
