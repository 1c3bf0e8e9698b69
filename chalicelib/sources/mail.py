"""What customers write by mail, as Amazon SES hands it over: by a notice through SNS, whose call Lambda checks.

Facts, from the SES developer guide ("Contents of notifications for Amazon SES email receiving"):
- `notificationType` is Received. `receipt.action.type` S3: the mail lies in the bucket under `objectKey`
  (mail_object.py fetches it); SNS: it stands in `content`, as `action.encoding` says (UTF8 or BASE64).
- `receipt.recipients` are those that this rule took; the To header says whatever its author liked.
- Verdicts are PASS, FAIL, GRAY, PROCESSING_FAILED or DISABLED. DKIM's says that signatures are right, not whose.
"""

import base64
import binascii
import re
from collections.abc import Iterable

from chalicelib.care.effects import digest
from chalicelib.care.events import Attachment, MailReported, MessageReceived, Person
from chalicelib.care.ref import Ref
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, first, instant, table, text, texts
from chalicelib.sources.inside import verify as verify
from chalicelib.sources.mail_letter import File, Letter, Mailbox, letter, mailbox
from chalicelib.sources.mail_robots import bounced, why_robot
from chalicelib.sources.mail_text import forwarded_from, written
from chalicelib.sources.mail_words import plain_subject

MOST_FILES, MOST_BYTES = 20, 25 * 1024 * 1024
# A picture within the text that is smaller than this is a logo or a tracking pixel.
LOGO = 10 * 1024
MOST_REFERENCES = 5
SES_ID = re.compile(r"(.+)@(?:email|[a-z0-9-]+)\.amazonses\.com", re.IGNORECASE)
# Where forwarding programs put who wrote first.
ORIGINAL = ("x-original-from", "x-forwarded-from", "resent-reply-to", "reply-to")


def delivery_id(delivery: Delivery) -> str:
    """SNS's id of the notice and its tries."""
    return text(delivery.headers.get("x-amz-sns-message-id"))


def read(delivery: Delivery, context: Context) -> Reading:
    """A customer's message, a robot's, or the report that a mail of ours came back."""
    notice = document(delivery.body)
    if (kind := text(notice.get("notificationType"))) != "Received":
        return Reading(unknown=kind or "(no notificationType)")
    receipt = table(notice.get("receipt"))
    for check in ("virus", "spam"):
        if _verdict(receipt, check) == "FAIL":
            return Reading(ignored=f"{check}, by SES's verdict: kept, and shown to nobody")
    raw = mime_of(delivery)
    if not raw.strip():
        return Reading(ignored="an empty mail")
    mail = letter(raw)
    envelope = text(table(notice.get("mail")).get("source")).casefold()
    if report := bounced(mail):
        return Reading(events=(_reported(report.message_id, report.permanent, notice, context),))
    from_ = mail.mailbox("from")
    if from_.address in context.addresses:
        return Reading(ignored="from the shop's own address")
    return Reading(events=(_message(mail, from_, envelope, notice, context),))


def mime_of(delivery: Delivery) -> bytes:
    """The mail itself. UnreadableError if the delivery neither holds it nor came with it."""
    if delivery.attached is not None:
        return delivery.attached
    notice = document(delivery.body)
    content = notice.get("content")
    if not isinstance(content, str):
        raise UnreadableError("the notice names no mail: neither content nor an object of ours in the bucket")
    if text(table(table(notice.get("receipt")).get("action")).get("encoding")).upper() != "BASE64":
        return content.encode("utf-8", "surrogateescape" if content.isascii() else "replace")
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableError("the notice's content is not BASE64 as it says") from None


def shows(file: File) -> bool:
    """Is it something that the sender sent along, not a logo in the text?"""
    return not (file.inline and file.type.startswith("image/") and len(file.content) < LOGO)


