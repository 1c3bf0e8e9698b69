import hmac
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

import pytest

from chalicelib.channels import http, x
from chalicelib.errors import AmbiguousError, PermanentError, TemporaryError
from tests.channels.fake_provider import Answer, Provider, Request, closed_port, running

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
TEXT = "Dobrý deň, Jana! 😀\nMária"
REPLY = x.Reply(channel="x_post", target="1993245678901234567", text=TEXT, mark="row1:1")
ACCOUNT = x.Account(api_key="key", api_secret="se&cret", token="token", token_secret="token secret")


def send(provider: Provider, reply: x.Reply = REPLY) -> str:
    return x.send(reply, ACCOUNT, provider.url, NOW).provider_id


def oauth(request: Request) -> dict[str, str]:
    scheme, _, fields = request.headers["authorization"].partition(" ")
    assert scheme == "OAuth"
    pairs = (field.split("=", 1) for field in fields.split(", "))
    return {name: unquote(value.strip('"')) for name, value in pairs}


def test_a_post_is_answered_under_it() -> None:
    with running(Answer(201, {"data": {"id": "77", "text": TEXT}})) as provider:
        assert send(provider) == "77"
    [request] = provider.requests
    assert request.path == "/2/tweets"
    assert request.json == {"text": TEXT, "reply": {"in_reply_to_tweet_id": "1993245678901234567"}}


def test_a_message_is_answered_to_the_person() -> None:
    with running(Answer(201, {"data": {"dm_conversation_id": "1-2", "dm_event_id": "88"}})) as provider:
        assert send(provider, replace(REPLY, channel="x_message", target="1460323737035677698")) == "88"
    [request] = provider.requests
    assert request.path == "/2/dm_conversations/with/1460323737035677698/messages"
    assert request.json == {"text": TEXT}


def test_it_is_signed_as_oauth_wants_it() -> None:
    with running(Answer(201, {"data": {"id": "77"}})) as provider:
        send(provider)
    given = oauth(provider.requests[0])
    signature = given.pop("oauth_signature")
    assert given == {
        "oauth_consumer_key": "key", "oauth_token": "token", "oauth_signature_method": "HMAC-SHA1",
        "oauth_version": "1.0", "oauth_timestamp": str(int(NOW.timestamp())), "oauth_nonce": given["oauth_nonce"],
    }  # fmt: skip
    pairs = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(given.items()))
    base = f"POST&{quote(provider.url + '2/tweets', safe='')}&{quote(pairs, safe='')}"
    wanted = hmac.digest(b"se%26cret&token%20secret", base.encode(), "sha1")
    assert signature == b64encode(wanted).decode()


def test_each_try_has_its_own_nonce_and_the_same_try_the_same() -> None:
    one, again, other = (x.authorization("https://api.x.com/2/tweets", ACCOUNT, f"row1:{n}", NOW) for n in (1, 1, 2))
    assert one == again
    assert one != other


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 77)}, 77.0),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) - 5)}, 1.0),
        ({}, x.RATE_WAIT),
        ({"x-rate-limit-reset": "soon"}, x.RATE_WAIT),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 77), "x-user-limit-24hour-remaining": "0",
          "x-user-limit-24hour-reset": str(int(NOW.timestamp()) + 7200)}, 7200.0),
        ({"x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": str(int(NOW.timestamp()) + 10**7)},
         x.LONGEST_WAIT),
    ],
)  # fmt: skip
def test_a_limit_says_when_it_starts_anew(headers: dict[str, str], seconds: float) -> None:
    limited = Answer(429, {"title": "Too Many Requests"}, headers)
    with running(limited) as provider, pytest.raises(TemporaryError) as caught:
        send(provider)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(("status", "advice"), sorted(x.ADVICE.items()))
def test_what_x_will_never_do_comes_with_advice(status: int, advice: str) -> None:
    with running(Answer(status, {"detail": "said to Jana"})) as provider, pytest.raises(PermanentError) as caught:
        send(provider)
    assert advice in str(caught.value)
    assert "Jana" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [Answer(silent=True), Answer(rude=True), Answer(201, b"not json"), Answer(201, {}), Answer(503, b""), Answer(500)],
)
def test_what_x_may_have_done_is_unclear(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ", 0.5)
    with running(answer) as provider, pytest.raises(AmbiguousError):
        send(provider)
    assert len(provider.requests) == 1


def test_nothing_was_sent_where_nobody_listens() -> None:
    with pytest.raises(TemporaryError, match="X cannot be reached"):
        x.send(REPLY, ACCOUNT, closed_port(), NOW)


def test_an_address_that_is_not_xs_says_what_to_check() -> None:
    moved = Answer(302, b"", {"Location": "https://elsewhere.example"})
    with running(moved) as provider, pytest.raises(PermanentError, match="AFTERCARE_X_API_URL"):
        send(provider)


@pytest.mark.parametrize("target", ["", "../me", "1/likes", "x1"])
@pytest.mark.parametrize("channel", ["x_post", "x_message"])
def test_only_an_id_gets_into_the_request(channel: str, target: str) -> None:
    changes: dict[str, Any] = {"channel": channel, "target": target}
    with pytest.raises(PermanentError, match="does not name"):
        x.send(replace(REPLY, **changes), ACCOUNT, closed_port(), NOW)
