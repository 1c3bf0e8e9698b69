"""What customers decide about their orders."""

from dataclasses import dataclass
from datetime import date

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import ChoiceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMade(Event):
    """The customer of a late order chose on the page behind the link in its notice. `words`: what they added.

    `by`: the day by which the page promised that a person would do it, None if it promised none.
    """

    order_id: str
    choice: ChoiceKind
    words: str = ""
    by: date | None = None