def _message(mail: Letter, from_: Mailbox, envelope: str, notice: Table, context: Context) -> MessageReceived:
    receipt, words = table(notice.get("receipt")), mail.text
    verified = _is_verified(mail, from_.address, envelope, receipt)
    author = from_ if from_.address else Mailbox("", mailbox(envelope).address)
    if author.address in context.forwarders and verified:
        author, verified = _original(mail, words, context), False
    answers = _answers(receipt, context)
    ses_id = text(table(notice.get("mail")).get("messageId"))
    own_id = next(iter(re.findall(r"<[^<>\s]{1,400}>", mail.header("message-id"))), "")
    subject, said = mail.header("subject"), written(words)
    return MessageReceived(
        shop=context.shop, key=f"mail:{digest(own_id or ses_id, author.address, words)}",
        occurred_at=instant(table(notice.get("mail")).get("timestamp")) or context.received_at,
        channel="email", thread=plain_subject(subject)[:200], item_id=own_id or ses_id, author_id=author.address,
        author_name=author.name[:120], text=said, subject=subject[:200], person=_person(author),
        case_id=answers.id if answers and answers.type == "case" else "",
        order_id=answers.id if answers and answers.type == "order" else "",
        refers_to=_references(mail), verified=verified and bool(author.address),
        robot=bool(why_robot(mail, envelope, author.address)),
        attachments=tuple(_attachments(mail.files(), context.receipt_id)),
    )  # fmt: skip


def _reported(message_id: str, permanent: bool, notice: Table, context: Context) -> MailReported:
    parts = ("mail", message_id, "bounce", *(["permanent"] if permanent else []))
    return MailReported(
        shop=context.shop, key=":".join(parts),
        occurred_at=instant(table(notice.get("mail")).get("timestamp")) or context.received_at,
        message_id=message_id, outcome="bounce", permanent=permanent,
    )  # fmt: skip


def _is_verified(mail: Letter, address: str, envelope: str, receipt: Table) -> bool:
    """Has the author's domain vouched for it? GRAY and failed checks prove nothing."""
    domain = address.rpartition("@")[2]
    if not domain or _verdict(receipt, "spam") == "GRAY":
        return False
    if _verdict(receipt, "dmarc") == "PASS":
        return True
    if _verdict(receipt, "spf") == "PASS" and _aligned(envelope.rpartition("@")[2], domain):
        return True
    # Which of several signatures was right is not told: so all must be by the author's domain.
    signed = [re.search(r"(?:^|;)\s*d\s*=\s*([^;\s]+)", field) for field in mail.headers("dkim-signature")]
    by = [found[1].casefold() if found else "" for found in signed]
    return _verdict(receipt, "dkim") == "PASS" and bool(by) and all(_aligned(each, domain) for each in by)


def _aligned(one: str, other: str) -> bool:
    """The same domain, or one under the other (relaxed alignment, RFC 7489)."""
    return bool(one) and "." in one and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _original(mail: Letter, words: str, context: Context) -> Mailbox:
    """Who wrote first what one of the shop's people sent on; nobody's mailbox if it does not say."""
    said = [mail.header(name) for name in ORIGINAL] + [forwarded_from(words)]
    ours = context.addresses | context.forwarders
    found = (mailbox(each) for each in said if each)
    return next((each for each in found if each.address and each.address not in ours), Mailbox("", ""))


def _answers(receipt: Table, context: Context) -> Ref | None:
    """The subject whose mail this answers: by the tag in the address that it came to."""
    for address in texts(receipt.get("recipients")):
        _, _, tag = address.rpartition("@")[0].partition("+")
        if tag and (found := context.leads_to(tag)):
            return found
    return None


def _references(mail: Letter) -> tuple[str, ...]:
    """SES's ids of mails of ours that it names, the nearest first."""
    return tuple(found[1] for id_ in mail.ids if (found := SES_ID.fullmatch(id_)))[:MOST_REFERENCES]


def _person(author: Mailbox) -> Person | None:
    if not author.address:
        return None
    head, _, last = author.name.rpartition(" ")
    return Person(email=author.address, first_name=head or last, last_name=last if head else "")


def _attachments(files: Iterable[File], receipt_id: str) -> Iterable[Attachment]:
    """What came along, as it lies in the receipt's mail: so it is kept and erased with it. At most MOST_FILES."""
    room = MOST_BYTES
    shown = 0
    for at, file in enumerate(files):
        if shown == MOST_FILES or not shows(file):
            continue
        shown, room = shown + 1, room - len(file.content)
        where = f"mail:{receipt_id}:{at}" if room >= 0 else ""
        yield Attachment(name=file.name, type=file.type, size=len(file.content), at=where)


def _verdict(receipt: Table, check: str) -> str:
    return first(table(receipt.get(f"{check}Verdict")).get("status")).upper()
