"""Customers' mails as Amazon SES hands them over: what it tells about a mail that it laid into the bucket."""

import hashlib
import json
from datetime import datetime

from chalicelib.mail_object import FOLDER
from chalicelib.sources.mail_letter import letter

SUBJECT = "Amazon SES Email Receipt Notification"


def notice(
    raw: bytes, at: datetime, *, recipients: tuple[str, ...] = (), source: str | None = None, verdict: str = "PASS",
    **verdicts: str,
) -> str:  # fmt: skip
    """SES's notice of a mail, as SNS carries it. `verdict`: of every check; `verdicts`: of some (spam="FAIL").

    Envelope and recipients are those of the headers unless they are given.
    """
    mail, id_ = letter(raw), ses_id(raw)
    to = list(recipients) or [mail.mailbox("to").address or "care@lumen.example"]
    checks = {check: verdicts.get(check, verdict) for check in ("spam", "virus", "spf", "dkim", "dmarc")}
    return json.dumps({
        "notificationType": "Received",
        "mail": {
            "timestamp": at.isoformat(), "messageId": id_, "destination": to,
            "source": mail.mailbox("from").address if source is None else source,
        },
        "receipt": {
            "recipients": to, **{f"{check}Verdict": {"status": status} for check, status in checks.items()},
            "action": {"type": "S3", "bucketName": "aftercare", "objectKey": key(raw)},
        },
    })  # fmt: skip


def key(raw: bytes) -> str:
    """Where SES lays it."""
    return f"{FOLDER}{ses_id(raw)}"


def ses_id(raw: bytes) -> str:
    """SES's id of a mail: the same for the same bytes."""
    return hashlib.sha256(raw).hexdigest()[:40]
