"""Makes a mail and sends it with SES.

SES v1 SendRawEmail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html. SES puts
a Message-ID of its own in place of ours; its events repeat the tag `aftercare_message`, and that finds
a mail again.
"""

import re
from collections.abc import Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, NamedTuple, Protocol, cast

from chalicelib import aws
from chalicelib.care.rules import Shop
from chalicelib.care.surveys import SURVEYS
from chalicelib.channels import email_faults
from chalicelib.channels.email_headers import MailPolicy
from chalicelib.channels.outcome import Outcome
from chalicelib.errors import PermanentError
from chalicelib.store.port import Row

TAG, SHOP_TAG = "aftercare_message", "aftercare_shop"
LIMIT = 100 * 1024  # bytes of the mail's own words; Gmail cuts off what is longer than 102 KB
SES_LIMIT = 10_000_000  # bytes of the whole mail, with what goes along
BY_HAND = frozenset({"agent_reply", "agent_mail"})  # kinds that a person wrote
LOCAL_PART = 64  # octets before the @ (RFC 5321, 4.5.3.1.1)
_TAG_VALUE = re.compile(r"[A-Za-z0-9_-]{1,255}")
OURS = "X-Aftercare-Message"  # by it a mail that comes back is known (chalicelib/sources/mail_robots.py)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_TOKEN = re.compile(r"[A-Za-z0-9._=-]+")


class Rendered(Protocol):
    """A mail's words in one language."""

    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def lang(self) -> str: ...


class Answered(NamedTuple):
    """The customer's mail that one of ours answers, by its Message-ID (with angle brackets; "" if it had none)."""

    message_id: str
    subject: str


class File(NamedTuple):
    """What goes along with a mail. `type`: its MIME type."""

    name: str
    type: str
    content: bytes


class Ses(Protocol):
    """What we use of boto3's client."""

    def send_raw_email(self, **request: Any) -> Mapping[str, Any]: ...


def build(
    row: Row,
    rendered: Rendered,
    shop: Shop,
    *,
    to: str,
    to_name: str = "",
    signed_by: str = "",
    reply_token: str = "",
    answers: Answered | None = None,
    unsubscribe_url: str = "",
    files: Sequence[File] = (),
) -> bytes:
    """The mail as it goes over the wire: text and HTML, from a named person, with a Reply-To that leads back.

    `signed_by`: the agent's name; the shop's own signature if empty. `reply_token` names the case or order.
    `answers`: the customer's own mail, under which mail programs are to show this one.
    PermanentError if the receiver's address cannot be written to, the token fits no address, it is too long.
    """
    mail = EmailMessage(policy=MailPolicy())
    mail["From"] = Address(
        _one_line(f"{signed_by or shop.signature.name} | {shop.from_name}"), addr_spec=shop.from_email
    )
    mail["To"] = _receiver(to, to_name)
    mail["Reply-To"] = _reply_to(shop, reply_token)
    mail["Subject"] = _subject(rendered, answers)
    mail["Message-ID"] = message_id(row, shop)
    if answers and _MESSAGE_ID.fullmatch(answers.message_id):
        mail["In-Reply-To"] = mail["References"] = answers.message_id
    mail[OURS] = row.id
    for name, value in _automatic(row.kind, unsubscribe_url).items():
        mail[name] = value
    mail.set_content(rendered.text)
    mail.add_alternative(rendered.html, subtype="html")
    size = len(mail.as_bytes())
    if size > LIMIT:
        raise PermanentError(f"the mail {row.kind} has {size} bytes, more than {LIMIT}: shorten its template")
    _attach(mail, files, row)
    mail["Content-Language"] = rendered.lang  # set last: what is set before moves into the first part
    mail.set_boundary(f"=_{row.id}")  # not by chance: the same row is the same mail
    wire = mail.as_bytes()
    if len(wire) > SES_LIMIT:
        raise PermanentError(f"the mail with its files has {len(wire)} bytes, more than SES takes: send smaller files")
    return wire


