"""The command changes settings of its process; the tests after it do not see them. It is made once for all of them."""

from collections.abc import Iterator
from functools import cache

import pytest
import typer

from tests.process import process_as_it_was as process_as_it_was


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """Typer makes every command anew for each run of any, which takes longer than most runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(typer.main.get_command))
        yield
