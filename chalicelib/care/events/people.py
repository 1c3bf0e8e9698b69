"""What becomes of who a customer is and what they want to hear."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMuted(Event):
    """The customer does not want messages of a group any more: survey, notice or all."""

    customer_id: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersLinked(Event):
    """Somebody of the team said that two records are one person. `by`: an agent's Slack id, or `operator`."""

    customer_id: str
    other_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersUnlinked(Event):
    """Somebody of the team said that this record is nobody else's: it leaves those it was linked with."""

    customer_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWithdrawn(Event):
    """Somebody of the team said that an address or account is not this customer's. `kind`, `value`: as in KnownAs."""

    customer_id: str
    kind: str
    value: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named(Event):
    """Somebody, named by our own ids (`customer_id`, or `case_id` of a stranger), or as their store names them.

    `order_ids`: orders that the store names with them. `by`: who asked (shopify, operator ...).
    """

    customer_id: str = ""
    case_id: str = ""
    person: Person | None = None
    order_ids: tuple[str, ...] = ()
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(_Named):
    """Somebody is to be forgotten. `told`: the team is told of it (nobody of theirs asked)."""

    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequested(_Named):
    """Somebody wants to have all that is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopErased(Event):
    """Everybody whom a shop knows is to be forgotten."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten(Event):
    """An erasure came to a subject of the person (`subject`: a `Ref` as text), and forgets it now."""

    subject: str
    because: str
