"""Typeform: answers to a form of the shop's, as a score and words.

Facts, from typeform.com/developers ("Webhooks", "Secure your webhooks", "Webhooks example payload"):
- Typeform-Signature is `sha256=` and the base64 HMAC-SHA256 of the raw body with the webhook's secret.
- `event_id` names one delivery and its retries; `form_response.token` names the response.
- An answer's value stands under its type's name; skipped questions are left out, so answers are matched by their field.
- `nps` is 0 to 10. A `rating` has `steps` from 1, an `opinion_scale` from 0 or, with `start_at_one`, from 1: the
  definition says so, and the answers do not.
- Who answers is known only by hidden fields that the form's link carried: order, email, customer, case.
- 404 or 410 would switch the webhook off at once.
"""

from datetime import datetime
from typing import NamedTuple

from chalicelib.care.events import Person, SurveyAnswered, SurveyKind
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, document, first, identity, instant, rows, table, text, whole
from chalicelib.sources.scores import to_five, to_ten

HEADER = "typeform-signature"
# The events that carry a response. A partial one may be completed later, under the same token.
RESPONSES = frozenset({"form_response", "form_response_partial"})
# Question type -> (what it asks, steps where the definition names none, the lowest value).
NPS, RATING, SCALE = "nps", "rating", "opinion_scale"
STEPS = {RATING: 5, SCALE: 11}
WORDS = frozenset({"short_text", "long_text"})


class _Score(NamedTuple):
    kind: SurveyKind
    value: int


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - the id is in the body
    """Typeform names no delivery in its headers; a retry has the same bytes."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - Typeform signs no time
    """Check the HMAC of the body."""
    given = delivery.headers.get(HEADER)
    verify_hmac([delivery.body], given, live(secrets), prefix="sha256=", header="Typeform-Signature")


def read(delivery: Delivery, context: Context) -> Reading:
    """The first question that asks for a score, and all that was written in words."""
    body = document(delivery.body)
    kind = text(body.get("event_type"))
    if kind not in RESPONSES:
        return Reading(unknown=kind or "(no event_type)")
    response = table(body.get("form_response"))
    id_ = identity(response.get("token"), "form_response.token")
    questions = {text(each.get("id")): each for each in rows(table(response.get("definition")).get("fields"))}
    answers = rows(response.get("answers"))
    score, words = _score(answers, questions), _words(answers, questions)
    if score is None and not words:
        return Reading(ignored="the form asks for no score (nps, rating, opinion_scale), and nothing was written")
    hidden = table(response.get("hidden"))
    answered = SurveyAnswered(
        shop=context.shop, key=f"typeform:{id_}:{kind}",
        occurred_at=instant(response.get("submitted_at")) or context.received_at,
        survey=score.kind if score else SurveyKind.CSAT, response_id=f"typeform:{id_}",
        score=score.value if score else None, comment=words, person=_person(hidden, answers),
        customer_id=text(hidden.get("customer")), case_id=text(hidden.get("case")),
        order_name=first(hidden.get("order"), hidden.get("order_name")),
    )  # fmt: skip
    return Reading(events=(answered,))


def _score(answers: list[Table], questions: dict[str, Table]) -> _Score | None:
    for answer in answers:
        field = table(answer.get("field"))
        kind, value = text(field.get("type")), whole(answer.get("number"), -1)
        if value < 0 or kind not in (NPS, *STEPS):
            continue
        if kind == NPS:
            return _Score(SurveyKind.NPS, to_ten(value))
        asked = table(questions.get(text(field.get("id")), {}).get("properties"))
        lowest = 1 if kind == RATING or asked.get("start_at_one") is True else 0
        steps = whole(asked.get("steps"), STEPS[kind])
        return _Score(SurveyKind.CSAT, to_five(value, lowest, lowest + steps - 1))
    return None


def _words(answers: list[Table], questions: dict[str, Table]) -> str:
    """What was written, each under its question where there are several."""
    written = []
    for answer in answers:
        field = table(answer.get("field"))
        if text(field.get("type")) in WORDS and (words := text(answer.get("text"))):
            written.append((text(questions.get(text(field.get("id")), {}).get("title")), words))
    if len(written) == 1:
        return written[0][1]
    return "\n".join(f"{title}: {words}" if title else words for title, words in written)


def _person(hidden: Table, answers: list[Table]) -> Person | None:
    """By the link's hidden fields, else by an e-mail address that the form asked for."""
    asked = next((found for answer in answers if (found := text(answer.get("email")))), "")
    email, phone = first(hidden.get("email"), asked), text(hidden.get("phone"))
    return Person(email=email, phone=phone) if email or phone else None
