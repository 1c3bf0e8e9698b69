"""A mail's MIME, read: headers, words, files. Nothing that stands in a mail makes this fail, however broken.

It uses the email package with its older policy: the newer one parses header fields as it meets them and raises what it
likes on broken ones.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeAlias

from chalicelib.errors import UnreadableError
from chalicelib.sources.file_types import type_of
from chalicelib.sources.mail_text import of_html

Part: TypeAlias = "Message[str, str]"
DEEPEST, MOST_PARTS, LONGEST_NAME = 20, 400, 120
# What broken MIME makes the email package raise.
BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
# What old programs here write without saying so.
LIKELY = "cp1250"


class Mailbox(NamedTuple):
    """A name and an address (in lower case, "" if it is none)."""

    name: str
    address: str


class File(NamedTuple):
    """Something that came with a mail. `type` by its bytes; `inline`: shown within the text (a logo, mostly)."""

    name: str
    type: str
    content: bytes
    inline: bool


@dataclass(frozen=True)
class Letter:
    """A mail. `root`: as the email package parsed it."""

    root: Part

    def header(self, name: str) -> str:
        """The first field of that name as one line of text, "" if there is none."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        """All fields of that name, from top to bottom."""
        return [_decoded(value) for field, value in self.root.raw_items() if field.casefold() == name]

    def mailbox(self, name: str) -> Mailbox:
        """The first address in a field."""
        return mailbox(" ".join(str(self.root.get(name, "")).split()))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The Message-IDs that it answers, the nearest first."""
        named = re.findall(r"<([^<>\s]{1,300})>", " ".join([self.header("references"), self.header("in-reply-to")]))
        return tuple(dict.fromkeys(reversed(named)))

    @cached_property
    def text(self) -> str:
        """All its words as text: the text part's, else the HTML's."""
        own = [part for part in leaves(self.root) if not _is_file(part)]
        plain = [_words(part) for part in own if part.get_content_type() == "text/plain"]
        if any(words.strip() for words in plain):
            return "\n\n".join(plain)
        return "\n\n".join(of_html(_words(part)) for part in own if part.get_content_type() == "text/html")

    def files(self) -> Iterator[File]:
        """Everything that is no part of the text, in its order."""
        for part in leaves(self.root):
            if _is_file(part):
                content, said = _content(part), part.get_content_type()
                inline = bool(part.get("content-id")) and _disposition(part) != "attachment"
                yield File(_name(part), type_of(content, said), content, inline)


def letter(raw: bytes) -> Letter:
    """Parse a mail. UnreadableError if it is nested beyond all measure."""
    try:
        return Letter(message_from_bytes(raw))
    except (RecursionError, *BROKEN) as error:
        raise UnreadableError(f"the mail's MIME cannot be parsed ({type(error).__name__})") from None


def leaves(root: Part) -> Iterator[Part]:
    """Its parts, without those of mails within it."""
    return islice(_leaves(root, 0), MOST_PARTS)


def mailbox(text: str) -> Mailbox:
    """The first address of a header's text."""
    try:
        pairs = getaddresses([text])
    except BROKEN:
        return Mailbox("", "")
    for name, address in pairs:
        if re.fullmatch(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,255}", address):
            return Mailbox(_decoded(name), address.casefold())
    return Mailbox("", "")


def _leaves(part: Part, depth: int) -> Iterator[Part]:
    # Asked first: get_payload decodes what is no list, by whatever charset the mail claims.
    if part.get_content_maintype() == "multipart" and part.is_multipart() and depth < DEEPEST:
        for each in part.get_payload():
            if isinstance(each, Message):
                yield from _leaves(each, depth + 1)
    else:
        yield part


def _is_file(part: Part) -> bool:
    shown = part.get_content_type() in ("text/plain", "text/html")
    report = part.get_content_type() in ("message/delivery-status", "text/rfc822-headers")
    empty = part.get_content_maintype() == "multipart"
    return not (report or empty) and (not shown or _disposition(part) == "attachment" or bool(_file_name(part)))


def _disposition(part: Part) -> str:
    return str(part.get("content-disposition", "")).partition(";")[0].strip().casefold()


def _file_name(part: Part) -> str:
    try:
        return _decoded(part.get_filename() or "")
    except BROKEN:
        return ""


def _name(part: Part) -> str:
    """What a file is called, made up from its type if it has no name. Never a path, never a control."""
    inner = part.get_payload()
    named = _file_name(part)
    if not named and part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
        named = f"{Letter(inner[0]).header('subject') or 'mail'}.eml"  # type: ignore[arg-type]
    named = re.split(r"[/\\]", named)[-1].strip(". ") or f"file.{part.get_content_subtype()}"
    return named[-LONGEST_NAME:]


def _content(part: Part) -> bytes:
    """A file's bytes."""
    try:
        inner = part.get_payload()
        if isinstance(inner, list):
            return b"\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else b""
    except BROKEN:
        return b""


def _words(part: Part) -> str:
    """A text part in whatever charset it says, or is in: nothing is left out for being written badly."""
    content = _content(part)
    try:
        said = part.get_content_charset() or ""
    except BROKEN:
        said = ""
    for charset in (said, "utf-8", LIKELY):
        try:
            return content.decode(charset) if charset else content.decode("utf-8")
        except (ValueError, LookupError):  # not only for what it decodes: a charset's name may hold a zero byte
            continue
    return content.decode("utf-8", "replace")


def _decoded(value: str) -> str:
    """A header's text as one line: encoded words read, raw bytes taken for UTF-8, controls gone."""
    raw = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = [_piece(piece, charset) for piece, charset in decode_header(raw)]
    except BROKEN:
        pieces = [raw]
    return "".join(each for each in " ".join("".join(pieces).split()) if each.isprintable())


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        # What is not encoded, decode_header gives as Python writes it in a literal.
        return piece.decode(charset or "raw-unicode-escape")
    except (ValueError, LookupError):
        return piece.decode("utf-8", "replace")
