"""The commands about people's data, over the movements in memory."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from chalicelib import deliver_slack
from ops.cli import privacy
from ops.cli.__main__ import app
from ops.simulation.world import World
from tests.movements.conftest import _settings as _settings
from tests.movements.conftest import catalogues as catalogues
from tests.rules.erasing import Chat

JANA = "jana@example.sk"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Somebody ordered and wrote; while the command waits, the stack works."""
    world = World()
    world.store.on_new.append(lambda kind, _: world.pump() if kind == "receipt" else None)
    monkeypatch.setattr(privacy, "opened", lambda *_: world.services)
    world.senders["slack"] = deliver_slack
    Chat(monkeypatch)
    world.staffed().order()
    world.complains()
    clock = SimpleNamespace(sleep=lambda _: world.tick(minutes=1), monotonic=lambda: 0.0)
    monkeypatch.setattr(privacy, "time", clock)
    return world


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_what_would_go_is_counted_and_nothing_changed(world: World) -> None:
    for more in (["--dry-run"], []):
        shown = run("erase", JANA, *more, "--json")
        assert shown.exit_code == 0, shown.output
        found = json.loads(shown.output)["would_erase"]
        assert {name: found[name] for name in ("customers", "orders", "cases", "deliveries")} == {
            "customers": 1, "orders": 1, "cases": 1, "deliveries": 2,
        }  # fmt: skip
    assert world.customer.email == JANA
    assert "nothing was changed" in run("erase", "#1001").output


def test_somebody_is_erased_and_the_receipt_can_be_checked(world: World) -> None:
    shown = run("erase", JANA, "--yes", "--json")
    assert shown.exit_code == 0, shown.output
    done = json.loads(shown.output)
    assert done["counts"]["customers"] == 1
    assert world.customer.email == ""
    checked = json.loads(run("erasures", done["receipt"]).output)
    assert (checked["erasure"], checked["counts"]) == (done["erasure"], done["counts"])
    assert run("erasures", done["receipt"][:-2]).exit_code == 1
    (listed,) = json.loads(run("erasures", "--json").output)
    assert listed["id"] == done["erasure"]
    assert run("erase", JANA, "--yes").exit_code == 1, "nobody is known by that address any more"


def test_what_is_known_is_written_to_a_file_of_ones_own(world: World, tmp_path: Path) -> None:
    file = tmp_path / "jana.json"
    shown = run("export", JANA, "--out", str(file))
    assert shown.exit_code == 0, shown.output
    document = json.loads(file.read_text())
    assert (document["format"], document["about"]) == (1, str(world.customer.ref))
    assert file.stat().st_mode & 0o077 == 0
    assert run("export", JANA, "--out", str(tmp_path / "none" / "x.json")).exit_code == 2
    assert run("export", "nobody@example.sk", "--out", str(file)).exit_code == 1


@pytest.mark.parametrize("command", ["erase", "erasures", "export"])
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage: " in run(command, "--help").output
