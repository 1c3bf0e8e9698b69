import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.channels import http, meta, meta_faults
from chalicelib.errors import AmbiguousError, PermanentError, TemporaryError
from tests.channels.fake_provider import Answer, Provider, closed_port, running

TEXT = "Dobrý deň, Jana & spol.! 😀\nMária"
REPLY = meta.Reply(channel="facebook_comment", thread="10_20", text=TEXT, ours="178", mark="row1")
TO_HER = json.dumps({"id": "7700"})


def send(provider: Provider, reply: meta.Reply = REPLY, **more: Any) -> str:
    return meta.send(reply, "page-token", provider.url + "v23.0/", **more).provider_id


def failing(code: int, status: int = 400, headers: dict[str, str] | None = None, **more: Any) -> Answer:
    error = {"message": "said to Jana", "type": "OAuthException", "code": code, **more}
    return Answer(status, {"error": error}, headers or {})


@pytest.mark.parametrize(
    ("changes", "path", "form", "answer"),
    [
        ({}, "10_20/comments", {"message": TEXT}, {"id": "1"}),
        ({"channel": "instagram_comment"}, "10_20/replies", {"message": TEXT}, {"id": "1"}),
        ({"channel": "instagram_mention", "thread": "30:40"}, "178/mentions",
         {"message": TEXT, "media_id": "30", "comment_id": "40"}, {"id": "1"}),
        ({"channel": "instagram_mention", "thread": "30"}, "178/mentions", {"message": TEXT, "media_id": "30"},
         {"id": "1"}),
        ({"channel": "facebook_message", "thread": "7700"}, "me/messages",
         {"messaging_type": "RESPONSE", "recipient": TO_HER, "message": json.dumps({"text": TEXT})},
         {"recipient_id": "7700", "message_id": "1"}),
        ({"channel": "instagram_message", "thread": "7700", "late": True}, "me/messages",
         {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT", "recipient": TO_HER,
          "message": json.dumps({"text": TEXT})}, {"recipient_id": "7700", "message_id": "1"}),
        ({"channel": "whatsapp", "thread": "106", "to": "421905123456"}, "106/messages",
         {"messaging_product": "whatsapp", "recipient_type": "individual", "type": "text", "to": "421905123456",
          "text": json.dumps({"preview_url": False, "body": TEXT}), "biz_opaque_callback_data": "row1"},
         {"messaging_product": "whatsapp", "contacts": [{"wa_id": "421905123456"}], "messages": [{"id": "1"}]}),
    ],
)  # fmt: skip
def test_each_channel_is_answered_at_its_own_address(
    changes: dict[str, Any], path: str, form: dict[str, str], answer: dict[str, Any]
) -> None:
    with running(Answer(body=answer)) as provider:
        assert send(provider, replace(REPLY, **changes)) == "1"
    [request] = provider.requests
    assert request.path == f"/v23.0/{path}"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.form == {**form, "access_token": "page-token"}


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
    assert caught.value.retry_after == meta_faults.RATE_WAIT


@pytest.mark.parametrize(("code", "advice"), sorted(meta_faults.ADVICE.items()))
def test_what_meta_will_never_do_comes_with_advice(code: int, advice: str) -> None:
    with running(failing(code, fbtrace_id="AbC")) as provider, pytest.raises(PermanentError, match="AbC") as caught:
        send(provider)
    assert advice in str(caught.value)
    assert "Jana" not in str(caught.value)


def test_all_permission_errors_have_one_advice() -> None:
    with running(failing(283, 403)) as provider, pytest.raises(PermanentError, match="give them the task"):
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
    monkeypatch.setattr(http, "READ", 0.5)
    with running(answer) as provider, pytest.raises(AmbiguousError):
        send(provider)
    assert len(provider.requests) == 1


def test_nothing_was_sent_where_nobody_listens() -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        meta.send(REPLY, "page-token", closed_port())


def test_an_address_that_is_not_metas_says_what_to_check() -> None:
    with running(Answer(404, b"nothing here")) as provider, pytest.raises(PermanentError, match="META_API_URL"):
        send(provider)


@pytest.mark.parametrize("id_", ["", "../me", "10_20/likes?x=", "č", "1" * 81])
@pytest.mark.parametrize("channel", sorted(meta.REQUESTS))
def test_only_an_id_gets_into_the_address(channel: str, id_: str) -> None:
    with pytest.raises(PermanentError, match="does not name"):
        meta.send(replace(REPLY, channel=channel, thread=id_), "page-token", closed_port())


def test_an_answer_has_words() -> None:
    with pytest.raises(PermanentError, match="no words"):
        meta.send(replace(REPLY, text=" \n"), "page-token", closed_port())


def test_a_phone_number_that_is_none_is_not_repeated() -> None:
    reply = replace(REPLY, channel="whatsapp", thread="106", to="+421 905 123 456")
    with pytest.raises(PermanentError) as caught:
        meta.send(reply, "token", closed_port())
    assert "905" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "90"}, 90.0),
        ({"X-Business-Use-Case-Usage": json.dumps({
            "102": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 7}, {"type": "messenger"}],
        })}, 420.0),
        ({"X-Business-Use-Case-Usage": "nonsense"}, meta_faults.RATE_WAIT),
        ({"X-Business-Use-Case-Usage": json.dumps({"102": [{"estimated_time_to_regain_access": 0}]})},
         meta_faults.RATE_WAIT),
        ({"Retry-After": "9" * 30}, meta_faults.LONGEST_WAIT),
    ],
)  # fmt: skip
def test_meta_says_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    with running(failing(4, headers=headers)) as provider, pytest.raises(TemporaryError) as caught:
        send(provider)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("subcode", sorted(meta_faults.SUBCODES))
def test_a_subcode_says_more_than_its_code(subcode: int) -> None:
    with running(failing(10, 403, error_subcode=subcode)) as provider, pytest.raises(PermanentError) as caught:
        send(provider)
    assert meta_faults.SUBCODES[subcode] in str(caught.value)
