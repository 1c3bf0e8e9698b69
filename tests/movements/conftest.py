"""A world per test, its secrets and its settings."""

import json
from collections.abc import Iterator

import pytest

from chalicelib import secrets
from chalicelib.config import settings
from chalicelib.observability import metrics
from ops.catalogues import compile_all
from ops.simulation.world import SECRETS, World


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
