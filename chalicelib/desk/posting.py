"""An outbox row for Slack becomes the request that says it: what, where, and new or an edit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, Customer, Order, Parcel, Ref
from chalicelib.care.world import World
from chalicelib.desk import dialog, lines
from chalicelib.desk.blocks import named
from chalicelib.desk.card import card
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn
from chalicelib.errors import PermanentError
from chalicelib.export import file_name
from chalicelib.slack_post import Post
from chalicelib.store.port import Row

# Where an anchor was posted: {"channel": ..., "ts": ...}, empty if it was not (`Store.post` of a shop).
Posts = Callable[[str], Mapping[str, str]]
# Nothing in a message unfolds into a preview, and plain "@here" stays plain.
_QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that a Slack row can be about, found in its world."""

    row: Row
    policy: Policy
    posts: Posts
    now: datetime
    version: int
    case: Case | None
    order: Order | None
    parcels: tuple[Parcel, ...]
    customer: Customer | None
    agent: Agent | None

    @property
    def the_case(self) -> Case:
        """The case. PermanentError if it is gone."""
        if self.case is None:
            raise PermanentError(f"{self.row.about} is not there any more: nothing to show in Slack")
        return self.case

    @property
    def the_order(self) -> Order:
        """The order. PermanentError if it is gone."""
        if self.order is None:
            raise PermanentError(f"{self.row.about} is not there any more: nothing to show in Slack")
        return self.order


def prepare(row: Row, world: World, policy: Policy, posts: Posts, now: datetime, version: int | None = None) -> Post:
    """The Slack request for a row of any kind. `version`: the case's now, if it is newer than the row's.

    PermanentError if the kind is unknown or what it is about is gone.
    """
    builder = _BUILDERS.get(row.kind)
    if builder is None:
        raise PermanentError(f"chalicelib/desk/posting.py has no Slack message of kind {row.kind!r}")
    return builder(_scene(row, world, policy, posts, now, row.version if version is None else version))


def card_anchor(case_id: str) -> str:
    """The name under which a case's card is remembered."""
    return f"case:{case_id}:card"


def _scene(row: Row, world: World, policy: Policy, posts: Posts, now: datetime, version: int) -> Scene:
    about = row.about
    case = world.case(about.id) if about.type == "case" else None
    parcel = world.parcel(about.id) if about.type == "parcel" else None
    order = world.order(_order_id(row, case, parcel))
    found = (world.parcel(id_) for id_ in (order.parcel_ids if order else ()))
    return Scene(
        row=row,
        policy=policy,
        posts=posts,
        now=now,
        version=version,
        case=case,
        order=order,
        parcels=(parcel,) if parcel else tuple(p for p in found if p),
        customer=world.person(_customer_id(about, case, order)),
        agent=world.agent(case.agent_id) if case else None,
    )


def _order_id(row: Row, case: Case | None, parcel: Parcel | None) -> str:
    if row.about.type == "order":
        return row.about.id
    if case:
        return case.order_id
    first = parcel.order_ids[0] if parcel and parcel.order_ids else ""
    return row.params.get("order", first)


def _customer_id(about: Ref, case: Case | None, order: Order | None) -> str:
    """A case's own customer, if any: whose order it names is somebody else until we know better."""
    if case:
        return case.customer_id
    return about.id if about.type == "customer" else order.customer_id if order else ""


def _case_card(scene: Scene) -> Post:
    case, row = scene.the_case, scene.row
    made = card(
        case, scene.customer, scene.order, scene.parcels, scene.agent, scene.policy, scene.now,
        shop=row.shop, version=scene.version,
    )  # fmt: skip
    content: dict[str, Any] = {"text": made.text, "blocks": made.blocks}
    place = _card_place(scene)
    if place.get("ts"):
        where = {"channel": place["channel"], "ts": place["ts"]}
        return Post(method="chat.update", arguments={**where, **content})
    return Post(method="chat.postMessage", arguments={"channel": _channel(scene), **content, **_QUIET})


def _reply_dialog(scene: Scene) -> Post:
    """Fills the dialog that was opened empty. `params`: view (its external id), refused (why not), name."""
    params = scene.row.params
    if params.get("refused"):
        return _filled(params["view"], dialog.refusal(lines.press_refused(params["refused"], _holder(scene))))
    case, view = scene.the_case, params["view"]
    metadata = named(scene.row.shop, case.id, scene.version, case.channel)
    made = dialog.reply(case, scene.customer, scene.order, scene.policy, scene.now, metadata, view)
    return _filled(view, made)


