"""What becomes of who a customer is and what they want to hear."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event


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
