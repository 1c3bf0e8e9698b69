import hashlib
import hmac
from typing import Any

import pytest

from chalicelib.channels import meta
from chalicelib.errors import AmbiguousError, PermanentError, TemporaryError
from tests.channels.fake_provider import Answer, Provider, closed_port, running
from tests.desk.making import CASE, a_row

ROW = a_row("agent_reply", CASE.ref)
TEXT = "Dobrý deň, Jana & spol.! 😀\nMária"


def send(provider: Provider, text: str = TEXT, **more: Any) -> str:
    return meta.send(ROW, "10_20", text, "page-token", provider.url + "v23.0/", **more).provider_id


def failing(code: int, status: int = 400, **more: Any) -> Answer:
    return Answer(status, {"error": {"message": "said to Jana", "type": "OAuthException", "code": code, **more}})


def test_a_reply_goes_under_its_comment() -> None:
    with running(Answer(body={"id": "10_77"})) as provider:
        assert send(provider) == "10_77"
    [request] = provider.requests
    assert request.path == "/v23.0/10_20/comments"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.form == {"message": TEXT, "access_token": "page-token"}


def test_the_token_is_proved_with_the_apps_secret() -> None:
    with running(Answer(body={"id": "1"})) as provider:
        send(provider, app_secret="app-secret")
    proof = hmac.new(b"app-secret", b"page-token", hashlib.sha256).hexdigest()
    assert provider.requests[0].form["appsecret_proof"] == proof


@pytest.mark.parametrize("code", [1, 2, 4, 17, 32, 341, 613])
def test_what_meta_cannot_do_now_is_done_later(code: int) -> None:
    with running(failing(code)) as provider, pytest.raises(TemporaryError) as caught:
        send(provider)
    assert (caught.value.retry_after is not None) == (code not in (1, 2))


def test_what_meta_calls_passing_is_done_later() -> None:
    with running(failing(9999, is_transient=True)) as provider, pytest.raises(TemporaryError):
        send(provider)
    with running(Answer(429, b"")) as provider, pytest.raises(TemporaryError) as caught:
        send(provider)
    assert caught.value.retry_after == meta.RATE_WAIT


@pytest.mark.parametrize(("code", "advice"), sorted(meta.ADVICE.items()))
def test_what_meta_will_never_do_comes_with_advice(code: int, advice: str) -> None:
    with running(failing(code, fbtrace_id="AbC")) as provider, pytest.raises(PermanentError, match="AbC") as caught:
        send(provider)
    assert advice in str(caught.value)
    assert "Jana" not in str(caught.value)


def test_all_permission_errors_have_one_advice() -> None:
    with running(failing(283, 403)) as provider, pytest.raises(PermanentError, match="Moderate"):
        send(provider)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(silent=True),
        Answer(rude=True),
        Answer(200, b"not json"),
        Answer(200, {}),
        Answer(504, b""),
        Answer(503, b"<html>"),
    ],
)
def test_what_meta_may_have_done_is_unclear(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meta, "READ", 0.5)
    with running(answer) as provider, pytest.raises(AmbiguousError):
        send(provider)
    assert len(provider.requests) == 1


def test_nothing_was_sent_where_nobody_listens() -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        meta.send(ROW, "10_20", TEXT, "page-token", closed_port())


def test_an_address_that_is_not_metas_says_what_to_check() -> None:
    with running(Answer(404, b"nothing here")) as provider, pytest.raises(PermanentError, match="META_API_URL"):
        send(provider)


@pytest.mark.parametrize("comment", ["", "../me", "10_20/likes?x="])
def test_only_a_comments_id_gets_into_the_address(comment: str) -> None:
    with pytest.raises(PermanentError, match="comment"):
        meta.send(ROW, comment, TEXT, "page-token", closed_port())


@pytest.mark.parametrize("text", ["", "  \n", "x" * 8001])
def test_a_comment_has_words_and_not_too_many(text: str) -> None:
    with pytest.raises(PermanentError, match="8000 characters"):
        meta.send(ROW, "10_20", text, "page-token", closed_port())
