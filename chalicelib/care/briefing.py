"""A lead tells the team what changes; agents confirm that they have read it; who has not is reminded once."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import BriefingConfirmed, BriefingWritten, Event, TimerFired
from chalicelib.care.presence import members
from chalicelib.care.rules import Policy
from chalicelib.care.state import Briefing, Confirmed, Ref
from chalicelib.care.world import World

BRIEFING_DUE = "briefing_due"


def written(world: World, event: BriefingWritten, now: datetime, policy: Policy) -> Decision:
    """Post it to the channel, where everybody confirms, or to the agents who were chosen."""
    if why := desk.not_a_lead(world, event.slack_user):
        return Decision(desk.refusal_of(event, event.slack_user, why, now))
    roster = [agent.id for agent in members(world) if agent.id != event.slack_user]
    to = tuple(id_ for id_ in roster if not event.people or id_ in event.people)
    briefing = Briefing(
        id=digest(event.shop, "briefing", event.key), title=event.title, text=event.text, by=event.slack_user, at=now,
        to=to, in_channel=not event.people,
    )  # fmt: skip
    if not to:
        return Decision(desk.refusal_of(event, event.slack_user, "nobody_to_brief", now))
    due_at = now + policy.briefings.remind_after
    return Decision((
        Put(subject=briefing), SetTimer(about=briefing.ref, kind=BRIEFING_DUE, due_at=due_at),
        Note(briefing.ref, "briefing.posted", f"by {event.slack_user} to {', '.join(to)}"),
        *(_shown(briefing, place, event, now, first="yes") for place in _places(briefing)),
    ))  # fmt: skip


def confirmed(world: World, event: BriefingConfirmed, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Note who has read it, and show who has not."""
    briefing = world.briefing(event.item)
    if briefing is None or event.slack_user not in briefing.to:
        why = "no_such_briefing" if briefing is None else "not_briefed"
        return Decision(desk.refusal_of(event, event.slack_user, why, now))
    if event.slack_user not in briefing.missing:
        return Decision()
    after = replace(briefing, confirmed=(*briefing.confirmed, Confirmed(event.slack_user, now)))
    effects: list[Effect] = [
        Put(subject=after), Note(briefing.ref, "briefing.confirmed", f"by {event.slack_user}"),
        *([] if after.missing else [CancelTimer(about=briefing.ref, kind=BRIEFING_DUE)]),
    ]  # fmt: skip
    places = _places(after) if after.in_channel else (f"agent:{event.slack_user}",)
    return Decision((*effects, *(_shown(after, place, event, now) for place in places)))


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remind who has not confirmed, and tell the lead who they are; once."""
    briefing = world.briefing(Ref.parse(event.subject).id)
    if briefing is None or briefing.reminded_at or not briefing.missing:
        return Decision()
    told = [(f"agent:{id_}", "reminder") for id_ in briefing.missing] + [(f"agent:{briefing.by}", "missing")]
    return Decision((
        Put(subject=replace(briefing, reminded_at=now)),
        Note(briefing.ref, "briefing.reminded", f"not confirmed by {', '.join(briefing.missing)}"),
        *(
            SendMessage(
                id=digest(event.shop, "briefing_line", briefing.id, to, line), kind="briefing_line", channel="slack",
                to=to, about=briefing.ref, params={"line": line}, not_after=now + timedelta(days=1), wakes=True,
            )
            for to, line in told
        ),
    ))  # fmt: skip


def _places(briefing: Briefing) -> tuple[str, ...]:
    return (desk.TEAM,) if briefing.in_channel else tuple(f"agent:{id_}" for id_ in briefing.to)


def _shown(briefing: Briefing, to: str, event: Event, now: datetime, **params: str) -> SendMessage:
    """Show it as it is now: each place has one message, which `first` posts and all others edit."""
    return SendMessage(
        id=digest(event.shop, "briefing", briefing.id, to, event.key), kind="briefing", channel="slack", to=to,
        about=briefing.ref, params=params, not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip
