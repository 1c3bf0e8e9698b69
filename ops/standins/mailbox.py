"""Catches the mails that MiniStack's SES sends on, and tells what SES would tell about them.

SES is asked to send with a configuration set; MiniStack never publishes its events, so `on_mail` does.
"""

import email
import email.policy
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ops.standins.world import Mail, World

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a person sees it."""

    number: int
    at: datetime
    sender: str
    to: str
    subject: str
    html: str
    text: str
    headers: dict[str, str]

    @property
    def links(self) -> list[str]:
        """Every address in the text twin, in order."""
        return [found.rstrip(".,)") for found in re.findall(r"https?://[^\s<>\"]+", self.text)]


def letter(mail: Mail) -> Letter:
    """Parse a caught mail."""
    parsed = email.message_from_bytes(mail.raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    html, text = parsed.get_body(("html",)), parsed.get_body(("plain",))
    headers = {name: str(value) for name, value in parsed.items()}
    return Letter(
        mail.number, mail.at, headers.get("From", ""), headers.get("To", ""), headers.get("Subject", ""),
        html.get_content() if html else "", text.get_content() if text else "", headers,
    )  # fmt: skip


class Mailbox:
    """An SMTP server on loopback. `on_mail` is called for each mail, on a thread of its own."""

    def __init__(self, world: World, port: int, on_mail: Callable[[Mail], None] | None = None) -> None:
        self.world = world
        self.on_mail = on_mail
        self._server = Controller(self, hostname=HOST, port=port, server_hostname="mailbox")

    @property
    def address(self) -> str:
        """host:port."""
        return f"{HOST}:{self._server.port}"

    def start(self) -> None:
        """Listen."""
        self._server.start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """One mail, as aiosmtpd hands it over."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        with self.world.change():
            sender, receivers = envelope.mail_from or "", tuple(envelope.rcpt_tos)
            mail = Mail(len(self.world.mails) + 1, datetime.now(UTC), sender, receivers, raw)
            self.world.mails.append(mail)
        read = letter(mail)
        self.world.happened("mail", f"to {read.to}: {read.subject}")
        if self.on_mail:
            # A daemon: telling may wait long for what the stack does, and must not keep anything from stopping.
            threading.Thread(target=self.on_mail, args=(mail,), name="ses-events", daemon=True).start()
        return "250 OK"


def ses_event(mail: Mail, kind: str, tag: str) -> str:
    """What SES publishes about a mail: `kind` is Send or Delivery, `tag` what it was sent with as aftercare_message.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    headers = letter(mail).headers
    about: dict[str, Any] = {
        "timestamp": now, "source": mail.sender, "messageId": mail.provider_id,
        "destination": list(mail.receivers), "tags": {"aftercare_message": [tag]},
        "commonHeaders": {"subject": headers.get("Subject", ""), "to": [headers.get("To", "")]},
    }  # fmt: skip
    detail = (
        {"delivery": {"timestamp": now, "recipients": list(mail.receivers)}} if kind == "Delivery" else {"send": {}}
    )
    return json.dumps({"eventType": kind, "mail": about, **detail})
