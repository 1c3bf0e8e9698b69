"""How a mail's headers go over the wire, where Python's own folding spoils them."""

from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any


class MailPolicy(EmailPolicy):
    """Writes what Python 3.11's own folding spoils: it loses spaces and makes encoded words of addresses."""

    def __init__(self, **settings: Any) -> None:
        # SES wants 7 bits: quoted-printable or base64 for whatever is not ASCII.
        super().__init__(**({"linesep": "\r\n", "cte_type": "7bit"} | settings))

    def fold(self, name: str, value: Any) -> str:
        written = _written(name.lower(), value)
        return f"{name}: {written}{self.linesep}" if written else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


def _written(name: str, value: Any) -> str:
    """A header's value as it goes over the wire, "" where Python's own folding does."""
    match name:
        case "from" | "to" | "reply-to":
            return ",\r\n ".join(_mailbox(address) for address in value.addresses)
        case "subject":
            return _words(str(value))
        case "list-unsubscribe" | "message-id" | "in-reply-to" | "references":
            return str(value)
        case _:
            return ""


def _mailbox(address: Address) -> str:
    name = address.display_name
    if not name:
        return address.addr_spec
    return f"{_words(name) if not name.isascii() else _quoted(name)} <{address.addr_spec}>"


def _words(text: str) -> str:
    """Text as encoded words of at most 75 characters where it is not ASCII (RFC 2047)."""
    return Header(text, maxlinelen=75, header_name="Reply-To").encode(linesep="\r\n")


def _quoted(name: str) -> str:
    """An ASCII name as a quoted string (RFC 5322)."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
