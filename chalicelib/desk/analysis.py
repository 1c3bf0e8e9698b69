"""The question for the cause of a "No" or a bad review, under the case's card or to one person."""

from chalicelib.desk.blocks import Button, buttons, named
from chalicelib.desk.card import who
from chalicelib.desk.mrkdwn import escape
from chalicelib.desk.scene import Scene, offering
from chalicelib.desk.words import plain, say
from chalicelib.slack_ids import ANALYSE
from chalicelib.slack_post import Post


def post(scene: Scene) -> Post:
    """Ask for it, with a button. `params`: because (no, review), again ("yes": it is the reminder)."""
    case, params = scene.the_case, scene.row.params
    because = "task_review" if params.get("because") == "review" else "task_no"
    name = escape(who(case, scene.customer), 80)
    text = say("analysis.again", who=name) if params.get("again") else say(f"analysis.{because}")
    button = Button(ANALYSE, plain("analysis.button"), named(scene.row.shop, case.id, scene.version))
    return offering(scene, text, buttons([button]))
