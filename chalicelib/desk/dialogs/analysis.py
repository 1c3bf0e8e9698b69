"""The dialog in which somebody says what was the cause of a "No" or a bad review, and what changes."""

from chalicelib.care.state import AnalysisTask
from chalicelib.desk.blocks import named, section
from chalicelib.desk.card import LINES
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.mrkdwn import quote
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import name_of, plain, say


def build(scene: Scene) -> View:
    """What the customer said, the cause to choose, a note, and what we change. What was said before stands there."""
    case = scene.the_case
    known = case.analysis or AnalysisTask(because="", asked_at=scene.now)
    said = [line for line in case.lines if line.who == "customer" and not line.gone][-LINES:]
    causes = [(cause, str(name_of("cause", cause))) for cause in scene.policy.analysis.causes]
    blocks = [
        section([say("dialog.analysis.intro")]),
        *(section([quote(line.text, 600, 6)]) for line in said if line.text),
        fields.choice("cause", plain("dialog.analysis.cause"), causes, known.cause),
        fields.words("note", plain("dialog.analysis.note"), known.note, lines=True, longest=1000, optional=True),
        fields.words("change", plain("dialog.analysis.change"), known.change, lines=True, longest=1000, optional=True),
    ]
    metadata = named(scene.row.shop, case.id, scene.version)
    return view("analysis", blocks, metadata=metadata, external_id=scene.row.params["view"], send=plain("dialog.save"))
