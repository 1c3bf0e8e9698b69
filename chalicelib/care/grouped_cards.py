"""What Slack sees of a case that waits in a group: nothing of its own, until somebody works on it by itself.

Runs after whatever decided, as the clocks do: so no automation has to ask whether a case has a card.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeGuard

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Put, SendMessage, digest
from chalicelib.care.events import Event
from chalicelib.care.state import Case, CaseState, group_ref
from chalicelib.care.world import World

# What belongs on or under a case's card, or tells of this one case.
ABOUT_ONE = frozenset({"case_card", "case_line", "case_photo", "call_due", "clock_warning", "clock_missed"})
OPEN = (CaseState.WAITING, CaseState.CLAIMED)


def answered_before(case: Case) -> bool:
    """Does its customer wait once more, after an answer? Then it is a talk of its own."""
    return case.state in OPEN and case.waiting_since is not None and case.first_response_at is not None


def shown(world: World, decision: Decision, event: Event, now: datetime) -> Decision:
    """The decision, with what Slack shows of grouped cases put right: a first card for one that is worked on by itself
    from now on, one word for all whose time is over, and of the others nothing."""
    after = world.after(decision)
    about = {effect.subject.id for effect in decision.effects
             if isinstance(effect, Put) and isinstance(effect.subject, Case)}  # fmt: skip
    about |= {effect.about.id for effect in decision.effects if _tells(effect)}
    for case in (found for id_ in sorted(about) if (found := after.case(id_)) and found.alike):
        decision = _put_right(world, decision, case, event, now)
    return decision


def _put_right(world: World, decision: Decision, case: Case, event: Event, now: datetime) -> Decision:
    assert case.alike is not None
    before = world.case(case.id)
    had = before is None or before.alike is None or before.alike.carded
    if case.alike.carded and had:
        stale = case.alike.example and before is not None and before.lines != case.lines
        drawn = desk.group_card(case.alike.id, event.shop, event.key, now) if stale else None
        return decision + Decision((drawn,)) if drawn else decision
    if case.alike.carded or case.agent_id:
        own = replace(case, alike=replace(case.alike, carded=True))
        kept = [effect for effect in decision.effects if not _tells(effect, case, frozenset({"case_card"}))]
        return Decision((*kept, Put(subject=own), desk.card(own, event.shop, event.key, now, first="yes")))
    quiet = tuple(effect for effect in decision.effects if not _tells(effect, case))
    late = any(_tells(effect, case, frozenset({"clock_missed"})) for effect in decision.effects)
    return Decision((*quiet, *(_late(world, case, event, now) if late else ())))


def _tells(effect: Effect, case: Case | None = None, kinds: frozenset[str] = ABOUT_ONE) -> TypeGuard[SendMessage]:
    """Is it one of these messages, about this case (None: any)?"""
    if not isinstance(effect, SendMessage) or effect.kind not in kinds:
        return False
    return case is None or effect.about == case.ref


def _late(world: World, case: Case, event: Event, now: datetime) -> tuple[SendMessage, ...]:
    """To each lead, once for the whole group: the same id is one message."""
    assert case.alike is not None
    return tuple(
        SendMessage(
            id=digest(event.shop, "group_missed", case.alike.id, lead), kind="group_missed", channel="slack", to=lead,
            about=group_ref(case.alike.id), params={"group": case.alike.id}, not_after=now + timedelta(hours=12),
            wakes=True,
        )
        for lead in desk.leads(world)
    )  # fmt: skip
