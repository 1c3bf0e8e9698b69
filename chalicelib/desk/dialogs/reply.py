"""The reply dialog: what was asked and told, where the answer goes, and the place to write it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.care import attachments, private_reply, replies
from chalicelib.care.answer_faults import Fault
from chalicelib.care.attachments import id_of, packed, unpacked
from chalicelib.care.macros import BY, gaps
from chalicelib.care.replies import Excess, weight
from chalicelib.care.replies import way as way_of
from chalicelib.care.state import Case, MacroKind
from chalicelib.care.vocabulary import Attachment
from chalicelib.desk.blocks import Block, context, named, section
from chalicelib.desk.card import LINES, spoken, who
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.about_case import tomorrow_morning
from chalicelib.desk.dialogs.fields import MOST_OPTIONS
from chalicelib.desk.dialogs.macro import name as name_of_macro
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.files import size_of
from chalicelib.desk.known import Known
from chalicelib.desk.lines import press_refused
from chalicelib.desk.mrkdwn import clip, quote
from chalicelib.desk.scene import Scene, holder
from chalicelib.desk.suggested import answer, chosen_macro, offered, suggestions
from chalicelib.desk.words import name_of, plain, say
from chalicelib.rendering.macros import offered as macros_offered
from chalicelib.slack_ids import (
    FILES,
    KEPT,
    OURS,
    PRIVATE,
    PROMISE,
    REPLY_BLOCK,
    REPLY_INPUT,
    USE_MACRO,
    draft_of,
    in_preview,
)

SLACK_INPUT = 3000  # characters a plain-text input can take


def build(scene: Scene) -> View:
    """The dialog as it is filled in. PermanentError if the case is gone.

    `params`: item (what is taken into it); of a dialog that was there already text, private, files, by (what the agent
    had typed), refused (why their answer did not go), name.
    """
    case, known, params = scene.the_case, Known(scene.policy, scene.now), scene.row.params
    name = clip(who(case, scene.customer), 80)
    to = say("dialog.reply.to", who=name, channel=name_of("channel", case.channel), language=spoken(case))
    asked = [line for line in case.lines if line.who != "agent" and not line.gone][-LINES:]
    chosen, again = params.get("item", ""), _again(scene)
    files, (text, too_much) = unpacked(params.get("files", "")), _text(scene)
    refused = params.get("refused")
    blocks = [
        *([section([say("dialog.reply.refused", why=press_refused(refused, holder(scene)))])] if refused else []),
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
        *_left_out(scene, too_much),
        typed(scene, text, again),
        *beside(scene, params.get("private", ""), again),
        *kept(files, again),
        *along(case, again, more=bool(files)),
        *_promise(scene, text),
    ]
    # By this it is seen whether somebody has written more than what we put there.
    filled = draft_of(text) if text and not params.get("text") else ""
    metadata = named(
        scene.row.shop,
        case.id,
        scene.version,
        case.channel,
        item=chosen,
        seen=case.seen,
        sign=signature(scene),
        files=packed(files),
        filled=filled,
    )
    return view(
        "reply", blocks, metadata=metadata, external_id="" if again else params["view"],
        send=plain("dialog.reply.preview"),
    )  # fmt: skip


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
    # Named anew each time: Slack leaves in a list what was chosen, and the same choice again would be no press.
    about = named(scene.row.shop, case.id, scene.version, case.channel, seen=case.seen, draft=_again(scene)[-8:])
    return [ActionsBlock(block_id=about, elements=[element]).to_dict()]


def _again(scene: Scene) -> str:
    """Where a dialog was there already its fields have new names, or Slack would leave in them what stood there."""
    return "" if scene.row.params["view"].startswith(OURS) else scene.row.id


def _text(scene: Scene) -> tuple[str, str]:
    """What stands in the reply's field: what the agent had typed, and after it what is taken in. And what of that does
    not fit, "" if all does."""
    own, more = scene.row.params.get("text", "").rstrip(), "" if scene.row.params.get("refused") else answer(scene)
    both = "\n\n".join(filter(None, (own, more)))
    if len(both) <= SLACK_INPUT:
        return both, ""
    return (own, more) if own else (more[:SLACK_INPUT], "")


def _left_out(scene: Scene, more: str) -> list[Block]:
    macro = chosen_macro(scene)
    name = name_of_macro(macro) if macro else clip(more, 60)
    return [context([say("dialog.reply.does_not_fit", name=name)])] if more else []


def _promise(scene: Scene, text: str) -> list[Block]:
    """The time that a holding reply promises."""
    macro, by = chosen_macro(scene), scene.row.params.get("by")
    if BY not in gaps(text) and not by and (macro is None or macro.kind is not MacroKind.HOLDING):
        return []
    chosen = datetime.fromisoformat(by) if by else tomorrow_morning(scene)
    return [fields.moment(PROMISE, plain("dialog.reply.promise"), chosen)]


def kept(files: Sequence[Attachment], draft: str) -> list[Block]:
    """What goes along already, each to be left out."""
    options = [(id_of(file), file.name) for file in files]
    ids = [id_ for id_, _ in options]
    return [fields.ticks(in_preview(KEPT, draft), plain("dialog.preview.kept"), options, ids)] if files else []


def along(case: Case, draft: str = "", *, more: bool = False) -> list[Block]:
    """The field of files to go along, where the channel takes any. `more`: some do already."""
    if not way_of(case.channel).files:
        return []
    hint = plain("dialog.reply.files_hint", most=attachments.MOST, size=size_of(attachments.MOST_BYTES))
    label = plain("dialog.reply.more_files" if more else "dialog.reply.files")
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
            # What stands there already is never cut: that it is too long is said when it is sent.
            max_length=max(min(longest, SLACK_INPUT), len(text)) if way.measure is not weight else SLACK_INPUT,
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


def wrong(fault: Fault) -> str:
    """What to say under the field of an answer that cannot go out so."""
    if fault.excess:
        return too_long(fault.excess, fault.way)
    if fault.code == "answer_has_gaps":
        return has_gaps(fault.names)
    return plain(f"refused.{fault.code}", agent=" ".join(fault.names))


def has_gaps(names: Iterable[str]) -> str:
    """What to say under the field of a reply in which something is still to be filled in."""
    missing = ", ".join(f"{{{name}}} ({name_of('variable', name)})" for name in names)
    return plain("dialog.reply.gaps", missing=missing)
