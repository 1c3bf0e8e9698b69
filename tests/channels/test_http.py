"""Whether anything went out when a connection breaks: in its handshake nothing did, after it nobody knows."""

import ssl
from socket import create_server

import pytest

from chalicelib.channels import http
from chalicelib.errors import AmbiguousError, AwayError
from tests.channels.fake_provider import Answer, running


def test_a_handshake_that_fails_has_sent_nothing() -> None:
    with running(Answer()) as provider:
        with pytest.raises(AwayError, match=r"the store cannot be reached \(SSLError\)"):
            http.post(provider.url.replace("http:", "https:"), "{}", {}, "the store")
        assert provider.requests == []


def test_nor_has_one_that_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "CONNECT", 0.1)
    with create_server(("127.0.0.1", 0)) as server, pytest.raises(AwayError, match="TimeoutError"):
        http.post(f"https://127.0.0.1:{server.getsockname()[1]}/", "{}", {}, "the store")


@pytest.mark.parametrize("where", ["urllib3.connection.HTTPConnection.getresponse", "http.client.HTTPResponse.read"])
def test_tls_that_breaks_while_the_answer_is_read_may_have_sent_it(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken to see it fail: every SSLError counted as not sent, and a refund went out twice."""

    def broken(*_: object, **__: object) -> None:
        raise ssl.SSLEOFError("EOF occurred in violation of protocol")

    monkeypatch.setattr(where, broken)
    with running(Answer()) as provider, pytest.raises(AmbiguousError, match="did not answer"):
        http.post(provider.url, "{}", {}, "the store")
