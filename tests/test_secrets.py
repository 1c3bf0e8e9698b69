import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.session import Session

from chalicelib import clock, secrets
from chalicelib.config import settings
from chalicelib.errors import ConfigError, StoreUnavailableError

ENVIRONMENT = {"AFTERCARE_STAGE": "test", "AFTERCARE_TABLE": "t", "AFTERCARE_SECRETS_PREFIX": "/aftercare/test"}


class Vault:
    """Secrets by full name, counting how often they are read; `down` makes it fail."""

    def __init__(self, **texts: str) -> None:
        self.texts = {f"/aftercare/test/{name.replace('__', '/')}": text for name, text in texts.items()}
        self.reads = 0
        self.down = False

    def __call__(self, name: str) -> str:
        self.reads += 1
        if self.down:
            raise StoreUnavailableError("away")
        return self.texts[name]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    secrets.use(None)
    settings.cache_clear()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_secret_is_read_once_in_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(demo__shopify='{"signing": ["a", "b"], "domain": "d"}')
    secrets.use(vault)
    start = datetime(2026, 11, 25, tzinfo=UTC)
    for minutes, reads in ((0, 1), (4, 1), (5, 2), (9, 2)):
        at(monkeypatch, start + timedelta(minutes=minutes))
        assert secrets.secret("demo", "shopify") == {"signing": ["a", "b"], "domain": "d"}
        assert vault.reads == reads


def test_an_old_secret_is_better_than_none(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(demo__shopify='{"signing": ["a"]}')
    secrets.use(vault)
    at(monkeypatch, datetime(2026, 11, 25, tzinfo=UTC))
    secrets.secret("demo", "shopify")
    vault.down = True
    at(monkeypatch, datetime(2026, 11, 26, tzinfo=UTC))
    assert secrets.secret("demo", "shopify") == {"signing": ["a"]}
    with pytest.raises(StoreUnavailableError):
        secrets.secret("demo", "meta")


@pytest.mark.parametrize("source", ["shopify", "aftership", "meta", "slack", "outgoing"])
def test_a_missing_secret_names_itself_and_its_shape(source: str) -> None:
    secrets.use(Vault())
    with pytest.raises(ConfigError) as caught:
        secrets.secret("demo", source)
    assert f"/aftercare/test/demo/{source} does not exist: create it with {{" in str(caught.value)
    shape = str(caught.value).partition("create it with ")[2]
    assert isinstance(json.loads(shape), dict)


@pytest.mark.parametrize(
    "text", ["", "hunter2", "[]", '{"signing": [1]}', '{"signing": {"a": "hunter2"}}', '{"signing": null}']
)
def test_a_secret_of_another_shape_is_refused_without_quoting_it(text: str) -> None:
    secrets.use(Vault(demo__shopify=text))
    with pytest.raises(ConfigError, match="shape is") as caught:
        secrets.secret("demo", "shopify")
    assert "hunter2" not in str(caught.value)


def test_keys() -> None:
    secrets.use(Vault(keys='{"link": ["new", "old"], "hash": {"2": "h2", "1": "h1"}}'))
    assert secrets.keys() == secrets.Keys(link=(b"new", b"old"), hash={"2": b"h2", "1": b"h1"})


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"link": "x", "hash": {"1": "h"}}',
        '{"link": [""], "hash": {"1": "h"}}',
        '{"link": ["a"], "hash": {}}',
        '{"link": ["a"], "hash": {"1": 5}}',
    ],
)
def test_keys_of_another_shape(text: str) -> None:
    secrets.use(Vault(keys=text))
    with pytest.raises(ConfigError, match="/aftercare/test/keys"):
        secrets.keys()


def test_a_file_stands_in_for_parameter_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"demo/meta": {"signing": ["s"]}, "keys": {"link": ["l"], "hash": {"1": "h"}}}))
    monkeypatch.setenv("AFTERCARE_SECRETS_FILE", str(file))
    settings.cache_clear()
    assert secrets.secret("demo", "meta") == {"signing": ["s"]}
    assert secrets.keys().link == (b"l",)
    with pytest.raises(ConfigError, match="/aftercare/test/demo/slack does not exist"):
        secrets.secret("demo", "slack")


class Client:
    """Parameter Store's client, which fails as told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_parameter(self, Name: str, WithDecryption: bool) -> None:  # noqa: ARG002, N803 - AWS's own names
        raise self.error


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (ClientError({"Error": {"Code": "ParameterNotFound"}}, "x"), ConfigError, "does not exist"),
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "x"), ConfigError, "role may not read"),
        (ClientError({"Error": {"Code": "ThrottlingException"}}, "x"), StoreUnavailableError, "ThrottlingException"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), StoreUnavailableError, "did not answer"),
    ],
)
def test_what_parameter_store_may_say(
    error: Exception, expected: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "create_client", lambda *_, **__: Client(error))
    with pytest.raises(expected, match=words):
        secrets.secret("demo", "shopify")
