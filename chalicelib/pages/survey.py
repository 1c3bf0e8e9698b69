"""What a customer says of an order that has arrived, or of us after a case: 1 to 5, or 0 to 10. The link preselects, a
press counts."""

from collections.abc import Mapping

from chalicelib.care import scores
from chalicelib.care.personal import is_erased
from chalicelib.care.state import Case, Order, Survey
from chalicelib.care.vocabulary import SurveyKind
from chalicelib.pages.base import Page, Scene, comment_of


def show(scene: Scene) -> Page:
    """The scale, with the link's score preselected; what was answered, if it was; or kindly that it is over."""
    asked = _asked(scene)
    if asked is None or is_erased(_about(scene)):
        return scene.page("too_late")
    if asked.score is not None:
        other = scores.LOWEST[_survey(scene)] if asked.score != scores.LOWEST[_survey(scene)] else asked.score + 1
        return _page(scene, "answered", score=asked.score, may_change=_counts(scene, asked, other))
    if not _counts(scene, asked, scores.HIGHEST[_survey(scene)]):
        return scene.page("too_late")
    return _page(scene, "ask", score=_number(scene, scene.claims.get("score", "")))


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Record the score, or the words that follow it. Pressing the same form twice is one press."""
    asked, comment = _asked(scene), comment_of(form)
    score = _number(scene, form.get("score", ""))
    if asked is None or is_erased(_about(scene)) or (score is None and not comment):
        return show(scene)
    if score is not None and not (comment or score == asked.score or _counts(scene, asked, score)):
        return show(scene)
    said = {"score": str(score)} if score is not None else {}
    quote = {"quote": "yes"} if form.get("quote") == "yes" else {}
    scene.record({"form": form.get("form", ""), **said, **quote, "comment": comment})
    counted = score if score is not None else asked.score
    if comment:
        return _page(scene, "comment_thanks", score=counted, low=_low(scene, counted))
    return _page(scene, "thanks", score=counted, low=_low(scene, counted), **_promoted(scene, counted))


def _promoted(scene: Scene, score: int | None) -> dict[str, object]:
    """What is asked of somebody who is glad: a review, or whether we may quote them."""
    survey = _survey(scene)
    glad = score is not None and score >= (scores.PROMOTERS if survey is SurveyKind.NPS else scores.HIGHEST[survey])
    review = scene.policy.surveys.review_url
    return {"glad": glad, "review_url": (review or None) if glad else None}


def _low(scene: Scene, score: int | None) -> bool:
    return scores.is_low(_survey(scene), score, scene.policy)


def _about(scene: Scene) -> Order | Case | None:
    return scene.case if "case" in scene.claims else scene.order


def _asked(scene: Scene) -> Survey | None:
    about = _about(scene)
    asked = about.survey if about else None
    return asked if asked and asked.asked_at and asked.survey == scene.claims["survey"] else None


def _counts(scene: Scene, asked: Survey, score: int) -> bool:
    return not scores.why_not_counted(
        _survey(scene), score, asked.score, asked.answered_at, asked.asked_at, scene.now, scene.policy
    )


def _survey(scene: Scene) -> SurveyKind:
    return SurveyKind(scene.claims["survey"])


def _number(scene: Scene, text: str) -> int | None:
    """A score as it is written in a link or a form, None if it is none."""
    survey = _survey(scene)
    known = {str(each): each for each in range(scores.LOWEST[survey], scores.HIGHEST[survey] + 1)}
    return known.get(text)


def _page(scene: Scene, state: str, **more: object) -> Page:
    order = scene.order
    return scene.page("survey", 200, state=state, survey=str(_survey(scene)), order_name=order.name if order else None,
                      about_case="case" in scene.claims, **more)  # fmt: skip
