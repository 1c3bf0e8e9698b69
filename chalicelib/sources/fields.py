"""Reading what strangers sent: every function takes any JSON value and gives a clean one, or nothing.

A vendor's field may be missing, null, empty, of another type, or absurd; only what a source cannot do without raises
UnreadableError, which parks the receipt.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.errors import UnreadableError

Table = Mapping[str, Any]

LONGEST_ID = 128
# Instants outside are null dates ("0001-01-01") or nonsense, and would overflow in other zones.
YEARS = range(2000, 2100)
SURROGATES = re.compile("[\ud800-\udfff]")


def parsed(body: bytes | str) -> object:
    """The JSON value of a body. UnreadableError if it is not JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        # The parser's own message may quote the body, which may hold personal data: only its kind is kept.
        raise UnreadableError(f"the body is not JSON ({type(error).__name__}, {len(body)} bytes)") from None


def document(body: bytes | str) -> Table:
    """The JSON object of a body. UnreadableError if it is none."""
    found = parsed(body)
    if not isinstance(found, dict):
        raise UnreadableError(f"the body is a JSON {type(found).__name__}, not an object")
    return found


def form(body: bytes) -> dict[str, str]:
    """The fields of a form body; of a repeated field the first. UnreadableError if it is no form."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        raise UnreadableError(f"the body is no form ({len(body)} bytes)") from None
    return dict(reversed(pairs))


def table(value: object) -> Table:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Table]:
    """The objects of a list; what else is in it is left out."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list, empty ones included, so that lists can be paired."""
    return [text(each) for each in value] if isinstance(value, list) else []


def text(value: object) -> str:
    """A text without outer white space, a whole number as text (ids beyond 2^53 stay exact), else "".

    A lone half of a surrogate pair, which cannot be stored, becomes U+FFFD.
    """
    if isinstance(value, str):
        return SURROGATES.sub("\ufffd", value).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def first(*values: object) -> str:
    """The first of these that has a text."""
    return next((found for value in values if (found := text(value))), "")


def identity(value: object, what: str, longest: int = LONGEST_ID) -> str:
    """An id that must be there. UnreadableError, naming `what`, if it is missing or cannot be one."""
    found = text(value)
    if not found or len(found) > longest:
        raise UnreadableError(f"{what} is {'too long to be an id' if found else 'missing'}")
    return found


def number(value: object, what: str) -> str:
    """An id of theirs that becomes part of an address: digits only. UnreadableError if it is anything else."""
    found = identity(value, what)
    return found if found.isascii() and found.isdigit() else identity("", f"{what}, a number,")


def whole(value: object, default: int = 0) -> int:
    """A whole number of a sane size (below 2^53), also from a text, or `default`."""
    found = text(value)
    return int(found) if re.fullmatch(r"-?[0-9]{1,15}", found) else default


def link(value: object) -> str:
    """A web address, or "": other schemes have no place in a mail."""
    found = text(value)
    return found if re.match(r"https?://[^\s\"'<>]+$", found, re.IGNORECASE) and len(found) <= 2000 else ""


def instant(value: object) -> datetime | None:
    """An ISO 8601 instant in UTC. One without a zone counts as UTC; None if it is no instant of this century."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def epoch(value: object) -> datetime | None:
    """A Unix time in seconds, or milliseconds if it is that large, fractions allowed; UTC. None if it is none."""
    found = str(value) if isinstance(value, float) else text(value)
    if not re.fullmatch(r"[0-9]{1,13}(\.[0-9]{1,9})?", found):
        return None
    seconds = float(found)
    moment = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    return moment if moment.year in YEARS else None


def day(value: object) -> date | None:
    """The calendar day written in an ISO date or date-time, as written: no zone moves it. None if it is none."""
    found = text(value)
    try:
        day_ = datetime.fromisoformat(found).date()
    except ValueError:
        return None
    return day_ if day_.year in YEARS else None
