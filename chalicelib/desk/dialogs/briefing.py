"""The dialog in which a lead writes a briefing."""

from chalicelib.desk.blocks import context, named
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.macro import not_a_lead
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain, say


def build(scene: Scene) -> View:
    """What changes, and whom to tell; without a choice the whole team, in the channel."""
    if refused := not_a_lead(scene, "briefing"):
        return refused
    hours = int(scene.policy.briefings.remind_after.total_seconds() // 3600)
    blocks = [
        context([say("dialog.briefing.intro", hours=hours)]),
        fields.words("title", plain("dialog.briefing.what"), longest=120),
        fields.words("text", plain("dialog.briefing.text"), lines=True, longest=2500),
        fields.people("people", plain("dialog.briefing.people"), hint=plain("dialog.briefing.hint")),
    ]
    value = named(scene.row.shop, "", 0)
    return view(
        "briefing", blocks, metadata=value, external_id=scene.row.params["view"], send=plain("dialog.briefing.send")
    )
