import email
import email.policy
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.message import EmailMessage
from ssl import SSLCertVerificationError, SSLEOFError
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.exceptions import SSLError as WireError

from chalicelib.channels import email as channel
from chalicelib.errors import AmbiguousError, AwayError, PermanentError, TemporaryError
from chalicelib.store.port import Row
from tests.channels.fake_provider import Answer, closed_port, running
from tests.desk.making import ORDER, SHOP, a_row

URL = "https://care.lumen.example/u/" + "a1-_" * 60
ROW = a_row("late_parcel", ORDER.ref)
TO = "jana@example.sk"


@dataclass(frozen=True)
class Words:
    subject: str = "Vaša objednávka #1001 príde neskôr – mrzí nás to a hneď vysvetlíme prečo"
    html: str = "<!doctype html><html lang=sk><p>Dobrý deň, Jana</p></html>"
    text: str = "Dobrý deň, Jana\n\nS pozdravom"
    lang: str = "sk"


def built(kind: str = "late_parcel", words: Words | None = None, **more: Any) -> bytes:
    parts = {"to": TO, "to_name": "Jana Kováčová", "reply_token": "tok-EN_1.2"} | more
    return channel.build(replace(ROW, kind=kind), words or Words(), SHOP, **parts)


def parsed(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_the_mail_is_text_and_html_in_this_order() -> None:
    mail = parsed(built())
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content_charset() == html.get_content_charset() == "utf-8"
    assert text.get_content().splitlines() == Words().text.splitlines()
    assert html.get_content().strip() == Words().html


def test_the_mail_comes_from_a_person_and_an_answer_leads_back() -> None:
    mail = parsed(built())
    assert str(mail["From"].addresses[0].display_name) == "Mária Horváthová | Lumen"
    assert mail["From"].addresses[0].addr_spec == "care@lumen.example"
    assert mail["To"].addresses[0].addr_spec == TO
    assert mail["To"].addresses[0].display_name == "Jana Kováčová"
    assert mail["Reply-To"].addresses[0].addr_spec == "care+tok-EN_1.2@lumen.example"
    by_agent = parsed(built("agent_reply", signed_by="Zuzana Malá"))
    assert by_agent["From"].addresses[0].display_name == "Zuzana Malá | Lumen"


def test_the_heads_of_an_automatic_mail() -> None:
    mail = parsed(built())
    assert mail["Subject"] == Words().subject
    assert mail["Message-ID"] == "<row1@lumen.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Content-Language"] == "sk"
    assert mail["MIME-Version"] == "1.0"
    assert mail["List-Unsubscribe"] is None


def test_what_an_agent_wrote_is_not_called_automatic() -> None:
    mail = parsed(built("agent_reply"))
    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_a_survey_can_be_unsubscribed_from_with_one_click() -> None:
    raw = built("solved_question", unsubscribe_url=URL)
    assert f"List-Unsubscribe: <{URL}>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@pytest.mark.parametrize("url", ["", "javascript:x", "https://a b", "https://a/\r\nBcc: x@y.z", "https://é.example"])
def test_a_survey_without_a_way_out_is_not_made(url: str) -> None:
    with pytest.raises(PermanentError, match="unsubscribe"):
        built("solved_question", unsubscribe_url=url)


def test_lines_are_as_smtp_wants_them() -> None:
    raw = built("solved_question", Words(text="ж" * 5000, html="<p>" + "x" * 5000), unsubscribe_url=URL)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=100))
