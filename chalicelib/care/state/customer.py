"""A person, as one store, address or account knows them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.ref import Ref


class Evidence(StrEnum):
    """Why a message, a name or another record is taken for a customer's, the strongest first."""

    AGENT = "agent"  # somebody of the team said so
    STORE = "store"  # the store says so
    ANSWERED = "answered"  # it answers a message of ours that only they had
    HANDLE = "handle"  # the account was linked to them before
    VERIFIED_ADDRESS = "verified_address"  # it comes from their address, and the channel proved that
    ORDER_AND_NAME = "order_and_name"  # it names their order and bears their name
    ADDRESS = "address"  # it gives their address; anybody can write one
    ORDER_NAME = "order_name"  # it names their order, but bears another name
    NONE = "none"


class KnownAs(NamedTuple):
    """A name by which a record is found: an alias' kind (email, handle, phone, store_customer) and its value.

    `about`: the case or order that the evidence is from, as text.
    """

    kind: str
    value: str
    evidence: Evidence
    at: datetime
    about: str = ""


class Link(NamedTuple):
    """Another record of the same person; both name each other. `by`: who said so, "" for a rule of ours."""

    customer_id: str
    evidence: Evidence
    by: str
    at: datetime


class Wrote(NamedTuple):
    """By which channels they wrote in a calendar month ("2026-11", of the shop's zone); the latest one is kept."""

    month: str = ""
    channels: tuple[str, ...] = ()


NOTHING = Wrote()


class Surveyed(NamedTuple):
    """Somebody was asked something: `kind` is solved, csat or nps, `about` the case or order, as text."""

    kind: str
    at: datetime
    about: str


class Quotable(NamedTuple):
    """Words of the customer that the shop may quote, as they agreed to at that time. `about`: as in Surveyed."""

    text: str
    at: datetime
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One record of a person. Contact data live here and on deliveries' bodies, nowhere else.

    A person may have several: records are linked, never melted, so a link can be undone. `World.person` sees them as
    one. `store_id` is the store's own id: records of different store ids are linked only if somebody says so. `apart`:
    records that somebody parted from this one. `language_guessed`: their own words did not tell it, nor a locale.

    Every order and case names the one before it: so all are found from `order_ids` (the last few) and `last_case_id`.
    `surveyed`: the surveys they were asked lately, whichever (care/surveys.py). `quotable`: what of theirs may be
    quoted.
    `last_at`: their last order or message. `keep_until`: when it is looked at whether we still need to know them.
    `erased_at`: when the person was erased.
    """

    id: str
    store_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    language_guessed: bool = False
    country: str = ""
    since: datetime | None = None
    order_ids: tuple[str, ...] = ()
    orders: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    open_case_id: str = ""
    last_case_id: str = ""
    names: tuple[KnownAs, ...] = ()
    links: tuple[Link, ...] = ()
    apart: tuple[str, ...] = ()
    wrote: Wrote = NOTHING
    muted: dict[str, str] = field(default_factory=dict)
    last_score: str = ""
    surveyed: tuple[Surveyed, ...] = ()
    quotable: tuple[Quotable, ...] = ()
    last_at: datetime | None = None
    keep_until: datetime | None = None
    erased_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("customer", self.id)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
