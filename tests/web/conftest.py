"""The app with services, secrets and a log of the test's own."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from playwright.sync_api import Browser

from chalicelib import bootstrap, secrets
from chalicelib.bootstrap import Services
from chalicelib.config import settings
from chalicelib.observability import logger
from chalicelib.policy import policy
from ops.catalogues import compile_all
from ops.console.app import Console
from ops.console.view import View
from ops.local import Local
from tests.chromium import chromium
from tests.process import kept, process_as_it_was
from tests.web.api import ARRIVED, CASE, HERE, JANA, KEPT_TOKEN, LATE, ORDER, SECRETS, Api

STAGE = "test"
__all__ = ["process_as_it_was"]


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    compile_all()


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    for name in ("STAGE", "TABLE", "SECRETS_PREFIX"):
        monkeypatch.setenv(f"AFTERCARE_{name}", STAGE)
    settings.cache_clear()
    made = Api()
    made.store.know(JANA, ORDER, LATE, HERE, ARRIVED, CASE)
    made.store.put_token(KEPT_TOKEN)
    bootstrap.use(Services(store=made.store, policy=lambda shop: policy(shop, STAGE), now=lambda: made.now))
    secrets.use(lambda name: json.dumps(SECRETS[name.removeprefix(f"{STAGE}/")]))
    made.store.calls.clear()
    return made


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, as it is written."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logger.registered_formatter)
    logger.addHandler(handler)
    # A console that ran in this process before has made it quiet.
    level = logger.log_level
    logger.setLevel("INFO")
    yield written
    logger.setLevel(level)
    logger.removeHandler(handler)


@pytest.fixture(scope="package")
def local() -> Iterator[Local]:
    """A running stack with its console; what is looked at in a browser shares it."""
    with kept(), Local.start() as running:
        running.standins.start(Console(View(running)).routes())
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
