"""The reply dialog: what was asked and told, where the answer goes, and the place to write it."""

from collections.abc import Iterable

from chalicelib.care import attachments, private_reply, replies
from chalicelib.care.attachments import Fault
from chalicelib.care.replies import Excess, weight
from chalicelib.care.replies import way as way_of
from chalicelib.care.state import Case, MacroKind
from chalicelib.desk.blocks import Block, context, named, section
from chalicelib.desk.card import LINES, spoken, who
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import tomorrow_morning
from chalicelib.desk.dialogs.fields import MOST_OPTIONS
from chalicelib.desk.dialogs.macro import name as name_of_macro
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.files import size_of
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import clip, quote
from chalicelib.desk.scene import Scene
from chalicelib.desk.suggested import answer, chosen_macro, offered, suggestions
from chalicelib.desk.words import name_of, plain, say
from chalicelib.rendering.macros import offered as macros_offered
from chalicelib.slack_ids import FILES, PRIVATE, PROMISE, REPLY_BLOCK, REPLY_INPUT, USE_MACRO, in_preview

SLACK_INPUT = 3000  # characters a plain-text input can take


def build(scene: Scene) -> View:
    """The dialog as it is filled in. PermanentError if the case is gone."""
    case, known = scene.the_case, Known(scene.policy, scene.now)
    name = clip(who(case, scene.customer), 80)
    to = say("dialog.reply.to", who=name, channel=name_of("channel", case.channel), language=spoken(case))
    asked = [line for line in case.lines if line.who != "agent" and not line.gone][-LINES:]
    chosen = scene.row.params.get("item", "")
    blocks = [
        section([to]),
        context(
            [
                say("dialog.reply.public" if case.public else "dialog.reply.private"),
                *([] if way_of(case.channel).files else [say("dialog.reply.no_files")]),
            ]
        ),
        *(section([quote(line.text, 600, 6)]) for line in asked),
        section(known.told(scene.order)),
        *offered(suggestions(scene), case, scene.row.shop, scene.version, but=chosen.partition(":")[2]),
        *_macros(scene),
        typed(scene, answer(scene)),
        *beside(scene),
        *along(case),
        *_promise(scene),
    ]
    sign = signature(scene)
    metadata = named(scene.row.shop, case.id, scene.version, case.channel, item=chosen, seen=case.seen, sign=sign)
    return view(
        "reply", blocks, metadata=metadata, external_id=scene.row.params["view"], send=plain("dialog.reply.preview")
    )


def _macros(scene: Scene) -> list[Block]:
    """The team's macros, to be taken into the reply. What a list is about stands in its block's id."""
    from slack_sdk.models.blocks import ActionsBlock, Option, PlainTextObject, StaticSelectElement

    macros = macros_offered(scene.world, scene.policy)[:MOST_OPTIONS]
    if not macros:
        return []
    options = [Option(value=str(each.ref), text=PlainTextObject(text=clip(name_of_macro(each), 75))) for each in macros]
    element = StaticSelectElement(
        action_id=USE_MACRO, placeholder=PlainTextObject(text=plain("dialog.reply.macro")), options=options
    )
    case = scene.the_case
    about = named(scene.row.shop, case.id, scene.version, case.channel, seen=case.seen)
    return [ActionsBlock(block_id=about, elements=[element]).to_dict()]


def _promise(scene: Scene) -> list[Block]:
    """The time that a holding reply promises."""
    macro = chosen_macro(scene)
    if macro is None or macro.kind is not MacroKind.HOLDING:
        return []
    return [fields.moment(PROMISE, plain("dialog.reply.promise"), tomorrow_morning(scene))]


def along(case: Case, draft: str = "") -> list[Block]:
    """The field of files to go along, where the channel takes any."""
    if not way_of(case.channel).files:
        return []
    hint = plain("dialog.reply.files_hint", most=attachments.MOST, size=size_of(attachments.MOST_BYTES))
    label = plain("dialog.reply.more_files" if draft else "dialog.reply.files")
    return [fields.files(in_preview(FILES, draft) if draft else FILES, label, attachments.MOST, hint=hint)]


def beside(scene: Scene, text: str = "", draft: str = "") -> list[Block]:
    """The field of the private message besides, where one can follow the public answer. `draft`: the preview's."""
    case = scene.the_case
    if not private_reply.comment(case, scene.now, scene.policy):
        return []
    longest = way_of(private_reply.WAYS[case.channel]).longest - len(_ending(signature(scene)))
    name = in_preview(PRIVATE, draft) if draft else PRIVATE
    return [fields.words(name, plain("dialog.reply.beside"), text, lines=True, longest=longest, optional=True,
                         hint=plain("dialog.reply.beside_hint"))]  # fmt: skip


def signature(scene: Scene) -> str:
    """The name that this answer ends with on a network, "" if it ends with none."""
    return replies.signature(scene.viewer.name if scene.viewer else "", scene.the_case.channel, scene.policy)


def _ending(name: str) -> str:
    return replies.with_name("", name)


def typed(scene: Scene, text: str, draft: str = "") -> Block:
    """The field of the reply itself. `draft`: the preview's."""
    from slack_sdk.models.blocks import InputBlock, PlainTextInputElement

    case, way = scene.the_case, way_of(scene.the_case.channel)
    name, sign = clip(who(case, scene.customer), 80), signature(scene)
    by_mail = "signed" if way.queue == "email" else "unsigned"
    signed = plain(f"dialog.reply.{'signed_first' if sign else by_mail}", name=sign)
    longest = way.longest - len(_ending(sign))
    short = longest < SLACK_INPUT
    limit = plain("dialog.reply.limit", longest=longest, unit=plain(f"dialog.reply.{way.unit}")) if short else ""
    return InputBlock(
        block_id=in_preview(REPLY_BLOCK, draft) if draft else REPLY_BLOCK,
        label=plain("dialog.reply.label"),
        hint=plain("dialog.reply.hint", language=spoken(case), signed=signed) + limit,
        element=PlainTextInputElement(
            action_id=REPLY_INPUT,
            multiline=True,
            initial_value=text or None,
            min_length=1,
            max_length=min(longest, SLACK_INPUT) if way.measure is not weight else SLACK_INPUT,
            placeholder=plain("dialog.reply.placeholder", who=name),
            focus_on_load=True,
        ),
    ).to_dict()


def too_long(excess: Excess, channel: str) -> str:
    """What to say under the field of a reply that is too long."""
    return plain(
        "dialog.reply.too_long", size=excess.size, longest=excess.longest, unit=plain(f"dialog.reply.{excess.unit}"),
        channel=name_of("channel", channel),
    )  # fmt: skip


def not_with(fault: Fault) -> str:
    """What to say under the field of files that cannot go along."""
    return plain(f"refused.{fault.code}", agent=fault.name)


def has_gaps(names: Iterable[str]) -> str:
    """What to say under the field of a reply in which something is still to be filled in."""
    missing = ", ".join(f"{{{name}}} ({name_of('variable', name)})" for name in names)
    return plain("dialog.reply.gaps", missing=missing)
