"""What every source offers, and the table of sources.

A source is a module with three functions, and one more where the vendor asks for it:

    delivery_id(delivery) -> str                       the vendor's id of this delivery, "" if it has none
    verify(delivery, secrets, now) -> None             RefusedError (or a kind of it) unless it is authentic
    read(delivery, context) -> Reading                 vendor words -> events; UnreadableError if it cannot be read
    challenge(delivery, secrets) -> str                answers the vendor's GET handshake; RefusedError if it is not
    ping(delivery) -> bool                             is it the vendor's unsigned try of the address? (see `Pinged`)

`secrets` is the shop's secret for this source: a mapping of names to text or lists of text, as kept in Secrets
Manager. Signing secrets are a list under "signing", newest first, so that a rotated one stays valid for a while.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from chalicelib.care.events import Event
from chalicelib.care.ref import Ref
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery

Secrets = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a reader may know besides the delivery. `received_at` is UTC; `zone` is the shop's.

    `accounts`: the shop's own accounts by the policy's line that names them (facebook_page_id, ...), "" if none does.
    `addresses`: the shop's own mail addresses; `forwarders`: mailboxes of its people, who send on what customers wrote.
    `leads_to`: the subject that the tag in a Reply-To of ours leads to, None if it is none of ours.
    """

    shop: str
    receipt_id: str
    received_at: datetime
    zone: str = "UTC"
    accounts: Mapping[str, str] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()
    forwarders: frozenset[str] = frozenset()
    leads_to: Callable[[str], Ref | None] = lambda tag: None  # noqa: ARG005


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What a delivery only points to: got from the vendor's `api` at `path` with the shop's access token.

    It comes in as a delivery of its own, which the source `reader` reads; `id` names what was fetched. `token`: where
    it stands in the secret. `instead`: what is known without it, which counts if it cannot be had.
    """

    api: str
    path: str
    reader: str
    id: str
    token: str = "access_token"
    instead: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a delivery says. `ignored`: why it concerns nobody; `unknown`: a vendor's word we have no name for.

    A batch may be some of each: then its events count, and the rest is told beside them. `fetches`: where more stands.
    `unreadable`: what could not be read of a batch whose other parts could; it is parked after its events.
    """

    events: tuple[Event, ...] = ()
    ignored: str = ""
    unknown: str = ""
    unreadable: str = ""
    fetches: tuple[Fetch, ...] = ()


def joined(parts: Iterable[Reading]) -> Reading:
    """What a batch says: each event once, though it may stand twice in it.

    UnreadableError if there is nothing in it but what cannot be read.
    """
    readings = list(parts)
    events: dict[str, Event] = {}
    fetches = {each.path: each for reading in readings for each in reading.fetches}
    for event in (event for each in readings for event in each.events):
        events.setdefault(event.key, event)
    unreadable = _reasons(each.unreadable for each in readings)
    if unreadable and not events and not fetches:
        raise UnreadableError(unreadable)
    return Reading(
        events=tuple(events.values()),
        ignored=_reasons(each.ignored for each in readings) or ("" if readings else "nothing in it"),
        unknown=_reasons(each.unknown for each in readings),
        unreadable=unreadable,
        fetches=tuple(fetches.values()),
    )


def _reasons(given: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(reason for reason in given if reason))[:500]


class Source(Protocol):
    """The shape of a source module."""

    def delivery_id(self, delivery: Delivery) -> str: ...
    def verify(self, delivery: Delivery, secrets: Secrets, now: datetime) -> None: ...
    def read(self, delivery: Delivery, context: Context) -> Reading: ...


class Challenged(Protocol):
    """A source whose vendor checks the address with a GET first.

    The answer is plain text, unless the module says otherwise by a CHALLENGE_TYPE.
    """

    def challenge(self, delivery: Delivery, secrets: Secrets) -> str: ...


class Pinged(Protocol):
    """A source whose vendor tries the address with an unsigned POST before it sends anything.

    What `ping` knows is answered with 200 and forgotten: it is neither stored nor read, so it is no way around the
    signature. It must know nothing that could be a delivery.
    """

    def ping(self, delivery: Delivery) -> bool: ...


# Sources a vendor may post to at /in/{source}/{shop}.
OUTSIDE = {
    name: f"chalicelib.sources.{name}"
    for name in (
        "shopify",
        "aftership",
        "easypost",
        "shippo",
        "meta",
        "x",
        "woocommerce",
        "standard",
        "typeform",
        "surveymonkey",
        "trustpilot",
    )
}
OUTSIDE["17track"] = "chalicelib.sources.seventeentrack"  # no module's name may start with a digit
# Sources that only our own entry points feed; they are authenticated there.
INSIDE = {
    name: f"chalicelib.sources.{name}"
    for name in (
        "slack", "page", "form", "clock", "ses", "mail", "operator", "pulled", "surveymonkey_reply",
        "instagram_mention", "book_week",
    )
}  # fmt: skip


def source(name: str) -> Source:
    """The source module of that name. KeyError if there is none."""
    return cast(Source, importlib.import_module((OUTSIDE | INSIDE)[name]))
