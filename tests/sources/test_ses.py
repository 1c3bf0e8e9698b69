from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.care.events import MailReported, MessageReceived
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import ses
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, FOLDER, NOW, body, delivery, read

SES_ID = "0107019ab1c2d3e4-5f6a7b8c-9d0e-4f1a-8b2c-3d4e5f6a7b8c-000000"
OURS = "0a1b2c3d4e5f60718293"
SEND = MailReported(
    shop="demo", key=f"ses:{OURS}:{SES_ID}:send", occurred_at=datetime(2026, 11, 25, 7, 31, tzinfo=UTC),
    message_id=OURS, outcome="send", provider_id=SES_ID,
)  # fmt: skip
BOUNCED_AT = datetime(2026, 11, 25, 7, 31, 5, 20_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "key", "outcome", "at", "permanent"),
    [
        ("send", "send", "send", SEND.occurred_at, False),
        ("delivery", "delivery", "delivery", datetime(2026, 11, 25, 7, 31, 4, 120_000, tzinfo=UTC), False),
        ("bounce", "bounce:permanent", "bounce", BOUNCED_AT, True),
        ("bounce_transient", "bounce", "bounce", BOUNCED_AT, False),
        ("complaint", "complaint", "complaint", datetime(2026, 11, 25, 8, tzinfo=UTC), False),
        ("reject", "reject", "reject", SEND.occurred_at, False),
    ],
)
def test_outcomes(event: str, key: str, outcome: str, at: datetime, permanent: bool) -> None:
    expected = replace(SEND, key=f"ses:{OURS}:{SES_ID}:{key}", occurred_at=at, outcome=outcome, permanent=permanent)
    assert read("ses", event) == Reading(events=(expected,))


def test_the_text_may_end_in_a_newline() -> None:
    assert ses.read(Delivery(body=body("ses", "send") + b"\n"), CONTEXT).events == (SEND,)


def test_what_is_ignored() -> None:
    validated = b"Successfully validated SNS topic for Amazon SES event publishing."
    assert "topic" in ses.read(Delivery(body=validated), CONTEXT).ignored
    assert read("ses", "open") == Reading(ignored="opens are not counted")
    assert "none of our messages" in read("ses", "bounce_identity_notification").ignored


def test_a_notice_of_inbound_mail_from_before_it_had_a_source_is_read_like_any() -> None:
    with pytest.raises(UnreadableError, match="names no mail"):
        read("ses", "received")
    notice = delivery("ses", "received")
    mail = (FOLDER / "mail" / "signature.eml").read_bytes()
    (event,) = ses.read(replace(notice, attached=mail), CONTEXT).events
    assert isinstance(event, MessageReceived)


def test_the_rest_is_unknown() -> None:
    failed = Delivery(body=b'{"eventType": "Rendering Failure"}')
    assert ses.read(failed, CONTEXT) == Reading(unknown="Rendering Failure")
    assert ses.read(Delivery(body=b"{}"), CONTEXT) == Reading(unknown="(no eventType)")


def test_keys_hold_no_address() -> None:
    assert "@" not in SEND.key
    assert all("example.com" not in read("ses", event).events[0].key for event in ("bounce", "complaint", "delivery"))


def test_what_is_no_json_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        ses.read(Delivery(body=b"hello"), CONTEXT)


def test_delivery_id_is_that_of_sns() -> None:
    assert ses.delivery_id(Delivery(headers={"x-amz-sns-message-id": "m1"})) == "m1"


def test_nothing_from_outside_is_accepted() -> None:
    with pytest.raises(RefusedError):
        ses.verify(Delivery(), {"signing": ["s"]}, NOW)
