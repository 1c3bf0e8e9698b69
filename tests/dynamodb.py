"""DynamoDB for whoever tests against it: one engine and one table for all, as long as the tests run.

The fixtures are tests/conftest.py's, and nobody else imports them: a module that did would have an engine of its own,
and the environment, of which there is one, would from then on lead everybody else to that.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest

from chalicelib.store.binding import bind
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.tables import Item

ROOT = Path(__file__).parents[1]
HASH_KEYS = {"v1": b"an old key", "v2": b"the newest key"}


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a MiniStack that lives as long as the tests."""
    port = _free_port()
    home = tmp_path_factory.mktemp("ministack")
    settings = {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "GATEWAY_PORT": str(port)}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [_program()], env={**os.environ, **settings}, cwd=home, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield _answering(f"http://127.0.0.1:{port}", process, home / "log")
    finally:
        process.terminate()
        process.wait(10)


def _program() -> str:
    own = ROOT / ".venv-ministack/bin/ministack"
    found = os.environ.get("MINISTACK") or (str(own) if own.exists() else shutil.which("ministack"))
    return found or pytest.fail(f"no DynamoDB to test with: install ministack into {own.parents[1].name}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answering(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{address}/_ministack/health", timeout=1).close()
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return address
    pytest.fail(f"MiniStack did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def dynamo_endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where DynamoDB answers: the environment's choice (DynamoDB Local, an account), else MiniStack."""
    if given := os.environ.get("AWS_ENDPOINT_URL_DYNAMODB"):
        yield given
        return
    address: str = request.getfixturevalue("ministack")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", address)
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield address


@pytest.fixture(scope="session")
def table(dynamo_endpoint: str) -> Iterator[str]:
    """A fresh table, made by the models' own schema."""
    assert dynamo_endpoint
    name = f"aftercare-test-{uuid4().hex[:8]}"
    bind(name)
    Item.create_table(wait=True)
    yield name
    bind(name)  # a store on another table may have been made meanwhile
    Item.delete_table()


@pytest.fixture
def dynamo(table: str) -> DynamoStore:
    return DynamoStore(table, lambda: HASH_KEYS)
