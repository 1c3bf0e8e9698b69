import json
from datetime import date

import pytest

from chalicelib.care.events import (
    CauseGiven,
    ChoiceMade,
    CustomerMuted,
    FeedbackGiven,
    Item,
    ReturnRequested,
    ScoreGiven,
    SolvedAnswered,
    SurveyKind,
)
from chalicelib.care.return_words import ReturnReason, ReturnWish
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import page
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, NOW

SOLVED = {"kind": "solved", "case": "c1", "cycle": "2"}
FEEDBACK = {"kind": "feedback", "order": "shopify:9820982911946154508"}


def press(claims: dict[str, str], **fields: object) -> Delivery:
    return Delivery(body=json.dumps({"token": "t", "claims": claims, "form": "f1", **fields}).encode())


@pytest.mark.parametrize(("answer", "solved"), [("yes", True), ("no", False)])
def test_answer(answer: str, solved: bool) -> None:
    event = SolvedAnswered(
        shop="demo", key=f"page:solved:c1:2:f1:{answer}", occurred_at=NOW, case_id="c1", cycle=2, solved=solved
    )
    assert page.read(press(SOLVED, answer=answer), CONTEXT) == Reading(events=(event,))


def test_an_answer_that_a_machine_came_before_says_so() -> None:
    (event,) = page.read(press(SOLVED, answer="yes", scanned="yes"), CONTEXT).events
    assert isinstance(event, SolvedAnswered)
    assert event.scanned


def test_claims_may_stand_beside_the_fields() -> None:
    beside = Delivery(body=json.dumps({**SOLVED, "form": "f1", "answer": "yes"}).encode())
    assert page.read(beside, CONTEXT) == page.read(press(SOLVED, answer="yes"), CONTEXT)


def test_fields_never_override_the_links_claims() -> None:
    event = page.read(press(SOLVED, answer="yes", case="c2", cycle="9"), CONTEXT).events[0]
    assert isinstance(event, SolvedAnswered)
    assert (event.case_id, event.cycle) == ("c1", 2)


def test_feedback() -> None:
    event = FeedbackGiven(
        shop="demo", key="page:feedback:shopify:9820982911946154508:f1", occurred_at=NOW,
        order_id="shopify:9820982911946154508", score=4, comment="Pekné",
    )  # fmt: skip
    assert page.read(press(FEEDBACK, score="4", comment=" Pekné "), CONTEXT) == Reading(events=(event,))


@pytest.mark.parametrize(
    ("fields", "score", "comment"),
    [
        ({"comment": "only words"}, None, "only words"),
        ({"score": "0", "comment": "x"}, None, "x"),
        ({"score": "6", "comment": "x"}, None, "x"),
        ({"score": "1"}, 1, ""),
        ({"comment": "x" * 9000}, None, "x" * 5000),
    ],
)
def test_half_filled_feedback(fields: dict[str, str], score: int | None, comment: str) -> None:
    event = page.read(press(FEEDBACK, **fields), CONTEXT).events[0]
    assert isinstance(event, FeedbackGiven)
    assert (event.score, event.comment) == (score, comment)


def test_mute() -> None:
    claims = {"kind": "mute", "customer": "c7", "what": "survey"}
    event = CustomerMuted(shop="demo", key="page:mute:c7:survey", occurred_at=NOW, customer_id="c7", group="survey")
    assert page.read(press(claims), CONTEXT) == Reading(events=(event,))


def test_empty_feedback_is_ignored() -> None:
    assert page.read(press(FEEDBACK, score="", comment=" "), CONTEXT) == Reading(ignored="nothing was filled in")


@pytest.mark.parametrize(
    ("claims", "fields"),
    [
        (SOLVED, {"answer": "maybe"}),
        (SOLVED, {}),
        (SOLVED | {"cycle": "0"}, {"answer": "yes"}),
        (SOLVED | {"case": ""}, {"answer": "yes"}),
        (SOLVED | {"shop": "other"}, {"answer": "yes"}),
        (SOLVED, {"answer": "yes", "form": ""}),
        (FEEDBACK | {"order": ""}, {"score": "1"}),
        ({"kind": "mute", "customer": "", "what": "survey"}, {}),
        ({"kind": "mute", "customer": "c7", "what": "everything"}, {}),
    ],
)
def test_unreadable(claims: dict[str, str], fields: dict[str, str]) -> None:
    with pytest.raises(UnreadableError):
        page.read(press(claims, **fields), CONTEXT)


def test_an_unknown_kind_of_link() -> None:
    assert page.read(press({"kind": "lottery"}), CONTEXT) == Reading(unknown="lottery")
    assert page.read(Delivery(body=b"{}"), CONTEXT) == Reading(unknown="(no kind)")


