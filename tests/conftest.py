"""Watches every log line of the whole run: what is private in one fails the test that wrote it."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.dynamodb import dynamo, dynamo_endpoint, ministack, table
from tests.private import private_in

if TYPE_CHECKING:
    from tests.sharing import Sharing

__all__ = ["dynamo", "dynamo_endpoint", "lines", "ministack", "table"]
lines: list[str] = []

# No test is timed: on a busy machine drawing may be slow, too.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "Sharing":
    """Under `-n` the suite is shared out our way, whatever `--dist` says."""
    from tests.sharing import Sharing

    return Sharing(config, log)


@pytest.fixture(scope="session", autouse=True)
def _everything_logged() -> Iterator[None]:
    """Every record that any logger of this process hands on, with its fields and its exception, before any handler."""
    from chalicelib.observability import logger

    formatter, original = logger.registered_formatter, logging.Logger.callHandlers

    def heard(self: logging.Logger, record: logging.LogRecord) -> None:
        about = {name: value for name, value in vars(record).items() if name not in {"pathname", "exc_info"}}
        lines.append(f"{self.name}: {formatter.format(record)} {about}")
        original(self, record)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.Logger, "callHandlers", heard)
        yield


@pytest.fixture(autouse=True)
def _nothing_private_is_logged() -> Iterator[None]:
    """The test's log lines hold nothing that tests/private.py knows."""
    lines.clear()
    yield
    told = {line: found for line in lines if (found := private_in(line))}
    assert not told, "\n".join(f"{found} in the log line\n  {line[:2000]}" for line, found in told.items())
