"""Mail that no person wrote, known by its headers (RFC 3834, RFC 3464) before any words; and what bounced of ours."""

import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from typing import NamedTuple

from chalicelib.sources.mail_letter import Letter, Part, leaves
from chalicelib.sources.mail_words import is_automatic, words

OURS = "x-aftercare-message"  # chalicelib/channels/email.py writes it
BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
# Fields that are there only if a machine wrote.
TELLING = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-autoreply-from", "feedback-id")


class Bounced(NamedTuple):
    """A mail of ours that somebody's server sent back. `permanent`: it says that it never will take it."""

    message_id: str
    permanent: bool


def why_robot(mail: Letter, envelope: str, sender: str) -> str:
    """What says that a machine wrote it, "" if nothing does. `envelope`: the sender that bounces go to."""
    submitted = mail.header("auto-submitted").partition(";")[0].strip().casefold()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted[:40]}"
    if mail.header("precedence").casefold() in BULK:
        return "Precedence"
    if suppressed := mail.header("x-auto-response-suppress").casefold():
        return f"X-Auto-Response-Suppress: {suppressed[:40]}"
    if found := next((name for name in TELLING if mail.headers(name)), ""):
        return found
    if envelope in ("", "<>"):
        return "no envelope sender"
    if sender.partition("@")[0] in words("machines"):
        return "the server's own mailbox"
    if mail.root.get_content_type() == "multipart/report":
        return "a report"
    return "its subject" if is_automatic(mail.header("subject")) else ""


def bounced(mail: Letter) -> Bounced | None:
    """The mail of ours that a delivery report is about; None if it is no such report, or about another mail."""
    if mail.root.get_content_type() != "multipart/report":
        return None
    status = [value for fields in _reports(mail, "message/delivery-status") for value in fields.get_all("status", [])]
    ours = [value for fields in _reports(mail, "message/rfc822") for value in fields.get_all(OURS, [])]
    failed = [value.strip() for value in map(str, status) if value.strip()[:2] in ("4.", "5.")]
    named = str(ours[0]).strip() if ours else ""
    if not failed or not re.fullmatch(r"[A-Za-z0-9_-]{1,255}", named):
        return None
    return Bounced(named, all(value.startswith("5.") for value in failed))


def _reports(mail: Letter, type_: str) -> Iterator[Part]:
    """The header blocks within a report's part; those of the mail that came back may stand there as text."""
    for part in leaves(mail.root):
        inner = part.get_payload()
        if part.get_content_type() == type_ and isinstance(inner, list):
            yield from (each for each in inner if isinstance(each, Message))
        elif part.get_content_type() == "text/rfc822-headers" and type_ == "message/rfc822":
            yield message_from_string(inner if isinstance(inner, str) else "")
