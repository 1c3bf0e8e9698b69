"""A reply as the customer will get it: to be sent as it is, or changed and looked at again."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.care.replies import way
from chalicelib.desk.blocks import Block, context, divider, named, section
from chalicelib.desk.card import who
from chalicelib.desk.dialogs.reply import typed
from chalicelib.desk.dialogs.view import View, view
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

SHOWN, LINES = 2600, 60  # characters and lines of a preview


def pending(given: View, metadata: str) -> View:
    """What stands there until the preview comes: what was typed, as it was sent. `given`: the view that was sent."""
    blocks: list[dict[str, Any]] = [section([say("dialog.preview.loading")])]
    return view("preview", [*blocks, *_kept(given)], metadata=metadata, send=plain("dialog.reply.preview"))


def build(scene: Scene) -> View:
    """`params`: text, by (the time it promises), item (what it began from). PermanentError if the case is gone."""
    case, params = scene.the_case, scene.row.params
    by = datetime.fromisoformat(params["by"]) if params.get("by") else None
    text = with_promise(params["text"], by, filled_for(scene), scene.policy) if by else params["text"]
    name = clip(who(case, scene.customer), 80)
    head = say("dialog.preview.head", who=name, channel=name_of("channel", case.channel))
    known = Known(scene.policy, scene.now)
    promises = [context([say("dialog.preview.promises", by=known.at(by))])] if by else []
    metadata = named(
        scene.row.shop, case.id, scene.version, case.channel, item=params.get("item", ""), seen=case.seen,
        draft=draft_of(text), by=int(by.timestamp()) if by else 0,
    )  # fmt: skip
    blocks = [
        section([head]), *_as_it_goes_out(scene, text), *promises, divider(),
        context([say("dialog.preview.change")]), typed(case, name, text),
    ]  # fmt: skip
    return view("preview", blocks, metadata=metadata, send=plain("dialog.reply.send"))


def _as_it_goes_out(scene: Scene, text: str) -> list[Block]:
    """A mail with its greeting and signature; anywhere else the words alone."""
    mail = _mail(scene, text) if way(scene.the_case.channel).queue == "email" else None
    if mail is None:
        return [section([_quoted(text)])]
    subject = scene.the_case.subject
    return [
        context([say("dialog.preview.subject", subject=f"Re: {subject}" if subject else mail.subject)]),
        section([_quoted(mail.text)]),
    ]  # fmt: skip


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
    return quote(text, SHOWN, LINES)


def _kept(given: View) -> list[Block]:
    """The fields of the view that was sent, with what was typed and picked in them."""
    values = (given.get("state") or {}).get("values") or {}
    kept = []
    for block in given.get("blocks") or []:
        if block.get("type") != "input":
            continue
        element = dict(block.get("element") or {})
        field = (values.get(block.get("block_id")) or {}).get(element.get("action_id")) or {}
        if field.get("value"):
            element["initial_value"] = field["value"]
        if field.get("selected_date_time"):
            element["initial_date_time"] = field["selected_date_time"]
        kept.append({**block, "element": element})
    return kept
