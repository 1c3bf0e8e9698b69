"""What the readers of stores share: tracking numbers, promised dates, digests of what would change."""

import unicodedata
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date
from hashlib import sha256

from chalicelib.care.events import OrderChanged, Shipment, parcel_number
from chalicelib.sources.fields import day, link, text

# What shops call the promised date in attributes and meta data, in the form `_plain` gives.
PROMISE_NAMES = frozenset({"delivery_date", "promised_delivery_date", "promised_delivery", "dátum_doručenia"})
# Carriers print at most some 40 characters; a longer text is a note in the wrong field.
LONGEST_NUMBER = 60


def email(value: object) -> str:
    """An e-mail address, or ""."""
    found = text(value)
    return found if "@" in found and not any(character.isspace() for character in found) else ""


def shipment(number: object, carrier: object, url: object) -> Shipment | None:
    """One parcel, or None if the number's field holds none.

    "N/A", "-" or "personal pickup" there would make one parcel of many customers' orders.
    """
    found = parcel_number(text(number))
    if not any(character.isdigit() for character in found) or len(found) > LONGEST_NUMBER:
        return None
    return Shipment(number=found, carrier=text(carrier), tracking_url=link(url))


def distinct(found: Iterable[Shipment | None]) -> tuple[Shipment, ...]:
    """Each parcel once, in the store's order."""
    known: dict[str, Shipment] = {}
    for each in found:
        if each:
            known.setdefault(each.number, each)
    return tuple(known.values())


def digest_of(shipments: tuple[Shipment, ...]) -> str:
    """The same set of parcels has the same digest, in whatever order they come."""
    return digest(sorted(astuple(each) for each in shipments))


def change_key(stem: str, change: OrderChanged) -> str:
    """The key of a change: what it would change, and the day (UTC) it was made on.

    Stores tell of every tag and note, so equal content is the same change. With the day in it, an order that is
    changed back on a later day is heard; changed back on the same day it is heard with the next change.
    """
    content = (change.person, change.items, change.total, change.promised_on, change.shipping)
    return f"{stem}:{change.occurred_at:%Y-%m-%d}:{digest(content)}"


def digest(content: object) -> str:
    """A short digest of plain values; 20 hex digits. Not to be undone, so keys made of it tell nothing."""
    return sha256(repr(content).encode()).hexdigest()[:20]


def promised_on(pairs: Iterable[tuple[object, object]]) -> date | None:
    """The first ISO date under a name that means the promised one; `pairs` of name and value."""
    days = (day(value) for name, value in pairs if _plain(name) in PROMISE_NAMES)
    return next((found for found in days if found), None)


def _plain(name: object) -> str:
    """A name as in PROMISE_NAMES: "_Delivery-Date" and "delivery date" are one."""
    plain = unicodedata.normalize("NFC", text(name)).casefold()
    return plain.replace("-", "_").replace(" ", "_").strip("_")
