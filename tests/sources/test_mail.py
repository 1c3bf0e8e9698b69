"""Customers' mails as they come: whose, saying what, proved by what; and nothing makes the reader fail."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.care.events import MailReported, MessageReceived
from chalicelib.care.ref import Ref
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import mail
from chalicelib.sources.base import Reading
from ops.mails import notice
from tests.sources.payloads import CONTEXT, FOLDER, body
from tests.sources.payloads import read as read_payload

AT = datetime(2026, 11, 23, 11, tzinfo=UTC)
OURS = replace(
    CONTEXT, addresses=frozenset({"care@lumen.example"}), forwarders=frozenset({"shop.lumen@example.com"}),
    leads_to={"case-1": Ref("case", "1"), "order-1": Ref("order", "1")}.get,
)  # fmt: skip


def eml(name: str) -> bytes:
    return (FOLDER / "mail" / f"{name}.eml").read_bytes()


def read(raw: bytes, **hints: Any) -> Reading:
    return mail.read(Delivery(body=notice(raw, AT, **hints).encode(), attached=raw), OURS)


def message(raw: bytes | str, **hints: Any) -> MessageReceived:
    (event,) = read(eml(raw) if isinstance(raw, str) else raw, **hints).events
    assert isinstance(event, MessageReceived)
    return event


def made(text: str = "Kde je balík?", **headers: str) -> bytes:
    written = EmailMessage()
    for name, value in ({"From": "Jana <jana@example.sk>", "To": "care@lumen.example"} | headers).items():
        written[name.replace("_", "-")] = value
    written.set_content(text)
    return written.as_bytes()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reply_sk", "Stále nič neprišlo, kde je balík?"),
        ("reply_cs", "Pořád nic nepřišlo, kde je balík?"),
        ("reply_pl", "Nadal nic nie doszło, gdzie jest paczka?"),
        ("reply_ro", "Încă nu a ajuns nimic, unde e coletul?"),
        ("reply_ru", "Всё ещё ничего, где посылка?"),
        ("reply_en", "Nothing has come yet, where is the parcel?"),
        ("outlook", "Nothing came.\n\nJana"),
        ("html_only", "Stále nič.\nJana"),
        ("signature", "Dobrý deň,\n\nčakám už týždeň na objednávku #1001.\n\nJana"),
        ("between_the_lines", "Odpovedám pod riadkom.\n\nNie, je rozbitý.\nPošlem."),
        ("iso_8859_2", "Kde je můj balík? Žluťoučký kůň."),
        ("encrypted", ""),
    ],
)
def test_what_somebody_wrote_themselves(name: str, text: str) -> None:
    assert message(name).text == text


def test_an_answer_in_full() -> None:
    event = message("reply_sk")
    assert (event.channel, event.thread, event.subject) == ("email", "order #1001 is late", "Re: Order #1001 is late")
    assert (event.author_id, event.author_name, event.item_id) == (
        "jana@example.sk", "Jana Kováčová", "<m1.2026@example.sk>",
    )  # fmt: skip
    assert event.person
    assert (event.person.first_name, event.person.last_name) == ("Jana", "Kováčová")
    assert event.refers_to == ("0107019ab1c2d3e4-5f6a7b8c",)
    assert event.verified
    assert not event.robot
    assert event.occurred_at == AT
    assert "@" not in event.key


def test_the_same_mail_by_two_ways_is_one_event_and_another_one_with_its_id_is_not() -> None:
    raw = eml("reply_sk")
    again = b"Received: by another.example\r\n" + raw
    assert message(raw).key == message(again).key
    assert message(raw).key != message(raw.replace(b"Content-Type", b"X-Old-Type", 1) + b"more\n").key


@pytest.mark.parametrize("subject", ["Re: Lampa", "Odp: lampa", "RE: Fwd: Lampa", "Aw: Re[2]: LAMPA", "Ответ:  Lampa"])
def test_a_thread_bears_its_subject_without_what_answering_adds(subject: str) -> None:
    assert message(made(Subject=subject)).thread == "lampa"


def test_a_tag_leads_to_its_case_or_order_by_the_address_it_came_to() -> None:
    raw = eml("reply_sk")
    assert message(raw, recipients=("care+case-1@lumen.example",)).case_id == "1"
    assert message(raw, recipients=("x@y.example", "care+order-1@lumen.example")).order_id == "1"
    assert message(raw, recipients=("care+case-2@lumen.example",)).case_id == ""
    assert message(made(To="care+case-1@lumen.example"), recipients=("care@lumen.example",)).case_id == ""


@pytest.mark.parametrize(
    ("verdicts", "headers", "source", "verified"),
    [
        ({"dmarc": "PASS"}, {}, None, True),
        ({"spf": "PASS"}, {}, "bounces@mail.example.sk", True),
        ({"spf": "PASS"}, {}, "jana@evil.example", False),
        ({"dkim": "PASS"}, {"DKIM-Signature": "v=1; d=example.sk; s=x"}, None, True),
        ({"dkim": "PASS"}, {"DKIM-Signature": "v=1; d=evil.example; s=x"}, None, False),
        ({"dkim": "PASS"}, {}, None, False),
        ({"dmarc": "PASS", "spam": "GRAY"}, {}, None, False),
        ({}, {}, None, False),
    ],
)
def test_who_is_proved(verdicts: dict[str, str], headers: dict[str, str], source: str | None, verified: bool) -> None:
    raw = made(**headers)
    assert message(raw, verdict="GRAY", source=source, **({"spam": "PASS"} | verdicts)).verified is verified


def test_several_signatures_prove_nothing_unless_all_are_the_authors() -> None:
    raw = b"DKIM-Signature: v=1; d=evil.example\r\nDKIM-Signature: v=1; d=example.sk\r\n" + made()
    assert not message(raw, verdict="FAIL", spam="PASS", virus="PASS", dkim="PASS").verified


@pytest.mark.parametrize("check", ["spam", "virus"])
def test_spam_and_viruses_are_shown_to_nobody(check: str) -> None:
    reading = read(eml("reply_sk"), **{check: "FAIL"})
    assert reading.events == ()
    assert reading.ignored.startswith(check)


def test_our_own_mail_is_no_message() -> None:
    assert "own address" in read(made(From="Lumen <CARE@lumen.example>")).ignored


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated; x=1"}, {"Precedence": "Bulk"},
        {"X-Auto-Response-Suppress": "All"}, {"List-Id": "<news.example.com>"}, {"X-Autoreply": "yes"},
        {"From": "MAILER-DAEMON@mx.example"}, {"From": "postmaster@example.sk"},
        {"Subject": "Automatic reply: Order"}, {"Subject": "Automatická odpoveď: Objednávka"},
        {"Subject": "Odpowiedź automatyczna: x"}, {"Subject": "Răspuns automat: x"}, {"Subject": "Автоответ: x"},
        {"Subject": "Automatická odpověď: x"},
    ],
)  # fmt: skip
def test_robots_are_known(headers: dict[str, str]) -> None:
    assert message(made(**headers)).robot


def test_no_envelope_sender_is_a_robot_and_people_are_not() -> None:
    assert message(made(), source="").robot
    assert not message(made(**{"Auto-Submitted": "no", "Subject": "Auto is broken"})).robot


def test_a_mail_of_ours_that_came_back_is_reported_as_ses_would() -> None:
    (event,) = read(eml("bounce_report"), source="").events
    assert event == MailReported(
        shop="demo", key="mail:0a1b2c3d4e5f60718293:bounce:permanent", occurred_at=AT,
        message_id="0a1b2c3d4e5f60718293", outcome="bounce", permanent=True,
    )  # fmt: skip
    later = eml("bounce_report").replace(b"Status: 5.1.1", b"Status: 4.4.7")
    (event,) = read(later, source="").events
    assert isinstance(event, MailReported)
    assert not event.permanent


def test_a_report_of_somebody_elses_mail_is_a_robots() -> None:
    assert message(eml("bounce_report").replace(b"X-Aftercare-Message", b"X-Other"), source="").robot


def test_what_a_trusted_forwarder_sends_on_is_the_first_senders_and_unproved() -> None:
    event = message("forwarded")
    assert (event.author_id, event.author_name, event.verified) == ("jana@example.sk", "Jana Kováčová", False)
    assert "prišla rozbitá" in event.text
    assert event.thread == "rozbitá lampa"


def test_nobody_else_can_speak_for_others_by_forwarding() -> None:
    raw = eml("forwarded").replace(b"<shop.lumen@example.com>", b"<other@example.com>", 1)
    assert message(raw).author_id == "other@example.com"
    forged = message("forwarded", verdict="FAIL", spam="PASS", virus="PASS")
    assert forged.author_id == "shop.lumen@example.com"


def test_files_are_what_their_bytes_say() -> None:
    event = replace(message("photos_and_pdf"))
    assert [(each.name, each.type, each.size, each.at) for each in event.attachments] == [
        ("one.png", "image/png", 70, "mail:r1:0"), ("two.png", "image/jpeg", 314, "mail:r1:1"),
        ("účtenka.pdf", "application/pdf", 45, "mail:r1:2"), ("x.svg", "application/octet-stream", 17, "mail:r1:3"),
    ]  # fmt: skip


def test_a_mail_within_a_mail_is_a_file_and_its_words_are_not_the_senders() -> None:
    event = message("nested")
    assert event.text == "Look at this."
    assert [(each.name, each.type) for each in event.attachments] == [("Inner mail.eml", "message/rfc822")]


def test_logos_within_the_text_are_no_files() -> None:
    written = EmailMessage()
    written["From"] = "jana@example.sk"
    written.set_content("<img src=cid:x>Hi", subtype="html")
    written.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<x>")
    assert message(written.as_bytes()).attachments == ()


def test_a_bomb_of_files_is_cut_and_the_text_stays() -> None:
    written = EmailMessage()
    written["From"] = "jana@example.sk"
    written.set_content("Hi")
    for n in range(60):
        written.add_attachment(b"x" * 20_000, "application", "zip", filename=f"{n}.zip")
    event = message(written.as_bytes())
    assert event.text == "Hi"
    assert len(event.attachments) == 20
    raw = b"Content-Type: multipart/mixed; boundary=b\r\nFrom: a@b.example\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000
    assert len(message(raw).text) < 5000


def test_a_gigantic_quotation_is_cut_soon() -> None:
    event = message(made("Moje slová.\n\nOn 1 Nov 2026 Lumen wrote:\n" + "> stále to isté\n" * 400_000))
    assert event.text == "Moje slová."


def test_if_all_is_quoted_all_is_kept() -> None:
    assert message(made("> len toto")).text == "> len toto"


def test_a_broken_mail_is_somebodys_all_the_same() -> None:
    event = message("broken")
    assert event.author_id == "jana@example.sk"
    assert read(b"\r\n").ignored == "an empty mail"
    assert message(b"\xff\xfe\x00").author_id == ""


def test_mime_nested_beyond_measure_is_parked() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    with pytest.raises(UnreadableError, match="parsed"):
        mail.read(Delivery(body=notice(b"x", AT).encode(), attached=raw), OURS)


def test_content_within_the_notice() -> None:
    for name in ("received_base64", "received_utf8"):
        (event,) = read_payload("mail", name).events
        assert isinstance(event, MessageReceived)
        assert event.text
    assert "spam" in read_payload("mail", "received_spam").ignored
    with pytest.raises(UnreadableError, match="names no mail"):
        mail.read(Delivery(body=body("mail", "received_s3")), OURS)


PIECES = st.sampled_from([
    b"From: ", b"Subject: ", b"Content-Type: multipart/mixed; boundary=b\r\n", b"\r\n", b"\r\n\r\n", b"--b\r\n",
    b"--b--\r\n", b"Content-Type: text/html; charset=", b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?B?",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Disposition: attachment; filename*=utf-8''%ff\r\n", b"<a@b.c>",
    b"Content-Type: multipart/report; boundary=b\r\n", b"Content-Type: message/delivery-status\r\n\r\n", b"\x00", b";",
    b"<![", b"<!--", b"On 1 Lumen wrote:", b"\n>", b"From: x@y.z\nSent: 1\nTo: 2\n", b"X-Aftercare-Message: ",
])  # fmt: skip


@settings(deadline=None, max_examples=300)
@example([b"Content-Type: text/html; charset=", b"\x00"])
@example([b"Content-Type: text/html; charset=", b"\x00", b"Content-Type: multipart/mixed; boundary=b\r\n", b"\x80"])
@given(st.lists(PIECES | st.binary(max_size=12), max_size=25))
def test_no_mail_makes_the_reader_fail(pieces: list[bytes]) -> None:
    reading = read(b"From: jana@example.sk\r\n" + b"".join(pieces))
    assert all(event.key for event in reading.events)
    assert len(reading.events) == 1
