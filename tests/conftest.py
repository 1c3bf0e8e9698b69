"""Watches every log line of the whole run: what is private in one fails the test that wrote it."""

import logging
from collections.abc import Iterator

import pytest

from tests.private import private_in

lines: list[str] = []


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
