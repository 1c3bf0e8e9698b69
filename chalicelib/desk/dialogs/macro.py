"""Macros as a lead keeps them: the list, and the dialog of one."""

from chalicelib.care.macros import LONGEST_NAME, LONGEST_TEXT, VARIABLES
from chalicelib.care.state import Macro, MacroKind
from chalicelib.desk.blocks import Block, Button, buttons, context, named, section, with_button
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.view import View, refusal, view
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import name_of, plain, say
from chalicelib.rendering.macros import every
from chalicelib.slack_ids import EDIT_MACRO

MOST_LISTED = 40


def name(macro: Macro) -> str:
    """What agents call a macro. Plain text."""
    return macro.name or plain(f"macro.{macro.id}")


def build_list(scene: Scene) -> View:
    """All macros, each to be changed; and a new one."""
    if refused := not_a_lead(scene, "macros"):
        return refused
    value = named(scene.row.shop, "", 0)
    blocks = [section([say("dialog.macros.intro")]), *buttons([Button(EDIT_MACRO, plain("dialog.macros.new"), value)])]
    for macro in every(scene.world, scene.policy)[:MOST_LISTED]:
        blocks.append(_listed(macro, named(scene.row.shop, "", 0, item=macro.id)))
    return view("macros", blocks, metadata=value, external_id=scene.row.params["view"])


def build(scene: Scene) -> View:
    """One macro to change, or a new one: its text in each of the shop's languages."""
    if refused := not_a_lead(scene, "macro"):
        return refused
    item = scene.row.params.get("item", "")
    macro = next((each for each in every(scene.world, scene.policy) if each.id == item), None) or Macro(id="")
    shown = name(macro) if macro.id else ""
    kinds = [(kind.value, str(name_of("macro_kind", kind))) for kind in MacroKind]
    blocks: list[Block] = [
        context([say("dialog.macro.variables", names=", ".join(f"{{{each}}}" for each in VARIABLES))]),
        fields.words("name", plain("dialog.macro.name"), shown, longest=LONGEST_NAME),
        fields.choice("kind", plain("dialog.macro.kind"), kinds, macro.kind),
        *(
            fields.words(
                f"text_{lang}", plain("dialog.macro.text", language=name_of("language", lang)),
                macro.texts.get(lang, ""), lines=True, longest=LONGEST_TEXT, optional=True,
            )
            for lang in scene.policy.shop.languages
        ),
        fields.ticks("more", plain("dialog.macro.more"), [("retired", plain("dialog.macro.retired"))],
                     ["retired"] if macro.retired else []),
    ]  # fmt: skip
    metadata = named(scene.row.shop, "", 0, item=macro.id)
    return view("macro", blocks, metadata=metadata, external_id=scene.row.params["view"], send=plain("dialog.save"))


def not_a_lead(scene: Scene, dialog: str) -> View | None:
    """What somebody sees instead who is no lead."""
    lead = scene.viewer is not None and scene.viewer.lead
    return None if lead else refusal(dialog, say("refused.not_a_lead"))


def _listed(macro: Macro, value: str) -> Block:
    head = joined([
        say("dialog.macros.one", name=name(macro)), name_of("macro_kind", macro.kind),
        escape(" ".join(sorted(macro.texts))), say("dialog.macros.retired") if macro.retired else Mrkdwn(),
    ])  # fmt: skip
    return with_button(head, Button(EDIT_MACRO, plain("dialog.change"), value))
