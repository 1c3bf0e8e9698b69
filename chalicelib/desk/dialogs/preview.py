"""A reply as the customer will get it: to be sent as it is, or changed and looked at again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.care.attachments import packed, unpacked
from chalicelib.care.replies import way, with_name
from chalicelib.care.vocabulary import Attachment
from chalicelib.desk.blocks import Block, context, divider, named, section
from chalicelib.desk.card import who
from chalicelib.desk.dialogs.reply import along, beside, kept, signature, typed
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.files import listed
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, clip, quote
from chalicelib.desk.scene import Scene
from chalicelib.desk.suggested import filled_for
from chalicelib.desk.words import name_of, plain, say
from chalicelib.errors import RenderError
from chalicelib.rendering.macros import with_promise
from chalicelib.slack_ids import draft_of
from chalicelib.store.port import Row

if TYPE_CHECKING:
    from chalicelib.rendering.render import Rendered

SHOWN, PRIVATE_SHOWN, LINES = 2600, 2200, 60  # characters and lines of a preview


def pending(given: View, files: Sequence[Attachment] = (), dialog: str = "preview") -> View:
    """What stands there until the preview comes (or, of a `dialog` "reply", until something is taken into it): what was
    typed, as it was sent. `given`: the view that was sent, `files`: what goes along, which no field can show again."""
    about = json.loads(given["private_metadata"])
    about |= {"files": packed(files)} if files or about.get("files") else {}
    loading = say("dialog.preview.loading" if dialog == "preview" else "dialog.reply.taking_in")
    blocks: list[dict[str, Any]] = [section([loading]), *_named(files)]
    metadata = json.dumps(about, ensure_ascii=False)
    return view(dialog, [*blocks, *typed_in(given)], metadata=metadata, send=plain("dialog.reply.preview"))


def build(scene: Scene) -> View:
    """`params`: text, by (the time it promises), item (what it began from), files. PermanentError without its case."""
    case, params = scene.the_case, scene.row.params
    by = datetime.fromisoformat(params["by"]) if params.get("by") else None
    text = with_promise(params["text"], by, filled_for(scene), scene.policy) if by else params["text"]
    name = clip(who(case, scene.customer), 80)
    head = say("dialog.preview.head", who=name, channel=name_of("channel", case.channel))
    known = Known(scene.policy, scene.now)
    promises = [context([say("dialog.preview.promises", by=known.at(by))])] if by else []
    files = unpacked(params.get("files", ""))
    private = params.get("private", "")
    draft = draft_of(text, (file.at for file in files), private)
    metadata = named(
        scene.row.shop, case.id, scene.version, case.channel, item=params.get("item", ""), seen=case.seen,
        draft=draft, by=int(by.timestamp()) if by else 0, files=packed(files), sign=signature(scene),
    )  # fmt: skip
    blocks = [
        section([head]), *_as_it_goes_out(scene, text), *_privately(scene, private), *_named(files), *promises,
        divider(), context([say("dialog.preview.change")]), typed(scene, text, draft), *beside(scene, private, draft),
        *kept(files, draft), *along(case, draft, more=bool(files)),
    ]  # fmt: skip
    return view("preview", blocks, metadata=metadata, send=plain("dialog.reply.send"))


def _as_it_goes_out(scene: Scene, text: str) -> list[Block]:
    """A mail with its greeting and signature; anywhere else the words alone."""
    mail = _mail(scene, text) if way(scene.the_case.channel).queue == "email" else None
    if mail is None:
        return [section([_quoted(with_name(text, signature(scene)))])]
    subject = scene.the_case.subject
    return [
        context([say("dialog.preview.subject", subject=f"Re: {subject}" if subject else mail.subject)]),
        section([_quoted(mail.text)]),
    ]  # fmt: skip


def _privately(scene: Scene, text: str) -> list[Block]:
    """The message besides, as it follows the public answer."""
    said = with_name(text, signature(scene))
    return [section([say("dialog.preview.beside"), quote(said, PRIVATE_SHOWN, LINES, empty=True)])] if text else []


def _mail(scene: Scene, text: str) -> "Rendered | None":
    """The mail as it would be rendered now, signed by who writes it. None if nobody is known to send it to."""
    # The templates are loaded where a mail is shown: whatever else is drawn here does without them.
    from chalicelib.mail_parts import Scene as MailScene
    from chalicelib.mail_parts import Signer, mail_context
    from chalicelib.rendering.render import render_mail

    customer, case = scene.customer, scene.the_case
    if customer is None:
        return None
    signed = replace(case, agent_name=scene.viewer.name if scene.viewer else case.agent_name)
    world = replace(scene.world, subjects={**scene.world.subjects, case.ref: signed})
    row: Row = replace(scene.row, kind="agent_reply", to=f"customer:{case.customer_id}", params={"text": text})
    try:
        # An agent's reply has no links of ours in it, so there is nothing to sign.
        context_ = mail_context(MailScene(row, world, scene.policy), Signer((), ""))
        return render_mail("agent_reply", customer.language, context_)
    except RenderError:
        return None


def _quoted(text: str) -> Mrkdwn:
    return quote(text, SHOWN, LINES, empty=True)


def _named(files: Sequence[Attachment]) -> list[Block]:
    return [context(listed(files))] if files else []


def typed_in(given: View) -> list[Block]:
    """The fields of the view that was sent, with what was typed and picked in them; files go by its metadata."""
    values = (given.get("state") or {}).get("values") or {}
    kept = []
    for block in given.get("blocks") or []:
        element = dict(block.get("element") or {})
        if block.get("type") != "input" or element.get("type") in ("file_input", "checkboxes"):
            continue
        field = (values.get(block.get("block_id")) or {}).get(element.get("action_id")) or {}
        if field.get("value"):
            element["initial_value"] = field["value"]
        if field.get("selected_option"):
            element["initial_option"] = field["selected_option"]
        if field.get("selected_date_time"):
            element["initial_date_time"] = field["selected_date_time"]
        kept.append({**block, "element": element})
    return kept
