"""A file is fetched from Slack alone, whole or not at all; the token never leaves Slack."""

from typing import Any

import pytest

from chalicelib.channels import slack, slack_downloads
from chalicelib.channels.slack_downloads import content
from chalicelib.errors import AwayError, ChannelError, PermanentError, TemporaryError
from tests.channels.fake_provider import Answer, Provider, closed_port, running

BYTES = b"%PDF-1.7 a label"


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "TIMEOUT", 0.4)
    monkeypatch.setattr(slack_downloads, "READ", 0.4)


def info(url: str) -> Answer:
    return Answer(body={"ok": True, "file": {"id": "F1", "url_private_download": url}})


def fetched(provider: Provider, *answers: Answer, most: int = 1000) -> bytes:
    provider.answers = [info(f"{provider.url}files/label.pdf"), *answers]
    return content("F1", most, "xoxb-1", provider.url)


def test_it_is_asked_for_by_id_and_read_with_the_token() -> None:
    with running(Answer()) as provider:
        assert fetched(provider, Answer(body=BYTES)) == BYTES
    asked, read = provider.requests
    assert (asked.path, asked.form) == ("/files.info", {"file": "F1"})
    assert (read.path, read.headers["authorization"]) == ("/files/label.pdf", "Bearer xoxb-1")


@pytest.mark.parametrize(
    "url", ["", "http://files.slack.com/x", "https://files.slack.com.evil.example/x", "https://evil.example/x",
            "https://files.slack.com@evil.example/x", "https://drive.example/x"],
)  # fmt: skip
def test_the_token_is_shown_to_nobody_else(url: str) -> None:
    with running(info(url)) as provider:
        with pytest.raises(PermanentError, match="address"):
            content("F1", 1000, "xoxb-1", provider.url)
        assert len(provider.requests) == 1


def test_a_redirect_is_not_followed() -> None:
    with running(Answer()) as other, running(Answer()) as provider:
        with pytest.raises(PermanentError, match="files:read"):
            fetched(provider, Answer(302, headers={"Location": f"{other.url}signin"}))
        assert other.requests == []


@pytest.mark.parametrize("code", ["file_not_found", "file_deleted"])
def test_a_file_that_was_deleted_is_named_as_such(code: str) -> None:
    nothing = "deleted in Slack, so nothing was sent"
    with running(Answer(body={"ok": False, "error": code})) as provider, pytest.raises(PermanentError, match=nothing):
        content("F1", 1000, "xoxb-1", provider.url)


def test_a_missing_scope_is_named() -> None:
    refusal = {"ok": False, "error": "missing_scope", "needed": "files:read"}
    with running(Answer(body=refusal)) as provider, pytest.raises(PermanentError, match="files:read"):
        content("F1", 1000, "xoxb-1", provider.url)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404, b"gone"), PermanentError),
        (Answer(503, b"busy"), TemporaryError),
        (Answer(429, b"slowly"), TemporaryError),
        (Answer(silent=True), TemporaryError),
        (Answer(200, b""), PermanentError),
        (Answer(200, b"x" * 1001), PermanentError),
    ],
)
def test_what_comes_otherwise_is_no_file(answer: Answer, error: type[ChannelError]) -> None:
    with running(Answer()) as provider, pytest.raises(error):
        fetched(provider, answer)


@pytest.mark.parametrize("limited", [True, False])
def test_slack_being_away_does_not_stop_the_mails_of_others(limited: bool) -> None:
    refused: dict[str, Any] = {"ok": False, "error": "ratelimited"}
    with running(Answer(429, refused, headers={"Retry-After": "7"})) as provider:
        url = provider.url if limited else closed_port()
        with pytest.raises(TemporaryError) as caught:
            content("F1", 1000, "xoxb-1", url)
    assert not isinstance(caught.value, AwayError)
    assert caught.value.retry_after == (7 if limited else None)
