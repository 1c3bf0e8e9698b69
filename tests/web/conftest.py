"""The app with services, secrets and a log of the test's own."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chalicelib import bootstrap, secrets
from chalicelib.bootstrap import Services
from chalicelib.config import settings
from chalicelib.observability import logger
from chalicelib.policy import policy
from ops import book, macros
from ops.catalogues import compile_all
from ops.console.app import Console
from ops.console.view import View
from ops.local import SHOP, Local
from ops.story.stage import Stage
from ops.story.team import TEAM
from tests.chromium import chromium
from tests.process import kept, process_as_it_was
from tests.web.api import ARRIVED, CASE, HERE, JANA, KEPT_TOKEN, LATE, ORDER, SECRETS, Api
from tests.web.console import PATIENCE, Desk

STAGE = "test"
STORY = Path(__file__).parents[2] / "ops" / "story"
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


@pytest.fixture(scope="module")
def desk(local: Local, browser: Browser) -> Iterator[Desk]:
    """The console's Slack, with the story's team, answer book and macros."""
    expect.set_options(timeout=PATIENCE)
    with kept():
        for step in TEAM:
            step.play(Stage(local))
        book.import_files(local.services(), SHOP, [STORY / "book.md"])
        macros.import_file(local.services(), SHOP, STORY / "macros.toml")
        context = browser.new_context(viewport={"width": 1440, "height": 950})
        context.set_default_timeout(PATIENCE)
        page, complaints = context.new_page(), list[str]()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(local.standins.url)
        yield Desk(page)
        context.close()
        expect.set_options(timeout=None)
        assert complaints == []
