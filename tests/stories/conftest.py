"""One fresh stack for the story."""

from collections.abc import Iterator

import pytest

from ops.local import Local
from ops.story import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stack of its own, and the world around it."""
    with Local.start() as local:
        local.standins.start()
        yield Stage(local)
