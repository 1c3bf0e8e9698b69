"""A world per test, its secrets and its settings."""

import json
from collections.abc import Iterator

import pytest

from chalicelib import deliver_slack, secrets
from chalicelib.config import settings
from chalicelib.observability import metrics
from ops.catalogues import compile_all
from ops.simulation.world import SECRETS, World
from tests.channels.fake_provider import Answer, Provider, running


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """Mails are rendered from compiled catalogues."""
    compile_all()


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "STAGE": "test", "TABLE": "unused", "SECRETS_PREFIX": "/aftercare/test", "BASE_URL": "https://care.example",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"AFTERCARE_{name}", value)
    settings.cache_clear()
    secrets.use(lambda name: json.dumps(SECRETS[name.removeprefix("/aftercare/test/")]))
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()
    secrets.use(None)
    settings.cache_clear()


@pytest.fixture
def world() -> World:
    return World()


POSTED = Answer(body={"ok": True, "channel": "C1", "ts": "1795000000.000100", "view": {"id": "V1"}})


@pytest.fixture
def slack(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Slack as a provider that takes everything, behind the real sender."""
    with running(POSTED) as provider:
        monkeypatch.setenv("AFTERCARE_SLACK_API_URL", provider.url)
        settings.cache_clear()
        world.senders["slack"] = deliver_slack
        world.staffed()
        yield provider
