"""What happens to a case moves its clocks. Runs after whatever decided: the clocks follow from the case as it is put.

So no automation has to think of them. The first clock runs from the case's opening to the first answer, also while it
is snoozed: nobody can wait for a customer who was not answered yet. The next one runs from the customer's first words
after our answer, not from their latest: who writes again must not wait longer. Resolution stands while the customer's
answer is awaited, and both of these while the case is snoozed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.care import hearing
from chalicelib.care.business_time import Calendar
from chalicelib.care.clocks import ended, is_kept, notice_at, paused, resumed, started, total
from chalicelib.care.effects import CancelTimer, Decision, Effect, Put, RecordFact, SetTimer, digest
from chalicelib.care.events import Event, TimerFired
from chalicelib.care.holidays import calendar
from chalicelib.care.personal import is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.service_rules import Queue
from chalicelib.care.state import Case, CaseState, Clock, Clocks
from chalicelib.care.world import World

CLOCK_DUE = "clock_due"
OPEN = (CaseState.WAITING, CaseState.CLAIMED)
# How much the latest answer says of the pace (care/expected_wait.py).
NEWEST = 0.2
ANGRY = frozenset({"negative", "angry"})


class Turn(NamedTuple):
    """A case before an event (None: it is new) and after it, with what its clocks go by."""

    before: Case | None
    case: Case
    queue: Queue
    calendar: Calendar
    now: datetime


def kept(world: World, decision: Decision, event: Event, now: datetime, policy: Policy) -> Decision:
    """The clocks, the timer and the facts of every case that this decision changes."""
    put = {effect.subject.id: effect.subject for effect in decision.effects
           if isinstance(effect, Put) and isinstance(effect.subject, Case)}  # fmt: skip
    effects: list[Effect] = []
    for case in put.values():
        before = world.case(case.id)
        if before == case and not _rang(event, case):
            continue
        turn = _turn(world, before, case, now, policy)
        clocks = _moved(turn)
        clocks = replace(clocks, notice_at=notice_at(clocks, turn.calendar, now if _rang(event, case) else None))
        effects += [Put(subject=replace(case, clocks=clocks))] if clocks != case.clocks else []
        effects += _timer(before, case, clocks, event)
        effects += _facts(turn, clocks, event.shop)
        effects += _expected(world.after(decision), turn, clocks, event.shop)
    return Decision(tuple(effects))


def calendar_of(world: World, queue: Queue, policy: Policy) -> Calendar:
    """When there are people for a queue."""
    return calendar(world, queue.hours, queue.zone or policy.shop.zone, queue.holidays)


def queue_of(case: Case, policy: Policy) -> Queue:
    """The queue of a case; of one whose queue is gone from the policy, the one that its channel has now."""
    return policy.queues.get(case.clocks.queue) or policy.queues[policy.queue_of(case.channel)]


def _turn(world: World, before: Case | None, case: Case, now: datetime, policy: Policy) -> Turn:
    queue = queue_of(case, policy)
    if not case.clocks.queue:
        case = replace(case, clocks=replace(case.clocks, queue=policy.queue_of(case.channel)))
    return Turn(before, case, queue, calendar_of(world, queue, policy), now)


def _moved(turn: Turn) -> Clocks:
    case, clocks = turn.case, turn.case.clocks
    if is_erased(case) or (case.state is CaseState.CLOSED and case.resolved_at is None):
        # Forgotten or taken back: nothing was answered, and nobody waits.
        return Clocks(queue=clocks.queue)
    if case.state not in OPEN and turn.before and turn.before.state not in OPEN:
        return clocks  # it was over, and is
    if case.state is CaseState.CLOSED and turn.before:
        # Closed as none, or the customer says that it is solved after all: nothing was answered, and nobody solved it.
        later = clocks.next if clocks.next and clocks.next.ended_at else None
        return replace(clocks, first=_first(turn), next=later, resolution=None, claimed_after=None)
    if case.state not in OPEN:
        at = case.resolved_at or turn.now
        return replace(
            clocks, first=_first(turn), claimed_after=None,
            next=_ended(turn, clocks.next, at), resolution=_ended(turn, _resolution(turn), at),
        )  # fmt: skip
    going = _stopped_or_going(turn, _resolution(turn))
    return replace(
        clocks, first=_first(turn), next=_next(turn), resolution=going, claimed_after=_claimed_after(turn, going)
    )


def _claimed_after(turn: Turn, clock: Clock) -> timedelta | None:
    """The first claim since it is open counts: who has it later goes on with what was done."""
    before = turn.case.clocks.claimed_after
    if before is not None or turn.case.state is not CaseState.CLAIMED:
        return before
    return total(clock, turn.now, turn.calendar)


def _first(turn: Turn) -> Clock | None:
    case, clock = turn.case, turn.case.clocks.first
    if (
        clock is None
        and case.first_response_at
        and (turn.before or not any(line.who == "customer" for line in case.lines))
    ):
        return None  # answered before there were clocks, or an agent wrote first: nobody waited for an answer
    angry = case.public and case.tone in ANGRY
    clock = clock or started(case.opened_at, turn.queue.negative_first if angry else turn.queue.first, turn.calendar)
    if case.first_response_at:
        return _ended(turn, clock, case.first_response_at)
    if case.state not in OPEN:
        # Resolved without a word: nobody waits, until it is opened again.
        at = case.resolved_at if case.resolved_at and case.state is CaseState.RESOLVED else turn.now
        return paused(clock, max(at, clock.started_at), "resolved", turn.calendar)
    return resumed(clock, turn.now, turn.calendar)


def _next(turn: Turn) -> Clock | None:
    case, clock = turn.case, turn.case.clocks.next
    if case.first_response_at is None:
        return clock
    if case.waiting_since is None:
        return _ended(turn, clock, turn.now)
    if clock is None or clock.ended_at:
        since = max(case.waiting_since, case.first_response_at)
        clock = started(since, turn.queue.next, turn.calendar)
    if is_snoozed(case):
        return paused(clock, turn.now, "snoozed", turn.calendar)
    return resumed(clock, turn.now, turn.calendar)


def _resolution(turn: Turn) -> Clock:
    """The clock of this resolution: a case that is open again has a new one."""
    case, clock = turn.case, turn.case.clocks.resolution
    begins = case.reopened_at or case.opened_at
    if clock is None or (case.state in OPEN and clock.ended_at):
        return started(begins, turn.queue.resolution, turn.calendar)
    return clock


def _stopped_or_going(turn: Turn, clock: Clock) -> Clock:
    case = turn.case
    if is_snoozed(case):
        return paused(clock, turn.now, "snoozed", turn.calendar)
    if case.waiting_since is None and case.first_response_at:
        return paused(clock, turn.now, "customer", turn.calendar)
    return resumed(clock, turn.now, turn.calendar)


def is_snoozed(case: Case) -> bool:
    """Has an agent put it off?"""
    return case.handling.snoozed_until is not None


def _ended(turn: Turn, clock: Clock | None, at: datetime) -> Clock | None:
    return ended(clock, max(at, clock.started_at), turn.calendar) if clock else None


def _rang(event: Event, case: Case) -> bool:
    return isinstance(event, TimerFired) and event.kind == CLOCK_DUE and event.subject == str(case.ref)


def _timer(before: Case | None, case: Case, clocks: Clocks, event: Event) -> list[Effect]:
    """One timer for whatever comes next. One that rang just now is not set any more."""
    had = before.clocks.notice_at if before and not _rang(event, case) else None
    if clocks.notice_at == had:
        return []
    if clocks.notice_at is None:
        return [CancelTimer(about=case.ref, kind=CLOCK_DUE)]
    return [SetTimer(about=case.ref, kind=CLOCK_DUE, due_at=clocks.notice_at)]


def _facts(turn: Turn, clocks: Clocks, shop: str) -> Iterator[RecordFact]:
    """What each clock that ended just now came to. Beside the facts in wall time, which keep their names."""
    before = turn.before.clocks if turn.before else Clocks()
    for name, fact in (("first", "first_response"), ("next", "next_response"), ("resolution", "resolution")):
        clock, earlier = getattr(clocks, name), getattr(before, name)
        if clock is None or clock.ended_at is None or (earlier and earlier.ended_at == clock.ended_at):
            continue
        if name == "next":
            yield _fact(turn, clock, shop, fact, clock.ended_at - clock.started_at)
        yield _fact(turn, clock, shop, f"{fact}_worked", clock.used, kept="yes" if is_kept(clock) else "no")
        if name == "resolution" and before.claimed_after is not None:
            yield _fact(turn, clock, shop, "handling", max(clock.used - before.claimed_after, timedelta()))


def _expected(world: World, turn: Turn, clocks: Clocks, shop: str) -> Iterator[Effect]:
    """Once there is a first answer: how right the wait was that the customer was told, and the pace that it shows."""
    first, told = clocks.first, clocks.told_until
    if first is None or first.ended_at is None or told is None or turn.case.first_response_at is None:
        return
    if turn.before and turn.before.first_response_at:
        return
    kept = "yes" if first.ended_at <= told else "no"
    yield _fact(turn, first, shop, "expected_wait", told - first.started_at, kept=kept)
    yield _fact(turn, first, shop, "expected_wait_actual", first.ended_at - first.started_at, kept=kept)
    yield _fact(turn, first, shop, "expected_wait_off", abs(first.ended_at - told), kept=kept)
    if turn.case.alike and turn.case.alike.bulk:
        return  # one text for many says nothing of how fast answers go
    workload = world.workload
    yield Put(subject=replace(workload, pace=learned(workload.pace, first.used, clocks.turns)))


def learned(pace: timedelta | None, answered_in: timedelta, turns: int) -> timedelta:
    """The pace with one more answer: how long it took for so many turns."""
    sample = answered_in / max(turns, 1)
    return sample if pace is None else pace + (sample - pace) * NEWEST


def _fact(turn: Turn, clock: Clock, shop: str, name: str, value: timedelta, **dimensions: str) -> RecordFact:
    case = turn.case
    return RecordFact(
        id=digest(shop, name, case.id, clock.started_at), name=name, at=clock.ended_at or turn.now,
        value=value.total_seconds(),
        dimensions={**hearing.dimensions(case), "agent": case.agent_id, **dimensions},
    )  # fmt: skip
