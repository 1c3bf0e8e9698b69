"""What a week came to for the answer book, told to owners and leads."""

from chalicelib.care.state import Entry, Ref
from chalicelib.desk.blocks import Button, buttons, named, section, with_button
from chalicelib.desk.dialogs.entry import title
from chalicelib.desk.moments import day, today_of
from chalicelib.desk.mrkdwn import Mrkdwn, joined, link, quote
from chalicelib.desk.scene import Scene, card_anchor, message
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import EDIT_ENTRY
from chalicelib.slack_post import Post, address

MOST = 20  # entries in one message


def entries_due(scene: Scene) -> Post:
    """Entries past their review, each to be looked at by a press. `params`: entries (ids)."""
    today = today_of(scene.now, scene.policy.shop.zone)
    text = say("book_week.due")
    blocks = [section([text])]
    for id_ in scene.row.params["entries"].split(",")[:MOST]:
        if (entry := scene.world.entry(id_)) and entry.review_on:
            by = say("dialog.book.due", date=day(entry.review_on, today))
            blocks.append(with_button(joined([title(entry, scene.policy.shop.language), by]), _change(scene, entry)))
    return message(scene, text).with_blocks(blocks)


def question_recurs(scene: Scene) -> Post:
    """Alike questions without an entry, and a button that begins one. `params`: size, language, topic, cases (ids)."""
    case, params = scene.case, scene.row.params
    topic = name_of("topic", params["topic"]) if params.get("topic") else say("book_week.any_topic")
    text = say("book_week.recurs", n=params["size"], language=name_of("language", params["language"]), topic=topic)
    asked = next((line.text for line in case.lines if line.who == "customer" and not line.gone), "") if case else ""
    cards = (address(scene.posts(card_anchor(id_))) for id_ in params["cases"].split(","))
    links = [link(url, plain("book_week.case", n=n)) for n, url in enumerate(cards, start=1) if url]
    value = named(scene.row.shop, "", 0, item=str(scene.row.about))
    shown = [
        section([text, *([quote(asked, 400, 5)] if asked else []), joined(links) if links else Mrkdwn()]),
        *buttons([Button(EDIT_ENTRY, plain("book_week.write"), value)]),
    ]
    return message(scene, text).with_blocks(shown)


def _change(scene: Scene, entry: Entry) -> Button:
    value = named(scene.row.shop, "", 0, item=str(Ref("entry", entry.id)))
    return Button(EDIT_ENTRY, plain("book_week.look"), value)
