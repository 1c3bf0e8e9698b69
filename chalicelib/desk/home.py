"""The app's home: what somebody sees who opens Aftercare in Slack."""

from typing import Any

from chalicelib.desk.blocks import context, header, section
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import count, plain, say


def home(scene: Scene) -> dict[str, Any]:
    """The view for who opened it; somebody who is not on the roster is told so."""
    from slack_sdk.models.views import View

    agent = scene.viewer
    if agent is None:
        blocks = [section([say("refused.not_on_roster")])]
    else:
        held = count("home.holds", len(agent.open_case_ids))
        blocks = [header(plain("home.title", name=agent.name)), section([held]), context([say("home.commands")])]
    return View(type="home", blocks=blocks).to_dict()
