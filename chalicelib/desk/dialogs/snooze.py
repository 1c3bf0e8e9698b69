"""Until when a case rests."""

from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import about_case, tomorrow_morning
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain
from chalicelib.slack_ids import UNTIL


def build(scene: Scene) -> View:
    """Tomorrow morning, unless another time is chosen."""
    until = fields.moment(UNTIL, plain("dialog.snooze.until"), tomorrow_morning(scene))
    return about_case(scene, "snooze", [until])
