"""An opinion that hurts, said as a message: then it is a case like any other, with an agent who answers."""

from chalicelib.care.effects import digest
from chalicelib.care.events import (
    MessageReceived,
    MessageWithdrawn,
    ReviewPosted,
    ReviewWithdrawn,
    ScoreGiven,
    SurveyAnswered,
)
from chalicelib.care.scores import HIGHEST
from chalicelib.care.state import Ref

SURVEY = "survey"  # the channel of survey replies: answered by mail


def as_talk(
    event: SurveyAnswered | ScoreGiven | ReviewPosted | ReviewWithdrawn,
) -> MessageReceived | MessageWithdrawn:
    """The opinion as a message, or as one that is taken back."""
    match event:
        case SurveyAnswered():
            return of_survey(event)
        case ScoreGiven():
            return of_score(event)
        case ReviewPosted():
            return of_review(event)
        case ReviewWithdrawn():
            return of_withdrawal(event)


def opinion_name(event: SurveyAnswered | ReviewPosted | ReviewWithdrawn) -> str:
    """The opinion's own name: completed, changed or told again, it is the same one, and counts once."""
    return event.response_id if isinstance(event, SurveyAnswered) else f"{event.site}:{event.review_id}"


def told_first(event: SurveyAnswered | ReviewPosted) -> Ref:
    """What an opinion's name leads to: made of the event that told it first.

    So of two events that tell one opinion at the same moment, the second finds the name taken, and looks again.
    """
    return Ref("opinion", digest(event.shop, event.key))


def of_survey(event: SurveyAnswered) -> MessageReceived:
    """The reply as a message: its score, then its words. Whom it claims to be from is not proved."""
    return MessageReceived(
        shop=event.shop, key=event.key, occurred_at=event.occurred_at, history=event.history, channel=SURVEY,
        thread=event.response_id, item_id=event.response_id, author_id="",
        text=said(event), person=event.person, order_name=event.order_name,
    )  # fmt: skip


def of_score(event: ScoreGiven) -> MessageReceived:
    """A score given on our own page, as a message. Its link was in a mail about the order that only they had."""
    thread, about = f"{event.about}:{event.survey}", Ref.parse(event.about)
    return MessageReceived(
        shop=event.shop, key=event.key, occurred_at=event.occurred_at, channel=SURVEY, thread=thread, item_id=event.key,
        author_id="", text=said(event), order_id=about.id if about.type == "order" else "",
    )  # fmt: skip


def said(event: SurveyAnswered | ScoreGiven) -> str:
    """What somebody says by it: the score, if there is one, then the words."""
    score = "" if event.score is None else f"{event.score}/{HIGHEST[event.survey]}"
    return "\n".join(filter(None, (score, event.comment)))


def of_review(event: ReviewPosted) -> MessageReceived:
    """The review as a public message: its stars, its title, its words."""
    stars = "" if event.stars is None else "★" * event.stars + "☆" * (5 - event.stars)
    return MessageReceived(
        shop=event.shop, key=event.key, occurred_at=event.occurred_at, history=event.history, channel=event.site,
        thread=event.review_id, item_id=event.review_id, author_id="", author_name=event.author_name,
        text="\n".join(filter(None, (stars, event.title, event.text))), public=True, permalink=event.permalink,
        order_name=event.order_name,
    )  # fmt: skip


def of_withdrawal(event: ReviewWithdrawn) -> MessageWithdrawn:
    """A review taken down is a message taken back."""
    return MessageWithdrawn(
        shop=event.shop, key=event.key, occurred_at=event.occurred_at, channel=event.site, item_id=event.review_id,
        thread=event.review_id, of=event.key,
    )  # fmt: skip
