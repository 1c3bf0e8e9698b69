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
    leads: tuple[Agent, ...]

    @property
    def the_case(self) -> Case:
        """The case. PermanentError if it is gone."""
        if self.case is None:
            raise PermanentError(f"{self.row.about} is not there any more: nothing to show in Slack")
        return self.case


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
    customer = world.customer(case.customer_id if case else order.customer_id if order else "")
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
        customer=customer,
        agent=world.agent(case.agent_id) if case else None,
        leads=tuple(agent for agent in world.agents() if agent.lead),
    )


def _order_id(row: Row, case: Case | None, parcel: Parcel | None) -> str:
    if row.about.type == "order":
        return row.about.id
    if case:
        return case.order_id
    first = parcel.order_ids[0] if parcel and parcel.order_ids else ""
    return row.params.get("order_id", first)


def _case_card(scene: Scene) -> Post:
    case, row = scene.the_case, scene.row
    made = card(
        case, scene.customer, scene.order, scene.parcels, scene.agent, scene.policy, scene.now,
        shop=row.shop, version=scene.version,
    )  # fmt: skip
    content: dict[str, Any] = {"text": made.text, "blocks": made.blocks, **_QUIET}
    place = scene.posts(card_anchor(case.id))
    if place.get("ts"):
        content.pop("unfurl_links"), content.pop("unfurl_media")  # chat.update has no such arguments
        return Post(method="chat.update", arguments={"channel": place["channel"], "ts": place["ts"], **content})
    return Post(method="chat.postMessage", arguments={"channel": _channel(scene), **content})


def _reply_dialog(scene: Scene) -> Post:
    case, view = scene.the_case, scene.row.params.get("view_id", "")
    metadata = named(scene.row.shop, case.id, scene.version)
    filled = dialog.reply(case, scene.customer, scene.order, scene.policy, scene.now, metadata, view)
    return Post(method="views.update", arguments={"external_id": view, "view": filled})


def _press_refused(scene: Scene) -> Post:
    """In the open dialog if there is one, else as a note only who pressed can see.

    `params`: user (Slack id), reason (a code of lines.REFUSALS, or words), agent, view_id, channel. All but
    user and reason may be missing.
    """
    params = scene.row.params
    text = lines.press_refused(params.get("reason", ""), params.get("agent", "") or _holder(scene))
    if params.get("view_id"):
        view = dialog.refusal(text)
        return Post(method="views.update", arguments={"external_id": params["view_id"], "view": view})
    channel = params.get("channel") or scene.posts(_anchor(scene)).get("channel") or _channel(scene)
    return Post(method="chat.postEphemeral", arguments={"channel": channel, "user": params["user"], "text": text})


def _late_parcel_line(scene: Scene) -> Post:
    parcel = next(iter(scene.parcels), None)
    known = Known(scene.policy, scene.now)
    return _message(scene, lines.late_parcel(scene.customer, scene.order, parcel, scene.row.params, known))


def _lead_nobody(scene: Scene) -> Post:
    why = scene.row.params.get("reason", "")
    return _message(scene, lines.lead_nobody(scene.the_case, scene.customer, scene.leads, why), loud=True)


def _lead_reopened(scene: Scene) -> Post:
    return _message(scene, lines.lead_reopened(scene.the_case, scene.customer, scene.leads), loud=True)


def _case_line(scene: Scene) -> Post:
    return _message(scene, lines.case_line(scene.the_case, scene.customer, scene.row.params))


def _message_trouble(scene: Scene) -> Post:
    return _message(scene, lines.message_trouble(scene.customer, scene.case, scene.row.params))


_BUILDERS: Mapping[str, Callable[[Scene], Post]] = {
    "case_card": _case_card,
    "reply_dialog": _reply_dialog,
    "press_refused": _press_refused,
    "late_parcel_line": _late_parcel_line,
    "lead_nobody": _lead_nobody,
    "lead_reopened": _lead_reopened,
    "case_line": _case_line,
    "message_trouble": _message_trouble,
}


def _message(scene: Scene, text: Mrkdwn, loud: bool = False) -> Post:
    """A message where the row says: to one agent, under the case's card if there is one, or in the channel.

    `loud`: a thread's line is shown in the channel too.
    """
    arguments: dict[str, Any] = {"text": str(text), **_QUIET}
    receiver = _receiver(scene.row.to)
    if receiver.type == "agent":
        return Post(method="chat.postMessage", arguments={"channel": receiver.id, **arguments})
    card_at = scene.posts(_anchor(scene))
    if not card_at.get("ts"):
        return Post(method="chat.postMessage", arguments={"channel": _channel(scene), **arguments})
    under = {"channel": card_at["channel"], "thread_ts": card_at["ts"], "reply_broadcast": loud}
    return Post(method="chat.postMessage", arguments={**under, **arguments})


def _receiver(to: str) -> Ref:
    kind, _, id_ = to.partition(":")
    return Ref(kind, id_)


def _anchor(scene: Scene) -> str:
    receiver = _receiver(scene.row.to)
    about = receiver if receiver.type == "case" else scene.row.about
    return card_anchor(about.id) if about.type == "case" else ""


def _holder(scene: Scene) -> str:
    return scene.case.agent_id if scene.case else ""


def _channel(scene: Scene) -> str:
    """The team's channel; policy.toml has one per shop, whatever channel key the row names."""
    return scene.policy.shop.slack_channel
