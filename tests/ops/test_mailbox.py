"""The mailbox keeps mails as they came."""

import json
import smtplib
from email.message import EmailMessage

from ops.ministack import free_port
from ops.standins.mailbox import Mailbox, letter, ses_event
from ops.standins.world import Mail, World


def caught(mail: EmailMessage) -> Mail:
    world = World()
    box = Mailbox(world, free_port())
    box.start()
    try:
        host, _, port = box.address.partition(":")
        with smtplib.SMTP(host, int(port), timeout=10) as smtp:
            smtp.send_message(mail, from_addr="care@lumen.example", to_addrs=["jana@example.com"])
    finally:
        box.stop()
    return world.mails[0]


def written() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["Message-ID"] = "Váš balík", "Jana <jana@example.com>", "<0100-abc@email.test>"
    mail.set_content("Dobrý deň, https://lumen.example/s/abc.\n")
    mail.add_alternative("<p>Dobrý deň</p>", subtype="html")
    return mail


def test_a_mail_is_kept_and_read() -> None:
    mail = caught(written())
    read = letter(mail)
    assert (read.subject, read.to) == ("Váš balík", "Jana <jana@example.com>")
    assert "Dobrý deň" in read.text
    assert "<p>Dobrý deň</p>" in read.html
    assert read.links == ["https://lumen.example/s/abc"]
    assert (mail.receivers, mail.provider_id) == (("jana@example.com",), "0100-abc@email.test")


def test_ses_repeats_the_tag_it_was_sent_with() -> None:
    event = json.loads(ses_event(caught(written()), "Delivery", "row-1"))
    assert event["eventType"] == "Delivery"
    assert event["mail"]["tags"] == {"aftercare_message": ["row-1"]}
    assert event["delivery"]["recipients"] == ["jana@example.com"]
