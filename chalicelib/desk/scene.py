"""What a Slack row is about, found in its world, and where in Slack it belongs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, Customer, Order, Parcel, Ref
from chalicelib.care.world import World
from chalicelib.desk import lines
from chalicelib.desk.blocks import Block, section
from chalicelib.desk.mrkdwn import Mrkdwn
from chalicelib.desk.overview import Overview
from chalicelib.errors import PermanentError
from chalicelib.slack_post import Post, address
from chalicelib.slack_post import card_anchor as card_anchor
from chalicelib.store.port import Row

if TYPE_CHECKING:
    from chalicelib.book_index import Index

# Where an anchor was posted: {"channel": ..., "ts": ...}, empty if it was not (`Store.post` of a shop).
Posts = Callable[[str], Mapping[str, str]]
# The answer book, searchable; asked for only where something of it is offered.
Lookup = Callable[[], "Index"]
# Nothing in a message unfolds into a preview, and plain "@here" stays plain.
QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that a Slack row can be about, found in its world.

    `world`: for what looks through a list. `agent` has or had the case; `viewer` is who sees what is drawn, if that is
    one person of the roster.
    """

    row: Row
    world: World
    policy: Policy
    posts: Posts
    now: datetime
    version: int
    case: Case | None
    order: Order | None
    parcels: tuple[Parcel, ...]
    customer: Customer | None
    agent: Agent | None
    viewer: Agent | None
    book: Lookup
    overview: Callable[[], Overview]

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


def card_address(posts: Posts, case_id: str) -> str:
    """Where a case's card can be read; "" if it stands nowhere."""
    return address(posts(card_anchor(case_id)))


def briefing_anchor(row: Row) -> str:
    """The name under which the message of a briefing is remembered, of each place one."""
    return f"{row.about}:{row.to}"


def group_anchor(round_: str) -> str:
    """The name under which the card of a group of look-alikes is remembered."""
    return f"group:{round_}:card"


def no_book() -> "Index":
    """A book without entries."""
    from chalicelib.book_index import Index

    return Index(())


def scene_of(
    row: Row,
    world: World,
    policy: Policy,
    posts: Posts,
    now: datetime,
    version: int,
    book: Lookup = no_book,
    overview: Callable[[], Overview] = Overview,
) -> Scene:
    about = row.about
    case = world.case(about.id) if about.type == "case" else None
    parcel = world.parcel(about.id) if about.type == "parcel" else None
    order = world.order(_order_id(row, case, parcel))
    found = (world.parcel(id_) for id_ in (order.parcel_ids if order else ()))
    return Scene(
        row=row,
        world=world,
        policy=policy,
        posts=posts,
        now=now,
        version=version,
        case=case,
        order=order,
        parcels=(parcel,) if parcel else tuple(p for p in found if p),
        customer=world.person(_customer_id(about, case, order)),
        agent=world.agent(case.agent_id) if case else None,
        viewer=world.agent(_receiver(row.to).id),
        book=book,
        overview=overview,
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


def message(scene: Scene, text: Mrkdwn, loud: bool = False) -> Post:
    """A message where the row says: to one agent, under the case's card if there is one, or in the channel.

    `loud`: a thread's line is shown in the channel too.
    """
    receiver, card_at = _receiver(scene.row.to), card_place(scene)
    if receiver.type == "agent":
        return _new({"channel": receiver.id}, lines.with_card(text, card_at))
    if not card_at.get("ts"):
        return _new({"channel": team_channel(scene)}, text)
    under = {"channel": card_at["channel"], "thread_ts": card_at["ts"], "reply_broadcast": loud}
    return _new(under, text)


def offering(scene: Scene, text: Mrkdwn, blocks: list[Block], loud: bool = False) -> Post:
    """A message as above, with what can be pressed under its words."""
    said = message(scene, text, loud)
    return said.with_blocks([section([Mrkdwn(said.arguments["text"])]), *blocks])


def whisper(scene: Scene, text: Mrkdwn) -> Post:
    """Words that only `params["user"]` sees: where they pressed, or typed (`params["channel"]`).

    What is typed elsewhere than in the team's channels is answered in a direct message: only there is our bot sure to
    be let in.
    """
    params, card_at = scene.row.params, card_place(scene)
    ours = {team_channel(scene), card_at.get("channel", "")}
    if params.get("channel") and params["channel"] not in ours:
        return _new({"channel": params["user"]}, lines.with_card(text, card_at))
    channel = params.get("channel") or card_at.get("channel") or team_channel(scene)
    arguments = {"channel": channel, "user": params["user"], "text": str(text)}
    return Post(method="chat.postEphemeral", arguments=arguments)


def _new(where: dict[str, Any], text: Mrkdwn) -> Post:
    return Post(method="chat.postMessage", arguments={**where, "text": str(text), **QUIET})


def _receiver(to: str) -> Ref:
    kind, _, id_ = to.partition(":")
    return Ref(kind, id_)


def card_place(scene: Scene) -> Mapping[str, str]:
    """Where the case's card is; empty if there is none yet, or if this is about no case."""
    about = scene.row.about
    return scene.posts(card_anchor(about.id)) if about.type == "case" else {}


def holder(scene: Scene) -> str:
    """The name of the agent who has or had the case."""
    return scene.row.params.get("name") or (scene.case.agent_name if scene.case else "")


def team_channel(scene: Scene) -> str:
    """The team's channel; policy.toml has one per shop, whatever channel key the row names."""
    return scene.policy.shop.slack_channel
