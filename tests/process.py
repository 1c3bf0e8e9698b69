"""For tests that work as `./aftercare` does, by the settings of the process: they leave the process as it was."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalicelib import aws, bootstrap, secrets
from chalicelib.config import settings
from chalicelib.observability import logger


@contextmanager
def kept() -> Iterator[None]:
    """Settings and services, the logger's level and the SDK's session are afterwards what they were before."""
    variables, level = dict(os.environ), logger.log_level
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(variables)
        logger.setLevel(level)
        aws.session.cache_clear()
        secrets.use(None)
        bootstrap.use(None)
        settings.cache_clear()


@pytest.fixture(autouse=True)
def process_as_it_was() -> Iterator[None]:
    """Nothing of that leaks from one test into the next."""
    with kept():
        yield