def test_whatever_a_name_or_subject_is_it_stays_in_its_header(subject: str, name: str) -> None:
    mail = parsed(
        built(words=Words(subject=subject + "\r\nBcc: x@evil.example"), to_name=name + "\nCc: y@evil.example")
    )
    assert mail["Bcc"] is None
    assert mail["Cc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == [TO]
    assert len(mail.keys()) == len(set(mail.keys())) == len(parsed(built()).keys())


@pytest.mark.parametrize(
    "name", ["Lumen, s. r. o.", 'Jana "Jani" Nová', "a@b.example", "(x)", "Kováčová, Jana; <x@y.z>"]
)
def test_names_with_marks_in_them_come_through(name: str) -> None:
    assert parsed(built(to_name=name))["To"].addresses[0].display_name == name


@pytest.mark.parametrize(
    "to", ["", "jana", "jana@", "@example.sk", "jana@exa mple.sk", "jana@a.sk, x@y.z", "ján@example.sk"]
)
def test_an_address_nobody_can_have_is_refused_without_repeating_it(to: str) -> None:
    with pytest.raises(PermanentError) as caught:
        built(to=to)
    assert "jana" not in str(caught.value)


def test_a_domain_with_other_letters_is_written_in_ascii() -> None:
    assert parsed(built(to="jana@kováč.example"))["To"].addresses[0].addr_spec == "jana@xn--kov-gla4t.example"


@pytest.mark.parametrize("token", ["a b", "a>b", "ž", "x" * 70])
def test_a_token_that_fits_no_address_is_refused(token: str) -> None:
    with pytest.raises(PermanentError, match="Reply-To"):
        built(reply_token=token)


def test_a_mail_without_a_token_is_answered_to_the_shop() -> None:
    assert parsed(built(reply_token=""))["Reply-To"].addresses[0].addr_spec == "care@lumen.example"


def test_a_mail_that_would_be_cut_off_is_refused() -> None:
    with pytest.raises(PermanentError, match="shorten"):
        built(words=Words(html="x" * 102_500))


# sending


def ses(url: str = "http://127.0.0.1:9/", **config: Any) -> Any:
    settings = Config(retries={"total_max_attempts": 1}, **config)
    return boto3.client(
        "ses", region_name="eu-central-1", endpoint_url=url, config=settings,
        aws_access_key_id="1", aws_secret_access_key="2",
    )  # fmt: skip


def sent(client: Any, row: Row = ROW) -> str:
    return channel.send(row, built(), SHOP, TO, "care-events", client).provider_id


def failing(code: str, message: str = "", status: int = 400) -> Any:
    client = ses()
    stub = Stubber(client)
    stub.add_client_error("send_raw_email", code, message, status)
    stub.activate()
    return client


def test_ses_gets_the_mail_its_receiver_and_the_tag() -> None:
    client = ses()
    request: Mapping[str, Any] = {
        "Source": "care@lumen.example", "Destinations": [TO], "RawMessage": {"Data": built()},
        "Tags": [{"Name": "aftercare_message", "Value": "row1"}, {"Name": "aftercare_shop", "Value": "demo"}],
        "ConfigurationSetName": "care-events",
    }  # fmt: skip
    with Stubber(client) as stub:
        stub.add_response("send_raw_email", {"MessageId": "0100-abc"}, request)
        assert sent(client) == "0100-abc"
        stub.assert_no_pending_responses()


def test_on_the_wire_it_is_send_raw_email() -> None:
    answer = b"""<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>
        <MessageId>0100-abc</MessageId></SendRawEmailResult></SendRawEmailResponse>"""
    with running(Answer(body=answer, headers={"Content-Type": "text/xml"})) as provider:
        assert sent(ses(provider.url)) == "0100-abc"
    form = parse_qs(provider.requests[0].body.decode())
    assert form["Action"] == ["SendRawEmail"]
    assert form["Tags.member.1.Name"] == ["aftercare_message"]
    assert form["ConfigurationSetName"] == ["care-events"]


@pytest.mark.parametrize(
    ("code", "message", "status", "wait"),
    [
        ("Throttling", "Maximum sending rate exceeded.", 400, None),
        ("Throttling", "Daily message quota exceeded.", 454, 3600),
        ("ServiceUnavailable", "", 503, None),
        ("AccountSendingPausedException", "", 400, 900),
    ],
)
def test_what_ses_cannot_take_now_is_sent_later(code: str, message: str, status: int, wait: float | None) -> None:
    with pytest.raises(TemporaryError) as caught:
        sent(failing(code, message, status))
    assert caught.value.retry_after == wait


@pytest.mark.parametrize("code", ["InternalFailure", "SomethingNew"])
def test_a_failure_that_says_nothing_leaves_it_open(code: str) -> None:
    with pytest.raises(AmbiguousError):
        sent(failing(code, "", 500))


def test_an_unverified_sender_is_explained_without_naming_the_customer() -> None:
    with pytest.raises(PermanentError, match="sandbox") as caught:
        sent(failing("MessageRejected", f"Email address is not verified: {TO}"))
    assert TO not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("MessageRejected", "SES console"),
        ("ConfigurationSetDoesNotExist", "deploy"),
        ("AccessDenied", "SendRawEmail"),
        ("MailFromDomainNotVerifiedException", "MX"),
        ("BrandNew", "BrandNew"),
    ],
)
def test_what_ses_will_never_take_comes_with_advice(code: str, advice: str) -> None:
    with pytest.raises(PermanentError, match=advice):
        sent(failing(code))


