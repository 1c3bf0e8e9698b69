"""Feedback from the link in an order mail: a score from 1 to 5, words, or both."""

from collections.abc import Mapping

from chalicelib.pages.base import Page, Scene, comment_of

SCORES = frozenset({"1", "2", "3", "4", "5"})


def show(scene: Scene) -> Page:
    """The empty form."""
    return _page(scene, "ask")


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Record the feedback; an empty form is shown again with a friendly word."""
    score = form["score"] if form.get("score") in SCORES else ""
    comment = comment_of(form)
    if not score and not comment:
        return _page(scene, "empty")
    scene.record({"form": form.get("form", ""), "score": score, "comment": comment})
    return _page(scene, "thanks")


def _page(scene: Scene, state: str) -> Page:
    order = scene.order
    return scene.page("feedback", state=state, order_name=order.name if order else None)
