"""For tests that work as `./aftercare` does, by the settings of the process: they leave the process as it was."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from chalicelib import bootstrap, secrets
from chalicelib.config import settings
from chalicelib.observability import logger


@contextmanager
def kept() -> Iterator[None]:
    """Settings and services, the logger's level and boto3's session are afterwards what they were before."""
    variables, level = dict(os.environ), logger.log_level
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(variables)
        logger.setLevel(level)
        boto3.DEFAULT_SESSION = None
        secrets.use(None)
        bootstrap.use(None)
        settings.cache_clear()


@pytest.fixture(autouse=True)
def process_as_it_was() -> Iterator[None]:
    """Nothing of that leaks from one test into the next."""
    with kept():
        yield