class Broken:
    """A client that fails before or after it had sent."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send_raw_email(self, **request: Any) -> Mapping[str, Any]:
        assert request["Destinations"] == [TO]
        raise self.error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (EndpointConnectionError(endpoint_url="u"), TemporaryError),
        (ConnectTimeoutError(endpoint_url="u"), TemporaryError),
        (ReadTimeoutError(endpoint_url="u"), AmbiguousError),
        (ConnectionClosedError(endpoint_url="u"), AmbiguousError),
        (SSLError(endpoint_url="u", error=WireError(SSLCertVerificationError("expired"))), AwayError),
        (SSLError(endpoint_url="u", error=WireError(SSLEOFError("while reading"))), AmbiguousError),
        (NoCredentialsError(), PermanentError),
    ],
)
def test_a_broken_connection_means_what_it_may_have_done(error: Exception, meaning: type[Exception]) -> None:
    with pytest.raises(meaning):
        sent(Broken(error))


def test_no_answer_is_unclear_and_nobody_there_is_not() -> None:
    with running(Answer(silent=True)) as provider:
        with pytest.raises(AmbiguousError):
            sent(ses(provider.url, read_timeout=0.5))
        assert len(provider.requests) == 1
    with running(Answer(rude=True)) as provider, pytest.raises(AmbiguousError):
        sent(ses(provider.url))
    with pytest.raises(TemporaryError):
        sent(ses(closed_port()))


def test_an_id_that_cannot_be_a_tag_is_refused() -> None:
    with pytest.raises(PermanentError, match="tag"):
        sent(ses(), replace(ROW, id="a:b"))


def test_our_own_client_never_tries_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "1",
        "AWS_SECRET_ACCESS_KEY": "2",
    }.items():
        monkeypatch.setenv(name, value)
    with running(Answer(503, b"<x/>")) as provider:
        monkeypatch.setenv("AWS_ENDPOINT_URL", provider.url)
        with pytest.raises(AmbiguousError):
            sent(None)
    assert len(provider.requests) == 1


# what goes along

FILES = (
    channel.File("Návod na použitie – Lampa Luna č. 2.pdf", "application/pdf", b"%PDF-1.7\r\n" + bytes(range(256))),
    channel.File("poznamka.txt", "text/plain", "Ďakujem".encode()),
)


def test_files_go_along_under_their_names_after_the_words() -> None:
    mail = parsed(built("agent_reply", files=FILES))
    assert mail.get_content_type() == "multipart/mixed"
    assert mail["Content-Language"] == "sk"
    words, *files = mail.iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[union-attr]
    assert [(f.get_filename(), f.get_content_type(), f.get_content_disposition()) for f in files] == [
        (FILES[0].name, "application/pdf", "attachment"), ("poznamka.txt", "text/plain", "attachment"),
    ]  # fmt: skip
    assert [file.get_payload(decode=True) for file in files] == [file.content for file in FILES]


def test_the_same_row_with_the_same_files_is_the_same_mail_byte_for_byte() -> None:
    first = built("agent_reply", files=FILES)
    assert first == built("agent_reply", files=FILES)
    assert first.isascii()
    assert max(len(line) for line in first.split(b"\r\n")) <= 998
    outer, inner = (found.encode() for found in re.findall(r'boundary="([^"]+)"', first.decode()))
    assert not inner.startswith(outer), "who looks for the outer one must not find the inner one"


def test_words_have_their_own_limit_and_the_whole_has_that_of_ses() -> None:
    large = channel.File("foto.jpg", "image/jpeg", b"\xff\xd8" + b"x" * 6_999_000)
    assert len(built("agent_reply", files=[large])) <= channel.SES_LIMIT
    with pytest.raises(PermanentError, match="shorten"):
        built("agent_reply", words=Words(html="x" * 102_500), files=[large])
    with pytest.raises(PermanentError, match="SES"):
        built("agent_reply", files=[large, large])
