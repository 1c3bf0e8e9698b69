""" "Did we solve it?": the link only preselects an answer; nothing counts until a button is pressed.

After a No the page asks once what is the matter, after a Yes how satisfied they are. Both may be left out.
"""

from collections.abc import Mapping

from chalicelib.care import scores
from chalicelib.care.answers_given import last_answer
from chalicelib.care.solved_answer import NO, YES, why_not_counted
from chalicelib.care.state import Answer, Case
from chalicelib.care.vocabulary import SurveyKind
from chalicelib.pages.base import NUMBER, Page, Scene, comment_of
from chalicelib.pages.looked import by_machine, looked

SCORES = frozenset(str(score) for score in range(1, scores.HIGHEST[SurveyKind.CSAT] + 1))


def show(scene: Scene) -> Page:
    """The question, with the link's answer preselected; or what was answered, if it was."""
    case = scene.case
    if case is None or case.cycle != _cycle(scene):
        return scene.page("too_late")
    looked(scene, case)
    if given := _given(case):
        return _answered_page(scene, case, given)
    chosen = scene.claims.get("answer")
    return _page(scene, "ask", answer=chosen) if _counts(scene, case, YES) else scene.page("too_late")


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Record the answer. A second press of the same form is the same answer; another form may change it."""
    answer, case = form.get("answer", ""), scene.case
    if case is not None and case.cycle == _cycle(scene) and {"cause", "score", "comment"} & set(form):
        return _more(scene, case, form)
    if case is None or answer not in (YES, NO):
        return show(scene)
    given = _given(case)
    if not _counts(scene, case, answer) and not (given and case.cycle == _cycle(scene) and given.answer == answer):
        return show(scene)
    scanned = {"scanned": "yes"} if by_machine(scene, case) else {}
    scene.record({"form": form.get("form", ""), "answer": answer, **scanned})
    number = form.get("form", "")
    answered = number if NUMBER.fullmatch(number) else None
    return _page(scene, "thanks_yes" if answer == YES else "reopened_no", answer=answer, answered=answered)


def _more(scene: Scene, case: Case, form: Mapping[str, str]) -> Page:
    """The cause of a No; a score or words after a Yes. `answered`: the form of the answer that was pressed just now."""
    number, given, comment = form.get("answered", ""), _given(case), comment_of(form)
    answered = number if NUMBER.fullmatch(number) else ""
    after = given.answer if given else ""
    fields = {"form": form.get("form", ""), "answered": answered, "comment": comment}
    if "cause" in form and form["cause"] in scene.policy.solved.causes and (answered or after == NO):
        scene.record({**fields, "cause": form["cause"]})
        return _page(scene, "cause_thanks", answer=NO)
    score = form.get("score", "")
    if "cause" not in form and (answered or after == YES) and (score in SCORES or comment):
        scene.record({**fields, **({"score": score} if score in SCORES else {})})
        low = scores.is_low(SurveyKind.CSAT, int(score) if score in SCORES else None, scene.policy)
        if comment:
            return _page(scene, "comment_thanks", answer=YES, low=low)
        return _page(scene, "score_thanks", answer=YES, score=int(score), low=low, answered=answered or None)
    return show(scene)


def _counts(scene: Scene, case: Case, answer: str) -> bool:
    return not why_not_counted(case, _cycle(scene), answer, scene.now, scene.policy)


def _cycle(scene: Scene) -> int:
    return int(scene.claims["cycle"])


def _given(case: Case) -> Answer | None:
    """The answer that counts for the cycle at hand, None if there is none."""
    return last_answer(case, case.cycle)


def _answered_page(scene: Scene, case: Case, given: Answer) -> Page:
    """What was said before, and what was not said yet."""
    may_change = _counts(scene, case, NO if given.answer == YES else YES)
    return _page(scene, "already_answered", answer=given.answer, may_change=may_change,
                 told=bool(given.cause) or given.score is not None)  # fmt: skip


def _page(scene: Scene, state: str, **more: object) -> Page:
    case, order = scene.case, scene.order
    named = {"agent_name": case.agent_name if case else None, "order_name": order.name if order else None}
    return scene.page("solved", 200, state=state, causes=scene.policy.solved.causes, **named, **more)
