"""An outbox row for Slack becomes the request that says it: what, where, and new or an edit."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.care.rules import Policy
from chalicelib.care.world import World
from chalicelib.desk import (
    analysis,
    book_week,
    briefings,
    finding,
    goodwill,
    groups,
    lines,
    queues,
    suggested,
    team_lines,
    waits,
)
from chalicelib.desk.card import OPEN, card
from chalicelib.desk.dialogs.view import View, refusal
from chalicelib.desk.home import home
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import joined, quote
from chalicelib.desk.overview import Overview
from chalicelib.desk.scene import (
    QUIET,
    Lookup,
    Posts,
    Scene,
    card_place,
    holder,
    message,
    no_book,
    scene_of,
    team_channel,
    whisper,
)
from chalicelib.desk.suggested import offered, suggestions
from chalicelib.desk.words import say
from chalicelib.errors import PermanentError
from chalicelib.slack_ids import OURS
from chalicelib.slack_post import Post
from chalicelib.store.port import Row


def prepare(
    row: Row, world: World, policy: Policy, posts: Posts, now: datetime, version: int | None = None,
    book: Lookup = no_book, overview: Callable[[], Overview] = Overview,
) -> Post:  # fmt: skip
    """The Slack request for a row of any kind. `version`: the case's now, if it is newer than the row's.

    PermanentError if the kind is unknown or what it is about is gone.
    """
    builder = _BUILDERS.get(row.kind)
    if builder is None:
        raise PermanentError(f"chalicelib/desk/posting.py has no Slack message of kind {row.kind!r}")
    return builder(
        scene_of(row, world, policy, posts, now, row.version if version is None else version, book, overview)
    )


def _case_card(scene: Scene) -> Post:
    case, row = scene.the_case, scene.row
    made = card(
        case, scene.customer, scene.order, scene.parcels, scene.agent, scene.policy, scene.now,
        shop=row.shop, version=scene.version,
        suggested=offered(suggestions(scene), case, row.shop, scene.version) if case.state in OPEN else [],
    )  # fmt: skip
    content: dict[str, Any] = {"text": made.text, "blocks": made.blocks}
    place = card_place(scene)
    if place.get("ts"):
        where = {"channel": place["channel"], "ts": place["ts"]}
        return Post(method="chat.update", arguments={**where, **content})
    return Post(method="chat.postMessage", arguments={"channel": team_channel(scene), **content, **QUIET})


def _dialog(scene: Scene) -> Post:
    """Fills a dialog that was opened empty. `params`: dialog, view (its id), item, refused (why not), name, text.

    Whoever had typed an answer keeps it, and reads on top of it why it did not go.
    """
    from chalicelib.desk.dialogs.builders import BUILDERS

    params = scene.row.params
    if params.get("refused") and not (params["dialog"] == "reply" and params.get("text")):
        why = lines.press_refused(params["refused"], holder(scene))
        return _filled(params["view"], refusal(params["dialog"], why))
    return _filled(params["view"], BUILDERS[params["dialog"]](scene))


def _filled(view_id: str, view: View) -> Post:
    """A dialog is known by the name that we opened it under, or by Slack's own id of it."""
    name = "external_id" if view_id.startswith(OURS) else "view_id"
    return Post(method="views.update", arguments={name: view_id, "view": view})


def _home(scene: Scene) -> Post:
    arguments = {"user_id": scene.row.to.partition(":")[2], "view": home(scene)}
    return Post(method="views.publish", arguments=arguments)


def _press_refused(scene: Scene) -> Post:
    """Why a press did nothing. `params`: user (Slack id), reason, name, channel (where it was typed), text (theirs)."""
    params = scene.row.params
    why = lines.press_refused(params.get("reason", ""), holder(scene))
    own = [say("refused.your_words"), quote(params["text"], 2800, 60, empty=True)] if params.get("text") else []
    return whisper(scene, joined([why, *own], "\n"))


def _answer(scene: Scene) -> Post:
    """What a command is answered with. `params`: user, said, word, channel."""
    if listed := queues.ANSWERS.get(scene.row.params["said"]):
        shown = listed(scene) if scene.viewer else [say("refused.not_on_roster")]
        return whisper(scene, joined(shown, "\n"))
    return whisper(scene, lines.answer(scene.row.params))


