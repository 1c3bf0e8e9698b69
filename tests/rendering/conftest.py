"""Rendering reads compiled catalogues; they are built here, so that tests never read stale words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from ops.catalogues import compile_all
from tests.chromium import chromium


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    compile_all()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
