"""A note for the team."""

from chalicelib.care.work.note import LONGEST
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import about_case
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain
from chalicelib.slack_ids import WORDS


def build(scene: Scene) -> View:
    """One field. `item`: words that are to be noted, if there are some already."""
    given = scene.row.params.get("item", "")
    words = fields.words(WORDS, plain("dialog.note.words"), given, lines=True, longest=LONGEST)
    return about_case(scene, "note", [words])
