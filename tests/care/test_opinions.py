"""What customers think of us, told elsewhere: counted once, shown to the team, a case where it hurts."""

import pytest

from chalicelib.care import events as e
from chalicelib.care.state import Case, CaseState, Evidence
from tests.care.play import JANA, Play


def with_order() -> Play:
    play = Play()
    play.order()
    return play.later(days=4)


def replies(play: Play, score: int | None, survey: e.SurveyKind = e.SurveyKind.CSAT, **more: object) -> None:
    values: dict[str, object] = {
        "shop": "demo", "key": play.key(), "occurred_at": play.now, "survey": survey, "response_id": "typeform:r1",
        "score": score, "person": e.Person(email=JANA.email), **more,
    }  # fmt: skip
    play.happens(e.SurveyAnswered(**values))  # type: ignore[arg-type]


def reviews(play: Play, stars: int | None, **more: object) -> None:
    values: dict[str, object] = {
        "shop": "demo", "key": play.key(), "occurred_at": play.now, "site": "trustpilot", "review_id": "v1",
        "stars": stars, "title": "Sklamanie", "text": "Prišla rozbitá.", "author_name": "Jana Kováčová",
        "permalink": "https://reviews.example/v1", **more,
    }  # fmt: skip
    play.happens(e.ReviewPosted(**values))  # type: ignore[arg-type]


def cases(play: Play) -> list[Case]:
    return [found for found in play.world.subjects.values() if isinstance(found, Case)]


@pytest.mark.parametrize(
    ("survey", "score", "hurts"),
    [(e.SurveyKind.CSAT, 2, True), (e.SurveyKind.CSAT, 3, False), (e.SurveyKind.NPS, 6, True),
     (e.SurveyKind.NPS, 7, False), (e.SurveyKind.NPS, 0, True), (e.SurveyKind.CSAT, None, False)],
)  # fmt: skip
def test_a_low_score_is_a_case_and_a_good_one_a_line(survey: e.SurveyKind, score: int | None, hurts: bool) -> None:
    play = with_order()
    replies(play, score, survey, comment="Hm")
    assert len(cases(play)) == hurts
    assert len(play.messages("opinion_line")) == (not hurts)


def test_the_case_shows_the_score_and_the_words_and_does_not_trust_the_link() -> None:
    play = with_order()
    replies(play, 1, comment="Nikto sa neozval.", order_name="#1001")
    assert [line.text for line in play.case.lines] == ["1/5\nNikto sa neozval."]
    assert (play.case.channel, play.case.evidence, play.case.agent_id) == ("survey", Evidence.ADDRESS, "U1")
    assert play.case.customer_id == play.customer.id


def test_it_is_remembered_with_the_customer_and_counted_once() -> None:
    play = with_order()
    replies(play, 9, e.SurveyKind.NPS)
    replies(play, 9, e.SurveyKind.NPS, comment="A ešte toto")
    assert play.customer.last_score == "9/10"
    (fact,) = play.facts("nps")
    assert (fact.value, fact.dimensions) == (1, {"score": "9", "via": "typeform", "group": "promoter"})
    assert [each.kind for each in play.customer.surveyed] == ["nps"]


def test_a_reply_by_the_links_customer_is_theirs_without_an_address() -> None:
    play = with_order()
    replies(play, 5, person=None, customer_id=play.customer.id)
    assert play.customer.last_score == "5/5"
    replies(play, 5, person=None, response_id="typeform:r2")
    assert len(play.messages("opinion_line")) == 2


@pytest.mark.parametrize(
    ("stars", "recommended", "hurts"), [(3, None, True), (4, None, False), (None, True, False), (None, False, True)]
)
def test_a_bad_review_is_a_public_case(stars: int | None, recommended: bool | None, hurts: bool) -> None:
    play = with_order()
    reviews(play, stars, recommended=recommended)
    assert len(cases(play)) == hurts
    if hurts:
        assert (play.case.public, play.case.permalink) == (True, "https://reviews.example/v1")
    else:
        (line,) = play.messages("opinion_line")
        assert line.params["link"] == "https://reviews.example/v1"


def test_a_review_that_names_the_order_is_linked_like_any_message() -> None:
    play = with_order()
    reviews(play, 1, order_name="#1001")
    assert play.case.evidence == Evidence.ORDER_AND_NAME
    assert play.case.order_id == "shopify:1"


def test_a_changed_review_goes_on_in_its_case() -> None:
    play = with_order()
    reviews(play, 1)
    reviews(play, 2, text="Ozvali sa, čakám.")
    (case,) = cases(play)
    (fact,) = play.facts("review")
    assert fact.dimensions["stars"] == "1"
    assert [line.text.splitlines()[0] for line in case.lines] == ["★☆☆☆☆", "★★☆☆☆"]


def test_a_review_taken_down_leaves_no_words() -> None:
    play = with_order()
    reviews(play, 1)
    play.happens(e.ReviewWithdrawn(
        shop="demo", key="w", occurred_at=play.now, site="trustpilot", review_id="v1"
    ))  # fmt: skip
    assert "rozbitá" not in repr(play.case)
    assert play.case.state is CaseState.CLOSED


def test_two_that_tell_one_opinion_at_the_same_moment_cannot_both_count_it() -> None:
    """A store refuses a name that leads elsewhere meanwhile: so the two must not name the same thing."""
    one, other = with_order(), with_order()
    other.keys += 1
    for play in (one, other):
        replies(play, 9, e.SurveyKind.NPS, person=None)
        reviews(play, 5)
    led_to = [
        {alias: ref for alias, ref in play.world.aliases.items() if alias.kind == "opinion"} for play in (one, other)
    ]
    assert len(led_to[0]) == 2
    assert all(ref != led_to[1][alias] for alias, ref in led_to[0].items())
