"""What stands between a press in Slack and its answer: the right order, no read, no secret too many, no slow Slack."""

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from chalicelib import bootstrap, secrets
from chalicelib.bootstrap import Services
from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.policy import policy
from chalicelib.sources import slack as source
from chalicelib.store.dynamo import DynamoStore
from tests.channels.fake_provider import Answer, running
from tests.store.probing import counted
from tests.web.api import SECRETS, SHOP, Api

INTERACT = f"/slack/{SHOP}/interact"
STAGE = "test"


@pytest.fixture
def steps(api: Api, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that happens at a press, in order: secrets read, the signature checked, the store's calls, the dialog."""
    done = api.store.calls

    def read(name: str) -> str:
        done.append(name)
        return json.dumps(SECRETS[name.removeprefix(f"{STAGE}/")])

    def verify(*given: Any) -> None:
        done.append("verify")
        checked(*given)

    checked = source.verify
    secrets.use(read)
    monkeypatch.setattr(source, "verify", verify)
    monkeypatch.setattr(slack, "open_view", lambda *_, **__: done.append("open"))
    return done


def test_verify_then_store_then_the_dialog_and_nothing_else(api: Api, steps: list[str]) -> None:
    """Stored first: a dialog that opens for a press that is lost would stay empty for ever."""
    body, headers = api.slack("block_actions_reply")
    assert api.post(INTERACT, body, headers).status == 200
    assert steps == [f"{STAGE}/{SHOP}/slack", "verify", "put_receipt", "open"]


def test_a_forged_press_is_neither_stored_nor_opened(api: Api, steps: list[str]) -> None:
    body, headers = api.slack("block_actions_reply")
    assert api.post(INTERACT, body + b"&", headers).status == 401
    assert steps == [f"{STAGE}/{SHOP}/slack", "verify"]


@pytest.mark.parametrize("event", ["block_actions_reply", "block_actions_claim", "view_submission"])
def test_the_table_is_written_to_and_never_read(
    api: Api, dynamo: DynamoStore, table: str, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    at_the_dialog: list[dict[str, int]] = []
    bootstrap.use(Services(store=dynamo, policy=lambda shop: policy(shop, STAGE), now=lambda: api.now))
    body, headers = api.slack(event)
    with counted(table) as calls:
        monkeypatch.setattr(slack, "open_view", lambda *_, **__: at_the_dialog.append(dict(calls)))
        assert api.post(INTERACT, body, headers).status == 200
    assert calls == {"PutItem": 2}
    assert at_the_dialog == ([{"PutItem": 2}] if event == "block_actions_reply" else [])


def test_a_cold_start_reads_one_secret_slacks(
    api: Api, steps: list[str], table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_TABLE", table)
    settings.cache_clear()
    bootstrap.use(None)
    body, headers = api.slack("block_actions_reply", at=datetime.now(UTC))
    with counted(table) as calls:
        assert api.post(INTERACT, body, headers).status == 200
    assert steps == [f"{STAGE}/{SHOP}/slack", "verify", "open"]
    assert calls == {"PutItem": 2}


@pytest.mark.parametrize("slow", [Answer(silent=True), Answer(body={"ok": True}, dripping=True)])
def test_a_slow_slack_keeps_nobody_waiting_and_the_press_is_kept(
    api: Api, log: StringIO, monkeypatch: pytest.MonkeyPatch, slow: Answer
) -> None:
    monkeypatch.setattr(slack, "OPEN_WITHIN", 0.1)
    with running(slow) as provider:
        monkeypatch.setenv("AFTERCARE_SLACK_API_URL", provider.url)
        settings.cache_clear()
        body, headers = api.slack("block_actions_reply")
        assert api.post(INTERACT, body, headers).status == 200
        assert not provider.done.is_set(), "the answer to the press did not wait for Slack's"
    assert len(api.store.presses) == 1
    assert "dialog not opened" in log.getvalue()
