"""Whom a case is handed on to, and what they should know."""

from chalicelib.care.state import Agent
from chalicelib.care.work.note import LONGEST
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import about_case
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain
from chalicelib.slack_ids import TO, WORDS


def build(scene: Scene) -> View:
    """Everybody on the roster but who has it, then the skills that somebody has."""
    words = fields.words(WORDS, plain("dialog.handover.words"), lines=True, longest=LONGEST)
    return about_case(scene, "handover", [fields.choice(TO, plain("dialog.handover.to"), _whom(scene)), words])


def _whom(scene: Scene) -> list[tuple[str, str]]:
    others = [each for each in scene.world.every(Agent) if each.id != scene.the_case.agent_id]
    skills = sorted({skill for each in others for skill in each.skills})
    people = [(f"agent:{each.id}", _described(each)) for each in others]
    return people + [(f"skill:{skill}", plain("dialog.handover.skill", skill=skill)) for skill in skills]


def _described(agent: Agent) -> str:
    lead = plain("dialog.handover.lead") if agent.lead else ""
    away = plain("dialog.handover.away") if agent.away else ""
    return " · ".join(part for part in (agent.name, ", ".join(agent.languages), lead, away) if part)