def _filled(external_id: str, view: dialog.View) -> Post:
    return Post(method="views.update", arguments={"external_id": external_id, "view": view})


def _press_refused(scene: Scene) -> Post:
    """A note by the card that only who pressed can see. `params`: user (Slack id), reason, name."""
    params = scene.row.params
    text = lines.press_refused(params.get("reason", ""), _holder(scene))
    channel = _card_place(scene).get("channel") or _channel(scene)
    arguments = {"channel": channel, "user": params["user"], "text": str(text)}
    return Post(method="chat.postEphemeral", arguments=arguments)


def _late_parcel_line(scene: Scene) -> Post:
    parcel = next(iter(scene.parcels), None)
    known = Known(scene.policy, scene.now)
    return _message(scene, lines.late_parcel(scene.customer, scene.order, parcel, scene.row.params, known))


def _lead_nobody(scene: Scene) -> Post:
    return _message(scene, lines.lead_nobody(scene.the_case, scene.customer, scene.row.params), loud=True)


def _lead_reopened(scene: Scene) -> Post:
    return _message(scene, lines.lead_reopened(scene.the_case, scene.customer, scene.row.params), loud=True)


def _case_line(scene: Scene) -> Post:
    return _message(scene, lines.case_line(scene.the_case, scene.customer, scene.row.params))


def _message_trouble(scene: Scene) -> Post:
    line = lines.message_trouble(scene.customer, scene.case, scene.row.params)
    return _message(scene, line, loud=True)


def _feedback_line(scene: Scene) -> Post:
    return _message(scene, lines.feedback(scene.customer, scene.the_order, scene.row.params))


def _order_line(scene: Scene) -> Post:
    return _message(scene, lines.order_line(scene.customer, scene.the_order, scene.row.params))


def _opinion_line(scene: Scene) -> Post:
    return _message(scene, lines.opinion(scene.row.about, scene.customer, scene.row.params))


def _feed_line(scene: Scene) -> Post:
    return _message(scene, lines.feed(scene.row.about.id, scene.row.params, Known(scene.policy, scene.now)))


def _privacy_line(scene: Scene) -> Post:
    return _message(scene, lines.privacy(scene.row.params))


def _data_request(scene: Scene) -> Post:
    known = scene.row.about.type != "shop"
    line = "data_request" if known else "data_request_nobody"
    where = {"line": line, "shop": scene.row.shop, "file": file_name(scene.row.id)}
    return _message(scene, lines.privacy({**scene.row.params, **where}))


_BUILDERS: Mapping[str, Callable[[Scene], Post]] = {
    "case_card": _case_card,
    "reply_dialog": _reply_dialog,
    "press_refused": _press_refused,
    "late_parcel_line": _late_parcel_line,
    "lead_nobody": _lead_nobody,
    "lead_reopened": _lead_reopened,
    "case_line": _case_line,
    "feedback_line": _feedback_line,
    "feed_line": _feed_line,
    "order_line": _order_line,
    "opinion_line": _opinion_line,
    "message_trouble": _message_trouble,
    "privacy_line": _privacy_line,
    "data_request": _data_request,
}


def _message(scene: Scene, text: Mrkdwn, loud: bool = False) -> Post:
    """A message where the row says: to one agent, under the case's card if there is one, or in the channel.

    `loud`: a thread's line is shown in the channel too.
    """
    receiver, card_at = _receiver(scene.row.to), _card_place(scene)
    if receiver.type == "agent":
        return _new({"channel": receiver.id}, lines.with_card(text, card_at))
    if not card_at.get("ts"):
        return _new({"channel": _channel(scene)}, text)
    under = {"channel": card_at["channel"], "thread_ts": card_at["ts"], "reply_broadcast": loud}
    return _new(under, text)


def _new(where: dict[str, Any], text: Mrkdwn) -> Post:
    return Post(method="chat.postMessage", arguments={**where, "text": str(text), **_QUIET})


def _receiver(to: str) -> Ref:
    kind, _, id_ = to.partition(":")
    return Ref(kind, id_)


def _card_place(scene: Scene) -> Mapping[str, str]:
    """Where the case's card is; empty if there is none yet, or if this is about no case."""
    about = scene.row.about
    return scene.posts(card_anchor(about.id)) if about.type == "case" else {}


def _holder(scene: Scene) -> str:
    """The name of the agent who has or had the case."""
    return scene.row.params.get("name") or (scene.case.agent_name if scene.case else "")


def _channel(scene: Scene) -> str:
    """The team's channel; policy.toml has one per shop, whatever channel key the row names."""
    return scene.policy.shop.slack_channel