def send(row: Row, mail: bytes, shop: Shop, to: str, configuration_set: str, client: Ses | None = None) -> Outcome:
    """Hand the mail to SES once. The outcome is SES's id of it. `client`: for tests.

    TemporaryError: not sent, try later. PermanentError: says what to do. AmbiguousError: perhaps sent.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    if not _TAG_VALUE.fullmatch(row.id):
        raise PermanentError("the row's id cannot be a tag of SES: only letters, digits, _ and - can be")
    request: dict[str, Any] = {
        "Source": shop.from_email,
        "Destinations": [_ascii_address(to)],
        "RawMessage": {"Data": mail},
        "Tags": [{"Name": TAG, "Value": row.id}, {"Name": SHOP_TAG, "Value": row.shop}],
    }
    if configuration_set:
        request["ConfigurationSetName"] = configuration_set
    try:
        answer = (client or _client()).send_raw_email(**request)
    except ClientError as error:
        raise email_faults.of_answer(error) from error
    except BotoCoreError as error:
        raise email_faults.of_connection(error) from error
    return Outcome(str(answer["MessageId"]))


def message_id(row: Row, shop: Shop) -> str:
    """Our Message-ID: the row's id at the sender's domain."""
    return f"<{row.id}@{shop.from_email.rpartition('@')[2]}>"


def _attach(mail: EmailMessage, files: Sequence[File], row: Row) -> None:
    if not files:
        return
    # The words become a part of their own. No boundary may begin with another one (RFC 2046, 5.1.1).
    mail.set_boundary(f"=_words_{row.id}")
    for file in files:
        maintype, _, subtype = file.type.partition("/")
        mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)


def _automatic(kind: str, unsubscribe_url: str) -> dict[str, str]:
    """What tells robots that no person wrote this (RFC 3834), and how to be asked no more (RFC 8058)."""
    if kind in BY_HAND:
        return {"X-Auto-Response-Suppress": "OOF, AutoReply"}
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if kind not in SURVEYS:
        return headers
    if not re.fullmatch(r"https?://[\x21-\x7e]{1,900}", unsubscribe_url):
        raise PermanentError(f"a mail of kind {kind} must say where to unsubscribe, by an http address")
    return headers | {
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _subject(rendered: Rendered, answers: Answered | None) -> str:
    """The customer's own subject with one "Re:", which mail programs know in any language; else the template's."""
    own = re.sub(r"^(?:re:\s*)+", "", _one_line(answers.subject), flags=re.IGNORECASE) if answers else ""
    return f"Re: {own}" if own else _one_line(rendered.subject)


def _receiver(to: str, name: str) -> Address:
    """The To address. Neither it nor the name may appear in an error: they are personal data."""
    try:
        return Address(_one_line(name), addr_spec=_ascii_address(to))
    except (ValueError, IndexError, MessageError) as error:
        raise PermanentError("the customer's e-mail address is not valid: correct it in the store") from error


def _ascii_address(address: str) -> str:
    """The address with its domain in ASCII. SES takes no other letters before the @ either."""
    local, _, domain = address.strip().rpartition("@")
    try:
        local.encode("ascii")
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise PermanentError("SES cannot write to an address with other than ASCII letters before the @") from error


def _reply_to(shop: Shop, token: str) -> Address:
    local, _, domain = shop.reply_email.rpartition("@")
    tagged = f"{local}+{token}" if token else local
    if token and not _TOKEN.fullmatch(token):
        raise PermanentError("the token of Reply-To may have letters, digits and . _ - = only")
    if len(tagged) > LOCAL_PART:
        raise PermanentError(f"Reply-To has {len(tagged)} characters before the @; mail servers take {LOCAL_PART}")
    return Address(shop.from_name, addr_spec=f"{tagged}@{domain}")


def _one_line(text: str) -> str:
    """Text fit for a header: white space (newlines too) collapsed, controls gone."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _client() -> Ses:
    """Its own retries are off: a mail must not go out twice because an answer was slow."""
    return cast(Ses, aws.client("ses", connect=3, read=10, tries=1))
