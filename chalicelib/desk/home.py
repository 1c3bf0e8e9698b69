"""The app's home: what somebody sees who opens Aftercare in Slack."""

from typing import Any

from chalicelib.care.presence import is_away
from chalicelib.care.state import Agent
from chalicelib.desk import queues
from chalicelib.desk.blocks import Button, context, divider, header, named, section, with_button
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain, say
from chalicelib.slack_ids import AWAY, BACK


def home(scene: Scene) -> dict[str, Any]:
    """The view for who opened it; somebody who is not on the roster is told so."""
    from slack_sdk.models.views import View

    agent = scene.viewer
    if agent is None or agent.left_at:
        blocks = [section([say("refused.not_on_roster")])]
    else:
        blocks = [
            header(plain("home.title", name=agent.name)), _presence(scene, agent), section(queues.numbers(scene)),
            divider(), section(queues.mine(scene)), divider(), section(queues.team(scene)), divider(),
            *([section(queues.duty(scene)), divider()] if agent.lead else []),
            context([say("home.commands")]),
        ]  # fmt: skip
    return View(type="home", blocks=blocks).to_dict()


def _presence(scene: Scene, agent: Agent) -> dict[str, Any]:
    """Whether one is there, and the button that changes it."""
    away = is_away(agent, scene.now)
    button = Button(BACK if away else AWAY, plain("home.back" if away else "home.away"), named(scene.row.shop, "", 0))
    return with_button(queues.presence(scene, agent), button)
