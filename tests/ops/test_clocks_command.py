"""`./aftercare why` of a case lists what made its deadlines."""

import json

import pytest
from typer.testing import CliRunner

from chalicelib import gate
from chalicelib.bootstrap import Services
from chalicelib.care.state import Case
from chalicelib.receipts import Delivery
from ops.cli import why
from ops.cli.__main__ import app
from tests.ops.operating import NOW, in_memory


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return in_memory(monkeypatch, why)


def test_a_cases_clocks_are_shown_with_what_counted(services: Services) -> None:
    talk = {"channel": "phone", "text": "Where is it?", "person": {"email": "jana@example.sk"}}
    gate.admit(
        "operator", "demo", Delivery(body=json.dumps({"said": "t1", "talk": talk}).encode()), services.store, NOW
    )
    (case,) = (found for _, found in services.store._subjects.values() if isinstance(found, Case))  # type: ignore[attr-defined]
    shown = CliRunner().invoke(app, ["why", f"case:{case.id}"])
    assert shown.exit_code == 0
    words = " ".join(shown.output.split())
    assert "first Tue 24 Nov 10:00 Tue 24 Nov 10:00 kept: 0 s of 2 h used" in words
    assert "next Tue 24 Nov 10:00 Tue 24 Nov 12:00 running: 0 s of 2 h used" in words
    assert "Tue 24 Nov 10:00 Tue 24 Nov 12:00 2 h" in words
