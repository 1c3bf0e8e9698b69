"""A delivery as it came in, and the receipt that follows it until its events are done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple


class EventFate(NamedTuple):
    """What became of one event of a delivery. `kind`: the event's type.

    `fate`: done, duplicate, out_of_order (it came too late to change anything) or words; `of`: the receipt that
    brought a duplicate before.
    """

    key: str
    kind: str
    fate: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The small status of one stored delivery.

    `status`: new, waiting (for another try), done, duplicate, out_of_order, ignored, unknown, parked.
    `fate` says in words what became of it; `events` are those it gave, at most 50.
    `next_try` is when the sweep drives it on, None once it is closed.
    """

    id: str
    shop: str
    source: str
    received_at: datetime
    status: str = "new"
    attempts: int = 0
    next_try: datetime | None = None
    fate: str = ""
    events: tuple[EventFate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A raw delivery as it came: header names in lower case, the untouched bytes, the query.

    `attached`: what the body only points at (a mail in the bucket), fetched before it is read; never stored with it.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    attached: bytes | None = None


def receipt_id(source: str, shop: str, delivery_id: str, body: bytes) -> str:
    """The id of a delivery: who sent it, under which id, and what it says.

    The sender's retry has the same id and bytes, so it is the same receipt. The body is part of it because vendors
    reuse ids (WooCommerce makes them from the second): an id must never swallow a different body.
    """
    head = "\x1f".join((source, shop, delivery_id)).encode()
    return sha256(len(head).to_bytes(4, "big") + head + body).hexdigest()[:40]
