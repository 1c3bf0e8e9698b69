from datetime import UTC, datetime

import pytest

from chalicelib.care.events import Person, SurveyAnswered, SurveyKind
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import typeform
from tests.sources.payloads import CONTEXT, body, read
from tests.sources.signature_cases import SignatureCases

AT = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


class TestSignature(SignatureCases):
    name, header, body = "typeform", "typeform-signature", body("typeform", "nps")


def answered(token: str, survey: SurveyKind, score: int | None, **more: object) -> SurveyAnswered:
    values: dict[str, object] = {"key": f"typeform:{token}:form_response", **more}
    return SurveyAnswered(
        shop="demo", occurred_at=AT, survey=survey, response_id=f"typeform:{token}", score=score, **values
    )  # type: ignore[arg-type]


WHO = {"person": Person(email="jana.kovacova@post.example"), "customer_id": "c1", "order_name": "#1001"}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("nps", answered("tok8801", SurveyKind.NPS, 3,
                         comment="Balík meškal týždeň a nikto nič nepovedal. 😞", **WHO)),
        ("rating_of_ten", answered("tok8802", SurveyKind.CSAT, 5)),
        ("scale_from_one", answered("tok8803", SurveyKind.CSAT, 1, person=Person(email="peter@post.example"))),
        ("words_only", answered("tok8804", SurveyKind.CSAT, None, comment="Ďakujem, skvelé!")),
        ("partial", answered("tok8805", SurveyKind.NPS, 9, key="typeform:tok8805:form_response_partial",
                             person=Person(email="jana.kovacova@post.example"))),
    ],
)  # fmt: skip
def test_a_score_and_words(event: str, expected: SurveyAnswered) -> None:
    (found,) = read("typeform", event).events
    assert found == expected


def test_a_form_without_a_score_concerns_nobody() -> None:
    assert "asks for no score" in read("typeform", "nothing_asked").ignored
    assert read("typeform", "unknown_kind").unknown == "form_archived"


def test_without_its_token_it_is_parked() -> None:
    with pytest.raises(UnreadableError, match=r"form_response\.token"):
        typeform.read(Delivery(body=b'{"event_type": "form_response", "form_response": {}}'), CONTEXT)