def test_delivery_id_is_the_form() -> None:
    assert page.delivery_id(press(SOLVED)) == "f1"
    assert page.delivery_id(Delivery(body=b"{")) == ""


def test_nothing_from_outside_is_accepted() -> None:
    with pytest.raises(RefusedError):
        page.verify(press(SOLVED), {"signing": ["s"]}, NOW)


CHOICE = {"kind": "choice", "order": "shopify:1"}


def test_a_choice() -> None:
    event = ChoiceMade(
        shop="demo", key="page:choice:shopify:1:f1:swap", occurred_at=NOW, order_id="shopify:1", choice=ChoiceKind.SWAP,
        words="Luna", by=date(2026, 11, 30),
    )  # fmt: skip
    assert page.read(press(CHOICE, choice="swap", words="Luna", by="2026-11-30"), CONTEXT) == Reading(events=(event,))
    assert page.read(press(CHOICE, choice="wait", by=""), CONTEXT).events[0].by is None  # type: ignore[attr-defined]


RETURN = {"kind": "return", "order": "shopify:1"}


def test_a_wish_to_send_something_back() -> None:
    items = [{"title": "Lamp", "quantity": 1, "product_id": "8101"}, {"title": "Bulb", "quantity": 0}]
    event = ReturnRequested(
        shop="demo", key="page:return:shopify:1:f1", occurred_at=NOW, order_id="shopify:1", wish=ReturnWish.EXCHANGE,
        reason=ReturnReason.QUALITY, items=(Item("Lamp", 1, "8101"),), comment="Tmavá",
    )  # fmt: skip
    pressed = press(RETURN, wish="exchange", reason="quality", items=items, comment="Tmavá")
    assert page.read(pressed, CONTEXT) == Reading(events=(event,))


@pytest.mark.parametrize("fields", [{}, {"wish": "exchange"}, {"wish": "keep", "reason": "quality"}])
def test_a_wish_that_is_none_is_unreadable(fields: dict[str, str]) -> None:
    with pytest.raises(UnreadableError):
        page.read(press(RETURN, **fields), CONTEXT)


@pytest.mark.parametrize("fields", [{}, {"choice": "free"}, {"choice": "wait", "by": "soon"}])
def test_a_choice_that_is_none_is_unreadable(fields: dict[str, str]) -> None:
    with pytest.raises(UnreadableError):
        page.read(press(CHOICE, **fields), CONTEXT)


def test_a_cause_is_told_after_the_no_it_is_about() -> None:
    """The two presses are two receipts, and nobody promises their order."""
    answered, cause = page.read(
        press(SOLVED, form="f2", answered="f1", cause="partly", comment=" Chýba kľúč "), CONTEXT
    ).events
    assert answered == page.read(press(SOLVED, answer="no"), CONTEXT).events[0]
    assert cause == CauseGiven(
        shop="demo", key="page:cause:c1:2:f2", occurred_at=NOW, case_id="c1", cycle=2, cause="partly",
        comment="Chýba kľúč",
    )  # fmt: skip


def test_a_score_after_a_case_is_told_after_its_yes() -> None:
    answered, score = page.read(press(SOLVED, form="f2", answered="f1", score="5"), CONTEXT).events
    assert answered == page.read(press(SOLVED, answer="yes"), CONTEXT).events[0]
    assert score == ScoreGiven(
        shop="demo", key="page:score:case:c1:2:f2", occurred_at=NOW, survey=SurveyKind.CSAT, about="case:c1", cycle=2,
        score=5,
    )  # fmt: skip


SURVEY = {"kind": "survey", "order": "shopify:1", "survey": "nps"}


@pytest.mark.parametrize(
    ("score", "given"), [("0", 0), ("10", 10), ("11", None), ("-1", None), ("²", None), ("", None)]
)
def test_a_survey_about_an_order(score: str, given: int | None) -> None:
    (event,) = page.read(press(SURVEY, score=score, comment="Pekné", quote="yes"), CONTEXT).events
    assert isinstance(event, ScoreGiven)
    assert (event.survey, event.about, event.score, event.may_quote) == ("nps", "order:shopify:1", given, True)


def test_a_survey_after_a_case() -> None:
    claims = {"kind": "survey", "case": "k1", "survey": "nps"}
    (event,) = page.read(press(claims, score="3"), CONTEXT).events
    assert isinstance(event, ScoreGiven)
    assert (event.survey, event.about, event.score) == ("nps", "case:k1", 3)


def test_a_survey_without_anything_filled_in_is_nothing_and_one_nobody_has_is_unreadable() -> None:
    assert page.read(press(SURVEY), CONTEXT).ignored
    with pytest.raises(UnreadableError):
        page.read(press({**SURVEY, "survey": "mood"}, score="5"), CONTEXT)
