"""One reply to many who write alike: to each by the same code as a single reply, in a transaction of its own.

The press only begins it; chalicelib/bulk.py takes the cases one by one. What has moved on since the preview was drawn
is left out, and named.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note, Put, SendMessage, digest
from chalicelib.care.events import BulkDrafted, BulkReplied, BulkWanted, DeskPress
from chalicelib.care.presence import member
from chalicelib.care.routing import route
from chalicelib.care.rules import Policy
from chalicelib.care.state import Bulk, Grouped, group_ref
from chalicelib.care.work import reply, resolve
from chalicelib.care.work.bulk_moved import KIND, LASTS
from chalicelib.care.work.task import Task
from chalicelib.care.world import World

THEN = ("", "resolve", "resolve_unasked")


def drafted(world: World, event: BulkDrafted, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Show it as one of them will get it."""
    why = _why_not(world, event, event.item)
    preview = SendMessage(
        id=digest(event.shop, "bulk_preview", event.key), kind="dialog", channel="slack",
        to=str(desk.agent_ref(event)), about=group_ref(event.item), params={
            "dialog": "bulk_preview", "view": event.view_id, "group": event.item, "text": event.text,
            "item": event.macro, "then": event.then, **({"refused": why} if why else {}),
        }, not_after=now + timedelta(minutes=30), wakes=True,
    )  # fmt: skip
    return Decision((preview,))


def wanted(world: World, event: BulkWanted, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Begin it. The same press is one bulk, however often it comes."""
    if why := _why_not(world, event, event.item):
        return Decision(desk.refusal_of(event, event.slack_user, why, now))
    bulk = Bulk(
        id=digest(event.shop, "bulk", event.key), group=event.item, what=event.what, agent_id=event.slack_user,
        then=event.then if event.then in THEN else "", text=event.text, shown_at=event.shown_at or now,
        shown=event.shown,
    )  # fmt: skip
    work = SendMessage(
        id=digest(event.shop, KIND, bulk.id), kind=KIND, channel="slack", to=desk.TEAM, about=bulk.ref,
        not_after=now + LASTS, wakes=True,
    )  # fmt: skip
    note = Note(group_ref(event.item), f"group.{event.what}", f"by {event.slack_user}, bulk {bulk.id}")
    return Decision((Put(subject=bulk), work, note))


def impossible(task: Task) -> str:
    """Why this case has no part in the bulk reply, "" if it has."""
    event, case = task.event, task.case
    assert isinstance(event, BulkReplied)
    if case.waiting_since is None:
        return "answered_meanwhile"
    wrong = reply.fault(task)
    return wrong.code if wrong else reply.unanswerable(task)


def replied(task: Task) -> Decision:
    """Answered, in nobody's hands because of it; and resolved if that was wanted."""
    event = task.event
    assert isinstance(event, BulkReplied)
    decision = reply.written(task, hold=False)
    case = task.after(decision).case
    alike = case.alike or Grouped(id=event.group, carded=True)
    decision += Decision((Put(subject=replace(case, alike=replace(alike, bulk=event.bulk))),))
    if not event.then:
        return decision
    task = task.after(decision)
    survey = event.then == "resolve"
    decision += resolve.resolved(
        task.world, task.case, task.agent, event.shop, task.now, task.now, task.policy, survey=survey
    )
    task = task.after(decision)
    return decision + Decision((task.card(), task.line("resolved" if survey else "resolved_unasked")))


def not_grouped(task: Task) -> str:
    """Why this case cannot leave its group, "" if it can: whoever waits for nothing is offered to nobody."""
    case = task.case
    return "" if case.waiting_since and case.alike and not case.alike.carded else "answered_meanwhile"


def released(task: Task) -> Decision:
    """It is offered to the team by itself, as any case."""
    note = Note(task.case.ref, "case.released", f"by {task.agent.name}: it leaves its group")
    return Decision((note,)) + route(task.world, task.case, task.event.shop, task.event.key, task.now, told=False)


def _why_not(world: World, event: DeskPress, round_: str) -> str:
    if member(world, event.slack_user) is None:
        return "not_on_roster"
    return "" if world.group(group_ref(round_).id) else "no_lookalikes"
