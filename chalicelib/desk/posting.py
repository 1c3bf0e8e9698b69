"""An outbox row for Slack becomes the request that says it: what, where, and new or an edit."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.care.rules import Policy
from chalicelib.care.world import World
from chalicelib.desk import dialog, lines
from chalicelib.desk.blocks import named
from chalicelib.desk.card import card
from chalicelib.desk.known import Known
from chalicelib.desk.scene import QUIET, Posts, Scene, card_place, holder, message, scene_of, team_channel
from chalicelib.errors import PermanentError
from chalicelib.export import file_name
from chalicelib.slack_post import Post
from chalicelib.store.port import Row


def prepare(row: Row, world: World, policy: Policy, posts: Posts, now: datetime, version: int | None = None) -> Post:
    """The Slack request for a row of any kind. `version`: the case's now, if it is newer than the row's.

    PermanentError if the kind is unknown or what it is about is gone.
    """
    builder = _BUILDERS.get(row.kind)
    if builder is None:
        raise PermanentError(f"chalicelib/desk/posting.py has no Slack message of kind {row.kind!r}")
    return builder(scene_of(row, world, policy, posts, now, row.version if version is None else version))


def _case_card(scene: Scene) -> Post:
    case, row = scene.the_case, scene.row
    made = card(
        case, scene.customer, scene.order, scene.parcels, scene.agent, scene.policy, scene.now,
        shop=row.shop, version=scene.version,
    )  # fmt: skip
    content: dict[str, Any] = {"text": made.text, "blocks": made.blocks}
    place = card_place(scene)
    if place.get("ts"):
        where = {"channel": place["channel"], "ts": place["ts"]}
        return Post(method="chat.update", arguments={**where, **content})
    return Post(method="chat.postMessage", arguments={"channel": team_channel(scene), **content, **QUIET})


def _reply_dialog(scene: Scene) -> Post:
    """Fills the dialog that was opened empty. `params`: view (its external id), refused (why not), name."""
    params = scene.row.params
    if params.get("refused"):
        return _filled(params["view"], dialog.refusal(lines.press_refused(params["refused"], holder(scene))))
    case, view = scene.the_case, params["view"]
    metadata = named(scene.row.shop, case.id, scene.version, case.channel)
    made = dialog.reply(case, scene.customer, scene.order, scene.policy, scene.now, metadata, view)
    return _filled(view, made)


def _filled(external_id: str, view: dialog.View) -> Post:
    return Post(method="views.update", arguments={"external_id": external_id, "view": view})


def _press_refused(scene: Scene) -> Post:
    """A note by the card that only who pressed can see. `params`: user (Slack id), reason, name."""
    params = scene.row.params
    text = lines.press_refused(params.get("reason", ""), holder(scene))
    channel = card_place(scene).get("channel") or team_channel(scene)
    arguments = {"channel": channel, "user": params["user"], "text": str(text)}
    return Post(method="chat.postEphemeral", arguments=arguments)


def _late_parcel_line(scene: Scene) -> Post:
    parcel = next(iter(scene.parcels), None)
    known = Known(scene.policy, scene.now)
    return message(scene, lines.late_parcel(scene.customer, scene.order, parcel, scene.row.params, known))


def _lead_nobody(scene: Scene) -> Post:
    return message(scene, lines.lead_nobody(scene.the_case, scene.customer, scene.row.params), loud=True)


def _lead_reopened(scene: Scene) -> Post:
    return message(scene, lines.lead_reopened(scene.the_case, scene.customer, scene.row.params), loud=True)


def _case_line(scene: Scene) -> Post:
    return message(scene, lines.case_line(scene.the_case, scene.customer, scene.row.params))


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


def _privacy_line(scene: Scene) -> Post:
    return message(scene, lines.privacy(scene.row.params))


def _data_request(scene: Scene) -> Post:
    known = scene.row.about.type != "shop"
    line = "data_request" if known else "data_request_nobody"
    where = {"line": line, "shop": scene.row.shop, "file": file_name(scene.row.id)}
    return message(scene, lines.privacy({**scene.row.params, **where}))


_BUILDERS: Mapping[str, Callable[[Scene], Post]] = {
    "case_card": _case_card,
    "reply_dialog": _reply_dialog,
    "press_refused": _press_refused,
    "late_parcel_line": _late_parcel_line,
    "lead_nobody": _lead_nobody,
    "lead_reopened": _lead_reopened,
    "case_line": _case_line,
    "call_due": _call_due,
    "feedback_line": _feedback_line,
    "feed_line": _feed_line,
    "order_line": _order_line,
    "opinion_line": _opinion_line,
    "message_trouble": _message_trouble,
    "privacy_line": _privacy_line,
    "data_request": _data_request,
}
