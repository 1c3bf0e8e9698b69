"""What becomes of who a customer is and what they want to hear."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMuted(Event):
    """The customer does not want messages of a group any more: survey, notice or all."""

    customer_id: str
    group: str