def _book_found(scene: Scene) -> Post:
    """What the answer book has on somebody's words. `params`: user, words, channel."""
    said = whisper(scene, say("suggested.found", words=scene.row.params.get("words", "")))
    return said.with_blocks(suggested.found(scene))


def _late_parcel_line(scene: Scene) -> Post:
    known = Known(scene.policy, scene.now)
    return message(scene, lines.late_parcel(scene.customer, scene.order, scene.row.params, known))


def _lead_nobody(scene: Scene) -> Post:
    return message(scene, lines.lead_nobody(scene.the_case, scene.customer, scene.row.params), loud=True)


def _lead_absent(scene: Scene) -> Post:
    return message(scene, team_lines.lead_absent(scene), loud=True)


def _lead_reopened(scene: Scene) -> Post:
    return message(scene, lines.lead_reopened(scene.the_case, scene.customer, scene.row.params), loud=True)


def _case_line(scene: Scene) -> Post:
    params, known = scene.row.params, Known(scene.policy, scene.now)
    line = lines.case_line(scene.the_case, scene.customer, params, known)
    return message(scene, line, loud=params.get("loud") == "yes")


def _pledge(scene: Scene) -> Post:
    known = Known(scene.policy, scene.now)
    line = lines.pledge(scene.row.kind, scene.the_case, scene.customer, scene.row.params, known)
    return message(scene, line)


def _handed_over(scene: Scene) -> Post:
    return message(scene, lines.handed_over(scene.the_case, scene.customer, scene.row.params))


def _call_due(scene: Scene) -> Post:
    known = Known(scene.policy, scene.now)
    return message(scene, lines.call_due(scene.the_case, scene.customer, known), loud=True)


def _message_trouble(scene: Scene) -> Post:
    line = lines.message_trouble(scene.customer, scene.case, scene.row.params)
    return message(scene, line, loud=True)


def _feedback_line(scene: Scene) -> Post:
    return message(scene, lines.feedback(scene.customer, scene.the_order, scene.row.params))


def _order_line(scene: Scene) -> Post:
    return message(scene, lines.order_line(scene.customer, scene.the_order, scene.row.params))


def _opinion_line(scene: Scene) -> Post:
    return message(scene, lines.opinion(scene.row.about, scene.customer, scene.row.params))


def _feed_line(scene: Scene) -> Post:
    return message(scene, lines.feed(scene.row.about.id, scene.row.params, Known(scene.policy, scene.now)))


def _digest(scene: Scene) -> Post:
    from chalicelib.desk import digest  # one message a week tells of numbers

    return digest.post(scene)


def _privacy_line(scene: Scene) -> Post:
    return message(scene, lines.privacy(scene.row.params))


def _data_request(scene: Scene) -> Post:
    from chalicelib.export import file_name  # few messages tell where what is known lies

    known = scene.row.about.type != "shop"
    line = "data_request" if known else "data_request_nobody"
    where = {"line": line, "shop": scene.row.shop, "file": file_name(scene.row.id)}
    return message(scene, lines.privacy({**scene.row.params, **where}))


_BUILDERS: Mapping[str, Callable[[Scene], Post]] = {
    **groups.POSTS,
    **waits.POSTS,
    "case_card": _case_card,
    "dialog": _dialog,
    "home": _home,
    "press_refused": _press_refused,
    "answer": _answer,
    "book_found": _book_found,
    "found": finding.post,
    "briefing": briefings.post,
    "briefing_line": briefings.line,
    "analysis_task": analysis.post,
    "entries_due": book_week.entries_due,
    "question_recurs": book_week.question_recurs,
    "late_parcel_line": _late_parcel_line,
    "lead_nobody": _lead_nobody,
    "lead_absent": _lead_absent,
    "lead_reopened": _lead_reopened,
    "case_line": _case_line,
    "call_due": _call_due,
    "goodwill_line": goodwill.line,
    "handed_over": _handed_over,
    **dict.fromkeys(("pledge_near", "pledge_broken"), _pledge),
    "feedback_line": _feedback_line,
    "feed_line": _feed_line,
    "digest": _digest,
    "order_line": _order_line,
    "opinion_line": _opinion_line,
    "message_trouble": _message_trouble,
    "privacy_line": _privacy_line,
    "data_request": _data_request,
}
