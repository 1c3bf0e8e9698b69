"""No more surveys: one press on the page, or the mail program's own button (RFC 8058), which posts without looking."""

from collections.abc import Mapping

from chalicelib.pages.base import Page, Scene


def show(scene: Scene) -> Page:
    """Asks whether to stop; nothing is changed by looking."""
    return scene.page("unsubscribe", state="ask")


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Mute the customer for surveys. Pressing twice is the same wish."""
    scene.record({"form": form.get("form") or "one-click"})
    return scene.page("unsubscribe", state="done")
