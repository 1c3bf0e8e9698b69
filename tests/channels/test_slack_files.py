from typing import Any

import pytest

from chalicelib.channels import slack, slack_files
from chalicelib.errors import AmbiguousError, PermanentError, TemporaryError
from tests.channels.fake_provider import Answer, Provider, running
from tests.desk.making import CASE, NOW, a_row

ROW = a_row("case_photo", CASE.ref)
WHERE = ("C1", "1.1")
CONTENT = b"\xff\xd8\xff picture"


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "TIMEOUT", 0.4)
    monkeypatch.setattr(slack_files, "TIMEOUT", 0.4)


def show(provider: Provider, *answers: Answer) -> str:
    provider.answers = [
        Answer(body={"ok": True, "upload_url": f"{provider.url}upload", "file_id": "F1"}),
        *(answers or (Answer(), Answer(body={"ok": True}))),
    ]
    return slack_files.show(ROW, "lampa.jpg", "image/jpeg", CONTENT, WHERE, "xoxb-1", provider.url)


def test_a_picture_is_announced_sent_and_shown_in_the_thread() -> None:
    with running(Answer()) as provider:
        assert show(provider) == "F1"
    asked, sent, shown = provider.requests
    assert asked.form == {"filename": "row1.jpeg", "length": str(len(CONTENT))}
    assert (sent.path, sent.body) == ("/upload", CONTENT)
    assert "authorization" not in sent.headers
    assert shown.path == "/files.completeUploadExternal"
    assert shown.form == {
        "files": '[{"id": "F1", "title": "lampa.jpg"}]', "channel_id": "C1", "thread_ts": "1.1",
    }  # fmt: skip


def test_until_the_last_step_nothing_is_seen_and_it_is_tried_again() -> None:
    with running(Answer()) as provider, pytest.raises(TemporaryError):
        show(provider, Answer(500))
    with running(Answer()) as provider, pytest.raises(TemporaryError):
        show(provider, Answer(rude=True))


def test_the_last_step_is_ambiguous() -> None:
    with running(Answer()) as provider, pytest.raises(AmbiguousError):
        show(provider, Answer(), Answer(silent=True))


def test_a_missing_scope_is_named() -> None:
    refusal = {"ok": False, "error": "missing_scope", "needed": "files:write"}
    with running(Answer(body=refusal)) as provider, pytest.raises(PermanentError, match="files:write"):
        slack_files.show(ROW, "x", "image/png", CONTENT, WHERE, "xoxb-1", provider.url)


def test_bytes_go_to_slack_alone() -> None:
    elsewhere = {"ok": True, "upload_url": "http://elsewhere.example/", "file_id": "F1"}
    with running(Answer(body=elsewhere)) as provider, pytest.raises(PermanentError, match="no address"):
        slack_files.show(ROW, "x", "image/png", CONTENT, WHERE, "xoxb-1", provider.url)


@pytest.mark.parametrize(("name", "found"), [("row1.jpeg", "F1"), ("row2.jpeg", None)])
def test_one_that_may_stand_there_is_known_by_its_name(name: str, found: str | None) -> None:
    messages: dict[str, Any] = {"ok": True, "messages": [{"ts": "1.1"}, {"files": [{"id": "F1", "name": name}]}]}
    with running(Answer(body=messages)) as provider:
        assert slack_files.find(ROW, WHERE, "xoxb-1", provider.url, NOW) == found
        assert provider.requests[0].path == "/conversations.replies"


def test_it_can_be_deleted_and_be_gone_already() -> None:
    with running(Answer(body={"ok": True})) as provider:
        assert slack.delete({"file": "F1"}, "xoxb-1", provider.url)
        assert provider.requests[0].path == "/files.delete"
    with running(Answer(body={"ok": False, "error": "file_deleted"})) as provider:
        assert not slack.delete({"file": "F1"}, "xoxb-1", provider.url)
