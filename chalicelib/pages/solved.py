""" "Did we solve it?": the link only preselects an answer; nothing counts until a button is pressed."""

from collections.abc import Mapping

from chalicelib.care.solved_answer import NO, YES, why_not_counted
from chalicelib.care.state import Case
from chalicelib.pages.base import Page, Scene


def show(scene: Scene) -> Page:
    """The question, with the link's answer preselected; or what was answered, if it was."""
    case = scene.case
    if case is None or case.cycle != _cycle(scene):
        return scene.page("too_late")
    if given := _given(case):
        return _page(scene, "already_answered", given, may_change=_counts(scene, case, NO if given == YES else YES))
    return _page(scene, "ask", scene.claims.get("answer", YES)) if _counts(scene, case, YES) else scene.page("too_late")


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Record the answer. A second press of the same form is the same answer; another form may change it."""
    answer, case = form.get("answer", ""), scene.case
    if case is None or answer not in (YES, NO):
        return show(scene)
    if not _counts(scene, case, answer) and not (case.cycle == _cycle(scene) and _given(case) == answer):
        return show(scene)
    scene.record({"form": form.get("form", ""), "answer": answer})
    return _page(scene, "thanks_yes" if answer == YES else "reopened_no", answer)


def _counts(scene: Scene, case: Case, answer: str) -> bool:
    return not why_not_counted(case, _cycle(scene), answer, scene.now, scene.policy)


def _cycle(scene: Scene) -> int:
    return int(scene.claims["cycle"])


def _given(case: Case) -> str:
    """The answer that counts for the cycle at hand, "" if none."""
    return next((each.answer for each in reversed(case.answers) if each.cycle == case.cycle), "")


def _page(scene: Scene, state: str, answer: str, may_change: bool = False) -> Page:
    case, order = scene.case, scene.order
    return scene.page(
        "solved", state=state, answer=answer, may_change=may_change, agent_name=case.agent_name if case else None,
        order_name=order.name if order else None,
    )  # fmt: skip
