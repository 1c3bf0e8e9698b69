"""One reply to all who write alike: written, then seen as one of them will get it; and the list of them."""

from typing import Any

from chalicelib.care import replies
from chalicelib.care.macros import VARIABLES, gaps, text_for
from chalicelib.care.state import Case, Macro
from chalicelib.desk import groups
from chalicelib.desk.blocks import Block, Button, context, divider, named, section, with_button
from chalicelib.desk.card import who
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.macro import name as name_of_macro
from chalicelib.desk.dialogs.preview import typed_in
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import clip, escape, joined, quote
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import name_of, plain, say
from chalicelib.rendering.macros import About, fill
from chalicelib.rendering.macros import every as every_macro
from chalicelib.rendering.macros import offered as macros_offered
from chalicelib.slack_ids import CLAIM, MACRO, THEN, WORDS, draft_of, in_preview

LONGEST = 2800
THEN_WHAT = ("open", "resolve", "resolve_unasked")
# Of a list: each is a section, and a view takes a hundred blocks.
SHOWN = 30


def build(scene: Scene) -> View:
    """`params`: group (which round). A macro may be chosen instead of typing."""
    seen = scene.overview().alike
    macros = [(str(each.ref), name_of_macro(each)) for each in macros_offered(scene.world, scene.policy)]
    blocks: list[Block] = [
        section([say("dialog.bulk.to", n=groups.amount_of(seen), what=groups.what(scene))]),
        *groups.example(scene),
        fields.choice(MACRO, plain("dialog.bulk.macro"), macros, optional=True),
        fields.words(WORDS, plain("dialog.bulk.words"), lines=True, longest=LONGEST, optional=True,
                     hint=plain("dialog.bulk.hint", names=_variables())),
        _then(""),
    ]  # fmt: skip
    return view(
        "bulk", blocks, metadata=named(scene.row.shop, "", 0, item=scene.row.params["group"]),
        external_id=scene.row.params["view"], send=plain("dialog.reply.preview"),
    )  # fmt: skip


def build_preview(scene: Scene) -> View:
    """`params`: group, text, item (the macro it begins from), then."""
    params, seen = scene.row.params, scene.overview().alike
    text, example = _text(scene), seen.example or next(iter(seen.cases), None)
    draft = draft_of(text, (params.get("then", ""),))
    # What was shown: to how many, and when.
    at = int(scene.now.timestamp())
    metadata = named(scene.row.shop, "", seen.waiting, item=params["group"], draft=draft, seen=at)
    blocks: list[Block] = [
        section([say("dialog.bulk_preview.head", n=groups.amount_of(seen), what=groups.what(scene))]),
        *(_as_one_gets_it(scene, example, text) if example else []),
        context([say("dialog.bulk_preview.left")]),
        divider(),
        context([say("dialog.preview.change")]),
        fields.words(in_preview(WORDS, draft), plain("dialog.bulk.words"), text, lines=True, longest=LONGEST),
        _then(params.get("then", ""), draft),
    ]
    return view("bulk_preview", blocks, metadata=metadata, send=plain("dialog.bulk_preview.send"))


def pending(given: View) -> View:
    """What stands there until the preview comes. `given`: the view that was sent."""
    loading: list[dict[str, Any]] = [section([say("dialog.preview.loading")])]
    return view(
        "bulk_preview", [*loading, *typed_in(given)], metadata=given["private_metadata"],
        send=plain("dialog.reply.preview"),
    )  # fmt: skip


def build_list(scene: Scene) -> View:
    """Those who wait in the group, each to be taken out of it by a press."""
    seen, known = scene.overview().alike, Known(scene.policy, scene.now)
    blocks: list[Block] = [section([say("dialog.alike.head", n=groups.amount_of(seen), what=groups.what(scene))])]
    for case in seen.cases[:SHOWN]:
        said = next((line.text for line in case.lines if line.who == "customer" and not line.gone), "")
        head = joined([
            say("card.number", number=case.number), escape(who(case, None), 80), name_of("channel", case.channel),
            say("card.waiting", at=known.at(case.waiting_since)) if case.waiting_since else escape(""),
            say("dialog.alike.with", agent=case.agent_name) if case.agent_id else escape(""),
        ])  # fmt: skip
        line = joined([head, quote(said, 200, 2)], "\n")
        button = Button(CLAIM, plain("button.case_claim"), named(scene.row.shop, case.id, 0, seen=case.seen))
        blocks.append(section([line]) if case.agent_id else with_button(line, button))
    return view("alike", blocks, metadata=named(scene.row.shop, "", 0), external_id=scene.row.params["view"])


def _text(scene: Scene) -> str:
    """What was typed, and after it the chosen macro's words in the group's language, with their variables, if both
    fit."""
    typed, item = scene.row.params.get("text", "").rstrip(), scene.row.params.get("item")
    macro = next((each for each in every_macro(scene.world, scene.policy) if str(each.ref) == item), None)
    words = text_for(macro, groups.the_group(scene).language, scene.policy.shop.language)[0] if macro else ""
    both = "\n\n".join(filter(None, (typed, words)))
    return both if len(both) <= LONGEST else typed or words


def _as_one_gets_it(scene: Scene, case: Case, text: str) -> list[Block]:
    found = scene.overview().alike.world
    order = found.order(case.order_id)
    about = About(
        case=case, customer=found.person(case.customer_id), order=order,
        parcels=tuple(each for id_ in (order.parcel_ids if order else ()) if (each := found.parcel(id_))),
        agent=scene.viewer,
    )  # fmt: skip
    said = fill(Macro(id="bulk", texts={case.language or scene.policy.shop.language: text}), about, scene.policy)
    head = say(
        "dialog.bulk_preview.example", who=clip(who(case, about.customer), 80), channel=name_of("channel", case.channel)
    )
    missing = [context([say("dialog.bulk_preview.gaps", names=", ".join(said.gaps))])] if gaps(said.text) else []
    sign = replies.signature(scene.viewer.name if scene.viewer else "", case.channel, scene.policy)
    shown = replies.with_name(said.text, sign) if said.text else "…"
    return [section([head, quote(shown, 2400, 50, empty=True)]), *missing]


def _then(chosen: str, draft: str = "") -> Block:
    options = [(each, plain(f"dialog.bulk.then_{each}")) for each in THEN_WHAT]
    name = in_preview(THEN, draft) if draft else THEN
    return fields.choice(name, plain("dialog.bulk.then"), options, chosen or "open")


def _variables() -> str:
    return ", ".join(f"{{{name}}}" for name in VARIABLES if name not in ("by", "solution"))
