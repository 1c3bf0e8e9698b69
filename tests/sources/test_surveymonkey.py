from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.care.events import Person, SurveyAnswered, SurveyKind
from chalicelib.errors import UnreadableError
from chalicelib.sources import surveymonkey, surveymonkey_reply
from chalicelib.sources.base import Fetch
from tests.sources.payloads import CONTEXT, body, delivery, read
from tests.sources.signature_cases import SignatureCases

AT = datetime(2026, 11, 25, 8, 30, 5, tzinfo=UTC)
RATED = SurveyAnswered(
    shop="demo", key="surveymonkey:12550188813:20261125083005", occurred_at=AT, survey=SurveyKind.CSAT,
    response_id="surveymonkey:12550188813", score=2, comment="Curierul a venit cu trei zile mai târziu.",
    person=Person(email="ana@post.example"), order_name="#1001",
)  # fmt: skip


class TestSignature(SignatureCases):
    name, header, body = "surveymonkey", "sm-signature", body("surveymonkey", "response_completed")


def test_it_says_only_where_the_answers_stand() -> None:
    assert read("surveymonkey", "response_completed").fetches == (Fetch(
        api="surveymonkey", path="surveys/319208877/responses/12550188813/details?simple=true",
        reader="surveymonkey_reply", id="12550188813",
    ),)  # fmt: skip


def test_what_is_not_the_end_of_an_answer_is_passed_over() -> None:
    assert "completion is told" in read("surveymonkey", "response_updated").ignored
    assert read("surveymonkey", "unknown_kind").unknown == "response_teleported"


def test_an_id_that_is_no_number_never_becomes_part_of_an_address() -> None:
    with pytest.raises(UnreadableError, match="object_id"):
        surveymonkey.read(delivery("surveymonkey", "hostile_id"), CONTEXT)


def test_the_fetched_answers() -> None:
    assert read("surveymonkey_reply", "rating").events == (RATED,)
    assert "nothing was rated" in read("surveymonkey_reply", "nothing").ignored


def test_the_policy_says_which_question_is_nps_and_how_far_ratings_go() -> None:
    asked = replace(CONTEXT, accounts={"surveymonkey_nps_question": "q9", "surveymonkey_highest": "10"})
    (nps,) = surveymonkey_reply.read(delivery("surveymonkey_reply", "nps"), asked).events
    assert isinstance(nps, SurveyAnswered)
    assert (nps.survey, nps.score) == (SurveyKind.NPS, 10)
    (csat,) = surveymonkey_reply.read(delivery("surveymonkey_reply", "rating"), asked).events
    assert isinstance(csat, SurveyAnswered)
    assert (csat.survey, csat.score) == (SurveyKind.CSAT, 1)
