"""What customers think of us."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import Person, SurveyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedAnswered(Event):
    """The customer pressed Yes or No on the page "Did we solve it?". `cycle` counts resolutions from 1.

    `scanned`: before that a machine had opened the links.
    """

    case_id: str
    cycle: int
    solved: bool
    scanned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGiven(Event):
    """After a No the customer said what is the matter: `cause` is one of the policy's; `comment` in their own words."""

    case_id: str
    cycle: int
    cause: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreGiven(Event):
    """A score on a page of ours: 1 to 5 after a case (`about`: "case:..."), 0 to 10 or 1 to 5 after an order arrived.

    `score`: None if only words were given. `cycle`: of the case's resolution. `may_quote`: the words may be quoted.
    """

    survey: SurveyKind
    about: str
    cycle: int = 0
    score: int | None = None
    comment: str = ""
    may_quote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(Event):
    """The customer used the feedback link of an order mail. `score` is 1 to 5, or None if only words were given."""

    order_id: str
    score: int | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(Event):
    """A reply to a survey asked elsewhere. `score` is within 0 to 10 for NPS, 1 to 5 for all else; None if only words.

    `response_id` is the survey tool's id with its source: a reply that is completed later keeps it.
    """

    survey: SurveyKind
    response_id: str
    score: int | None
    comment: str = ""
    person: Person | None = None
    customer_id: str = ""
    order_name: str = ""
    case_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPosted(Event):
    """A public review, new or changed. `stars` 1 to 5, None where there is only a recommendation in words.

    `site`: the channel (trustpilot, facebook_review, ...). `order_name` "" if the site does not know it.
    `recommended`: what the author says where the site asks no stars but whether they recommend the shop.
    """

    site: str
    review_id: str
    stars: int | None
    title: str = ""
    text: str = ""
    author_id: str = ""
    author_name: str = ""
    order_name: str = ""
    permalink: str = ""
    language: str = ""
    recommended: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWithdrawn(Event):
    """A review was taken down: we keep none of its words."""

    site: str
    review_id: str
