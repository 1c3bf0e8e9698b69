"""How far one text for many has come, and what it came to. Apart from bulk.py: every message that ends asks here."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note, Put, SendMessage, digest
from chalicelib.care.events import BulkMoved, Event, MessageFailed, MessageSkipped
from chalicelib.care.rules import Policy
from chalicelib.care.state import Bulk, LeftOut, Ref, group_ref
from chalicelib.care.world import World

KIND, FAILED = "bulk", "failed"
KEPT = 30  # of those that were left out, by name
LASTS = timedelta(hours=12)


def moved(world: World, event: BulkMoved, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remember how far it has come; at its end the team reads under the group's card what it came to."""
    bulk = world.bulk(Ref.parse(event.subject).id)
    if bulk is None or bulk.ended_at:
        return Decision()
    after = replace(
        _without(bulk, event.left), todo=event.todo, tried=event.tried, begun=event.begun, done=bulk.done + event.done
    )
    return Decision((Put(subject=after),)) if event.todo else _ended(after, event, now)


def broken_off(world: World, event: MessageFailed | MessageSkipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Nobody works on it any more: who had no turn is left out, and whoever pressed reads so."""
    bulk = world.bulk(Ref.parse(event.about).id) if event.kind == KIND else None
    if bulk is None or bulk.ended_at:
        return Decision()
    rest = tuple(LeftOut(id_, FAILED) for id_ in bulk.todo or ())
    todo = None if bulk.todo is None else ()
    return _ended(replace(_without(bulk, rest), todo=todo, tried=(), begun=""), event, now, broken="yes")


def _without(bulk: Bulk, left: tuple[LeftOut, ...]) -> Bulk:
    """The bulk with these left out, the first of them by name."""
    return replace(bulk, left=(*bulk.left, *left)[:KEPT], left_out=bulk.left_out + len(left))


def _ended(bulk: Bulk, event: Event, now: datetime, **params: str) -> Decision:
    # The words stand with each customer's case from now on, where an erasure finds them.
    ended = replace(bulk, ended_at=now, text="")
    told = SendMessage(
        id=digest(event.shop, "bulk_result", bulk.id), kind="bulk_result", channel="slack", to=desk.TEAM,
        about=bulk.ref, params={"group": bulk.group, **params}, not_after=now + LASTS, wakes=True,
    )  # fmt: skip
    why = f"{bulk.what} to {ended.done}, {ended.left_out} left out{', broken off' if params else ''}"
    return Decision((
        Put(subject=ended), told, Note(group_ref(bulk.group), "group.answered", why),
        desk.group_card(bulk.group, event.shop, event.key, now),
    ))  # fmt: skip
