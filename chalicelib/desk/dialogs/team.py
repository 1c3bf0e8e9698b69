"""The roster as a lead keeps it: everybody, one of them to change, and what was changed of them."""

from chalicelib.care.presence import member, members
from chalicelib.care.shifts import said as shift_said
from chalicelib.care.state import Agent
from chalicelib.care.vocabulary import Limits, Money, Topic
from chalicelib.desk import queues
from chalicelib.desk.blocks import Block, Button, buttons, context, named, section, with_button
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.macro import not_a_lead
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.known import Known
from chalicelib.desk.moments import decimal
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import EDIT_AGENT, SHOW_HISTORY

MOST_LISTED = 40
# What people speak whom a shop employs.
LANGUAGES = ("en", "sk", "cs", "pl", "ro", "ru", "uk", "hu", "de")
NEW = Agent(id="", name="")


def build_list(scene: Scene) -> View:
    """Everybody: who is there, how much they have. A lead may change each."""
    lead = scene.viewer is not None and scene.viewer.lead
    shop = scene.row.shop
    add = [Button(EDIT_AGENT, plain("dialog.team.new"), named(shop, "", 0))] if lead else []
    blocks: list[Block] = buttons(add)
    for agent in members(scene.world)[:MOST_LISTED]:
        line = queues.on_roster(scene, agent)
        change = Button(EDIT_AGENT, plain("dialog.change"), named(shop, "", 0, item=agent.id))
        blocks.append(with_button(line, change) if lead else section([line]))
    return view("team", blocks, metadata=named(shop, "", 0), external_id=scene.row.params["view"])


def build(scene: Scene) -> View:
    """One of the team to change, or somebody new."""
    if refused := not_a_lead(scene, "agent"):
        return refused
    item = scene.row.params.get("item", "")
    agent = member(scene.world, item) or NEW
    who = [] if item else [fields.person("who", plain("dialog.agent.who"))]
    history = [Button(SHOW_HISTORY, plain("dialog.agent.history"), named(scene.row.shop, "", 0, item=item))]
    blocks: list[Block] = [*who, *_fields(agent, scene), *buttons(history if agent.id else [])]
    metadata = named(scene.row.shop, "", 0, item=item)
    return view("agent", blocks, metadata=metadata, external_id=scene.row.params["view"], send=plain("dialog.save"))


def build_history(scene: Scene) -> View:
    """What was changed of somebody, by whom and when: the newest first."""
    known, item = Known(scene.policy, scene.now), scene.row.params["item"]
    agent = scene.world.agent(item)
    lines = [
        say("dialog.history.line", at=known.at(line.at), what=name_of("agent_change", line.what), why=line.why)
        for line in reversed(scene.overview().history)
    ]
    head = say("dialog.history.head", name=agent.name if agent else item)
    blocks = [section([head]), *(section([line]) for line in lines or [say("dialog.history.none")])]
    return view("history", blocks, metadata=named(scene.row.shop, "", 0), external_id=scene.row.params["view"])


def _fields(agent: Agent, scene: Scene) -> list[Block]:
    zone = agent.shifts[0].zone if agent.shifts else scene.policy.shop.zone
    shifts = "\n".join(shift_said(shift).removesuffix(f" {zone}") for shift in agent.shifts)
    spoken = [(code, str(name_of("language", code))) for code in dict.fromkeys((*LANGUAGES, *agent.languages))]
    topics = [(topic.value, str(name_of("topic", topic))) for topic in Topic if topic is not Topic.OTHER]
    more = [(each, plain(f"dialog.agent.{each}")) for each in ("lead", *(["removed"] if agent.id else []))]
    return [
        fields.words("name", plain("dialog.agent.name"), agent.name, longest=80),
        fields.words("role", plain("dialog.agent.role"), agent.role, longest=80, optional=True),
        fields.several("languages", plain("dialog.agent.languages"), spoken, agent.languages),
        fields.several("skills", plain("dialog.agent.skills"), topics, agent.skills, optional=True),
        fields.words("shifts", plain("dialog.agent.shifts"), shifts, lines=True, longest=600, optional=True,
                     hint=plain("dialog.agent.shifts_hint")),
        fields.words("zone", plain("dialog.agent.zone"), zone, longest=60),
        fields.words("capacity", plain("dialog.agent.capacity"), str(agent.capacity), longest=2),
        fields.words("limits", plain("dialog.agent.limits"), _limits_said(agent.limits), lines=True, longest=600,
                     optional=True, hint=plain("dialog.agent.limits_hint")),
        fields.ticks("more", plain("dialog.agent.more"), more, ["lead"] if agent.lead else []),
        *([context([say("dialog.agent.removing")])] if agent.id else []),
    ]  # fmt: skip


def _limits_said(limits: Limits) -> str:
    """As they are typed, one a line."""
    return "\n".join(
        f"{kind} {decimal(Money(limit.order, currency))} {decimal(Money(limit.period, currency))} {currency}"
        for currency, kinds in sorted(limits.items())
        for kind, limit in sorted(kinds.items())
    )
