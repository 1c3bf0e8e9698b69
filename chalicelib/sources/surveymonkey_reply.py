"""The answers to a SurveyMonkey survey, as we fetched them: a score and words.

Facts, from api.surveymonkey.com's documentation ("Responses: details", with simple=true): `pages[].questions[]` have
`id`, `heading` and `answers[]`; a choice of a rating carries `choice_metadata.weight`, written words are `text`.
`custom_variables` are what the survey's link carried: order, email, customer, case. `metadata.contact.email.value` is
who was invited by mail.
"""

from collections.abc import Iterator

from chalicelib.care.events import Person, SurveyAnswered, SurveyKind
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, first, identity, instant, rows, table, text, whole
from chalicelib.sources.inside import verify as verify
from chalicelib.sources.scores import to_five, to_ten

# A rating's weights run from 1 to this unless policy.toml says otherwise (surveymonkey_highest).
HIGHEST = 5


def delivery_id(delivery: Delivery) -> str:
    """What was fetched for one response, each time it was."""
    return text(delivery.headers.get("x-fetched-for"))


def read(delivery: Delivery, context: Context) -> Reading:
    """The first rating, or the question that policy.toml names as the NPS one, and all that was written."""
    body = document(delivery.body)
    id_ = identity(body.get("id"), "the response's id")
    nps_question = context.accounts.get("surveymonkey_nps_question", "")
    highest = whole(context.accounts.get("surveymonkey_highest"), HIGHEST)
    weights = dict(_weights(body))
    is_nps = nps_question in weights
    rated = weights.get(nps_question) if is_nps else next(iter(weights.values()), None)
    score = None if rated is None else to_ten(rated) if is_nps else to_five(rated, 1, highest)
    words = "\n".join(_words(body))
    if score is None and not words:
        return Reading(ignored="nothing was rated, and nothing was written")
    carried = table(body.get("custom_variables"))
    at = instant(body.get("date_modified")) or instant(body.get("date_created")) or context.received_at
    return Reading(events=(SurveyAnswered(
        shop=context.shop, key=f"surveymonkey:{id_}:{at:%Y%m%d%H%M%S}", occurred_at=at,
        survey=SurveyKind.NPS if is_nps else SurveyKind.CSAT,
        response_id=f"surveymonkey:{id_}", score=score, comment=words, person=_person(body, carried),
        customer_id=text(carried.get("customer")), case_id=text(carried.get("case")),
        order_name=first(carried.get("order"), carried.get("order_name")),
    ),))  # fmt: skip


def _questions(body: Table) -> Iterator[tuple[Table, list[Table]]]:
    for page in rows(body.get("pages")):
        for question in rows(page.get("questions")):
            yield question, rows(question.get("answers"))


def _weights(body: Table) -> Iterator[tuple[str, int]]:
    for question, answers in _questions(body):
        for answer in answers:
            weight = whole(table(answer.get("choice_metadata")).get("weight"), -1)
            if weight >= 0:
                yield text(question.get("id")), weight
                break


def _words(body: Table) -> Iterator[str]:
    for _, answers in _questions(body):
        yield from (words for answer in answers if (words := text(answer.get("text"))))


def _person(body: Table, carried: Table) -> Person | None:
    contact = table(table(body.get("metadata")).get("contact"))
    email = first(carried.get("email"), table(contact.get("email")).get("value"))
    return Person(email=email) if email else None
