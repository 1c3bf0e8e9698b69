"""Which case a case belongs together with."""

from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import about_case
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain
from chalicelib.slack_ids import OTHER


def build(scene: Scene) -> View:
    """Its number, or its order's name."""
    return about_case(scene, "link", [fields.words(OTHER, plain("dialog.link.other"), longest=40)])
