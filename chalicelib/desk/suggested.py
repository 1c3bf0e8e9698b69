"""Answers of the book, where they are offered: under a case, in its reply dialog, and to who searches."""

from typing import TYPE_CHECKING

from chalicelib.care.book import wording_for
from chalicelib.care.state import Case, Macro, Ref, Usage
from chalicelib.desk.blocks import Block, Button, buttons, context, named, section, with_button
from chalicelib.desk.mrkdwn import Mrkdwn, clip, joined, quote
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import count, name_of, plain, say
from chalicelib.slack_ids import EDIT_ENTRY, USE_ENTRY

if TYPE_CHECKING:
    from chalicelib.book_index import Found
    from chalicelib.rendering.macros import About

# What fills texts in is imported where one is: a card only offers them.
SHOWN = 5  # of what a search found


def suggestions(scene: Scene) -> "list[Found]":
    """The entries that may answer what the customer asked last, at most three."""
    case = scene.the_case
    said = next((line.text for line in reversed(case.lines) if line.who == "customer" and not line.gone), "")
    words = " ".join(filter(None, (case.subject, said)))
    return scene.book().suggestions(words, case.language, case.topic, limit=len(USE_ENTRY)) if words else []


def offered(found: "list[Found]", case: Case, shop: str, version: int, but: str = "") -> list[Block]:
    """The suggestions, each to be taken into the reply; nothing if there are none. `but`: one that is there already."""
    row = [
        Button(action, plain("suggested.use", question=_question(each)),
               named(shop, case.id, version, item=str(Ref("entry", each.entry.id))))
        for action, each in zip(USE_ENTRY, (each for each in found if each.entry.id != but), strict=False)
    ]  # fmt: skip
    return [context([say("suggested.offered")]), *buttons(row)] if row else []


def answer(scene: Scene) -> str:
    """The answer that was chosen, in the customer's language, filled in from the case; "" if none was."""
    from chalicelib.rendering.macros import fill

    kind, _, id_ = scene.row.params.get("item", "").partition(":")
    if kind == "macro":
        macro = chosen_macro(scene)
        return fill(macro, filled_for(scene), scene.policy).text if macro else ""
    entry = scene.world.entry(id_) if kind == "entry" else None
    if entry is None:
        return ""
    texts = {language: wording.answer for language, wording in entry.wordings.items()}
    return fill(Macro(id=entry.id, texts=texts), filled_for(scene), scene.policy).text


def chosen_macro(scene: Scene) -> Macro | None:
    """The macro that was taken into the reply, None if none was."""
    from chalicelib.rendering.macros import every

    item = scene.row.params.get("item", "")
    return next((each for each in every(scene.world, scene.policy) if item == str(each.ref)), None)


def filled_for(scene: Scene) -> "About":
    """Whom a text is filled in for."""
    from chalicelib.rendering.macros import About

    return About(
        case=scene.the_case, customer=scene.customer, order=scene.order, parcels=scene.parcels, agent=scene.viewer
    )


def found(scene: Scene) -> list[Block]:
    """What somebody's words found, with how it served; to be changed by who may."""
    words = scene.row.params.get("words", "")
    hits = scene.book().search(words, limit=SHOWN)
    if not hits:
        return [section([say("suggested.nothing", words=words)])]
    blocks: list[Block] = [context([say("suggested.found", words=words)])]
    for each in hits:
        wording, language = wording_for(each.entry, each.language, scene.policy.shop.language)
        value = named(scene.row.shop, "", 0, item=str(Ref("entry", each.entry.id)))
        head = joined([say("dialog.book.one", question=_question(each)), name_of("language", language),
                       served(scene.world.usage(each.entry.id))])  # fmt: skip
        text = Mrkdwn("\n".join([head, quote(wording.answer, 500, 6)]))
        blocks.append(with_button(text, Button(EDIT_ENTRY, plain("dialog.change"), value)))
    return blocks


def served(usage: Usage) -> Mrkdwn:
    """How often a case was answered from an entry, and how many of those customers said Yes."""
    if not usage.used:
        return say("dialog.book.never")
    used = count("dialog.book.used", usage.used)
    if not (answers := usage.yes + usage.no):
        return joined([used])
    from chalicelib.rendering.figures import percent  # what writes numbers: most of what is drawn has none

    return joined([used, say("dialog.book.yes", percent=percent(usage.yes / answers), n=answers)])


def _question(each: "Found") -> str:
    return clip(each.entry.wordings[each.language].questions[0], 60)
