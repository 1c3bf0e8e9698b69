"""One fresh stack for the story, with the console open beside it."""

from collections.abc import Iterator

import pytest

from ops.console.app import Console
from ops.console.view import View
from ops.local import Local
from ops.story import Stage
from tests.process import process_as_it_was as process_as_it_was


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stack of its own, and the world around it."""
    with Local.start() as local:
        local.standins.start(Console(View(local)).routes())
        yield Stage(local)
