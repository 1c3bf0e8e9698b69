"""The answer book as its leads and owners keep it: the list, and the dialog of one entry."""

from chalicelib.care.book import why_not_by
from chalicelib.care.macros import LONGEST_TEXT, VARIABLES
from chalicelib.care.state import Entry, Ref, Wording
from chalicelib.care.vocabulary import Topic
from chalicelib.desk.blocks import Block, Button, buttons, context, named, section, with_button
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.view import View, refusal, view
from chalicelib.desk.moments import day, today_of
from chalicelib.desk.mrkdwn import Mrkdwn, clip, escape, joined, mention
from chalicelib.desk.scene import Scene
from chalicelib.desk.suggested import served
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import EDIT_ENTRY

MOST_LISTED = 40


def build_list(scene: Scene) -> View:
    """All entries by id, each with how it served; and a new one."""
    value = named(scene.row.shop, "", 0)
    blocks = [section([say("dialog.book.intro")]), *buttons([Button(EDIT_ENTRY, plain("dialog.book.new"), value)])]
    entries = scene.world.every(Entry)
    for entry in entries[:MOST_LISTED]:
        text = Mrkdwn("\n".join([title(entry, scene.policy.shop.language), _about(scene, entry)]))
        blocks.append(with_button(text, Button(EDIT_ENTRY, plain("dialog.change"), _value(scene, entry.id))))
    if len(entries) > MOST_LISTED:
        blocks.append(context([say("dialog.book.more", n=len(entries) - MOST_LISTED)]))
    return view("book", blocks, metadata=value, external_id=scene.row.params["view"])


def build(scene: Scene) -> View:
    """One entry to change; or a new one, with the question of a case (its id is the item's) in its language."""
    kind, _, id_ = scene.row.params.get("item", "").partition(":")
    entry = scene.world.entry(id_) if kind == "entry" else None
    if why_not := why_not_by(scene.viewer, scene.viewer.id if scene.viewer else "", entry):
        return refusal("entry", say(f"refused.{why_not}"))
    shown = entry or _new(scene, id_ if kind == "case" else "")
    topics = [(topic.value, str(name_of("topic", topic))) for topic in Topic]
    blocks: list[Block] = [
        context([served(scene.world.usage(shown.id)), say("dialog.entry.variables", names=_variables())]),
        fields.choice("topic", plain("dialog.entry.topic"), topics, shown.topic, optional=True),
        fields.person("owner", plain("dialog.entry.owner"), shown.owner, optional=True),
        fields.day("review", plain("dialog.entry.review"), shown.review_on),
    ]
    for language in scene.policy.shop.languages:
        wording = shown.wordings.get(language, Wording((), ""))
        called = str(name_of("language", language))
        blocks += [
            fields.words(f"questions_{language}", plain("dialog.entry.questions", language=called),
                         "\n".join(wording.questions), lines=True, optional=True,
                         hint=plain("dialog.entry.hint")),
            fields.words(f"answer_{language}", plain("dialog.entry.answer", language=called), wording.answer,
                         lines=True, longest=LONGEST_TEXT, optional=True),
        ]  # fmt: skip
    blocks.append(fields.ticks("more", plain("dialog.entry.more"), [("away", plain("dialog.entry.away"))],
                               [] if shown.active else ["away"]))  # fmt: skip
    metadata = named(scene.row.shop, "", 0, item=entry.id if entry else "")
    return view("entry", blocks, metadata=metadata, external_id=scene.row.params["view"], send=plain("dialog.save"))


def title(entry: Entry, language: str) -> Mrkdwn:
    """The first question of an entry, in a language of the team's if it has that."""
    wording = entry.wordings.get(language) or next(iter(entry.wordings.values()))
    return say("dialog.book.one", question=clip(wording.questions[0], 120))


def _about(scene: Scene, entry: Entry) -> Mrkdwn:
    today = today_of(scene.now, scene.policy.shop.zone)
    due = entry.review_on is not None and entry.review_on < today
    return joined([
        name_of("topic", entry.topic) if entry.topic else Mrkdwn(), escape(" ".join(entry.wordings)),
        mention(entry.owner) if entry.owner else Mrkdwn(), served(scene.world.usage(entry.id)),
        say("dialog.book.due", date=day(entry.review_on, today)) if due and entry.review_on else Mrkdwn(),
        Mrkdwn() if entry.active else say("dialog.book.away"),
    ])  # fmt: skip


def _new(scene: Scene, case_id: str) -> Entry:
    case = scene.world.case(case_id)
    if case is None:
        return Entry(id="", owner=scene.viewer.id if scene.viewer else "")
    said = next((line.text for line in case.lines if line.who == "customer" and not line.gone), "")
    language = case.language if case.language in scene.policy.shop.languages else scene.policy.shop.language
    return Entry(
        id="", topic=case.topic if case.topic in set(Topic) else "", owner=scene.viewer.id if scene.viewer else "",
        wordings={language: Wording((clip(" ".join(said.split()), 150),), "")},
    )  # fmt: skip


def _variables() -> str:
    return ", ".join(f"{{{each}}}" for each in VARIABLES)


def _value(scene: Scene, id_: str) -> str:
    return named(scene.row.shop, "", 0, item=str(Ref("entry", id_)))
