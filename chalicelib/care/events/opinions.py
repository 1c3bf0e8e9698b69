"""What customers think of us."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedAnswered(Event):
    """The customer pressed Yes or No on the page "Did we solve it?". `cycle` counts resolutions from 1."""

    case_id: str
    cycle: int
    solved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(Event):
    """The customer used the feedback link of an order mail. `score` is 1 to 5, or None if only words were given."""

    order_id: str
    score: int | None
    comment: str
