"""SurveyMonkey: that a survey was answered. The answers themselves are fetched, and read by surveymonkey_reply.py.

Facts, from api.surveymonkey.com's documentation ("Webhooks", "Authentication", "Responses: details"):
- Sm-Signature is the base64 HMAC-SHA1 of the raw body; its key is `client_id&client_secret`, which is what the
  secret's "signing" holds.
- The body has ids only: `event_type`, `object_id` (the response), `resources{survey_id, respondent_id}`.
- response_updated comes once per page of the survey, response_completed once at its end.
- The address is checked with HEAD when the webhook is made: our addresses answer it.
"""

from datetime import datetime

from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources.base import Context, Fetch, Reading, Secrets
from chalicelib.sources.fields import document, number, table, text

HEADER = "sm-signature"
COMPLETED = "response_completed"
IGNORED = {
    "response_created": "the survey was opened; its completion is told",
    "response_updated": "a page of the survey was answered; its completion is told",
    "response_disqualified": "who answered was not meant to",
    "response_overquota": "who answered was one too many",
    "response_deleted": "kept: our numbers say what was answered",
    "survey_created": "about the survey itself", "survey_updated": "about the survey itself",
    "survey_deleted": "about the survey itself", "collector_created": "about the survey itself",
    "collector_updated": "about the survey itself", "collector_deleted": "about the survey itself",
    "app_installed": "about the app itself", "app_uninstalled": "about the app itself",
}  # fmt: skip


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - the id is in the body
    """SurveyMonkey names no delivery in its headers; a retry has the same bytes."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - no time is signed
    """Check the HMAC of the body."""
    verify_hmac([delivery.body], delivery.headers.get(HEADER), live(secrets), digest="sha1", header="Sm-Signature")


def read(delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - there is nothing in it but ids
    """Where the answers stand."""
    body = document(delivery.body)
    kind = text(body.get("event_type"))
    if kind in IGNORED:
        return Reading(ignored=IGNORED[kind])
    if kind != COMPLETED:
        return Reading(unknown=kind or "(no event_type)")
    response = number(body.get("object_id"), "object_id")
    survey = number(table(body.get("resources")).get("survey_id"), "resources.survey_id")
    path = f"surveys/{survey}/responses/{response}/details?simple=true"
    return Reading(fetches=(Fetch(api="surveymonkey", path=path, reader="surveymonkey_reply", id=response),))
