"""Look-alikes: many cases of one topic and language, or of the same words, within minutes of each other.

From so many on (`groups.at_least`) they are a group: one card shows how many there are, the leads are told once, and
whoever else writes alike waits in it, with a case and clocks of their own, but without a card, a ping or a place in
somebody's hands. Nothing here counts them: while they are too few, the last ones stand on the group's snapshot; once
they are a group, a new one changes nothing but itself, and at most once a minute the time on the group. How many wait
is counted in the open index when the card is drawn.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SendMessage, SetTimer, digest
from chalicelib.care.events import MessageReceived, TimerFired
from chalicelib.care.first_words import first_words
from chalicelib.care.folding import folded
from chalicelib.care.identity import whose
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Group, Grouped, Ref, Sighting
from chalicelib.care.vocabulary import Topic
from chalicelib.care.where import of_person, of_thread
from chalicelib.care.world import World

GROUP_LOOKED = "group_looked"
MINUTE = timedelta(minutes=1)
READ = 40  # words of a text that are compared


def sought(world: World, event: MessageReceived, now: datetime, policy: Policy) -> Ref | None:
    """The group that a message may be one more of; None for one that opens no case."""
    if event.history or event.robot:
        return None
    found = whose(world, event, policy)
    if of_thread(world, event) or of_person(world, found):
        return None
    return group_of(first_words(world, event, found, now, policy).case, event.text)


def group_of(case: Case, words: str) -> Ref | None:
    """The group that a new case would be one of; None for one that wants to be looked at by itself."""
    if by_itself(case):
        return None
    language = case.language or "xx"
    if case.topic and case.topic != Topic.OTHER:
        return Ref("group", f"{case.topic}.{language}")
    # Links, accounts, numbers and signs differ from one copy to the next.
    plain = re.sub(r"https?://\S+|@\S+|#\S+|\d+", " ", folded(words))
    said = re.findall(r"\w+", plain)[:READ]
    return Ref("group", f"text-{digest(*said)[:8]}.{language}") if said else None


def by_itself(case: Case) -> bool:
    """Does it want what no text to many gives: a call, or that somebody looks at a picture?"""
    return case.call is not None or any(line.files for line in case.lines)


def joined(world: World, case: Case, ref: Ref | None, event: MessageReceived, now: datetime) -> Decision | None:
    """A new case that waits in the group of its look-alikes; None if they are none."""
    group = world.group(ref.id) if ref else None
    if group is None or group.opened_at is None or group.seen_at is None:
        return None
    member = replace(case, alike=Grouped(id=group.round))
    why = f"one of many that look alike ({group.id}) since {group.opened_at:%Y-%m-%d %H:%M} UTC: it waits on their card"
    effects: list[Effect] = [Put(subject=member), Note(case.ref, "case.grouped", why)]
    if now - group.seen_at >= MINUTE:
        # Only now and then, or a flood would wait for one item: the card is at most a minute behind.
        effects += [
            Put(subject=replace(group, seen_at=now)), desk.group_card(group.round, event.shop, event.key, now),
            SetTimer(about=group.ref, kind=GROUP_LOOKED, due_at=now + MINUTE),
        ]  # fmt: skip
    return Decision(tuple(effects))


def noticed(
    world: World, case_id: str, ref: Ref | None, event: MessageReceived, now: datetime, policy: Policy
) -> Decision:
    """Remember that this case came; and if it is one of many that look alike, they are a group from now on."""
    case = world.case(case_id)
    if ref is None or case is None:
        return Decision()
    group = world.group(ref.id) or Group(id=ref.id, topic=_topic(case), language=case.language)
    seen = (*_of_late(group, now, policy), Sighting(case.id, now))
    if case.unassigned_since and not told_lately(group, now, policy):
        group = replace(group, nobody_at=now)
    if len(seen) < policy.groups.at_least:
        return Decision((Put(subject=replace(group, seen=seen)),))
    return _opened(world, group, seen, case, event, now, policy)


def told_lately(group: Group | None, now: datetime, policy: Policy) -> bool:
    """Did the leads hear of late that nobody can take one of these?"""
    return bool(group and group.nobody_at and now - group.nobody_at < policy.groups.within)


def looked(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Some time after the group was opened, or after one came: its first cases are marked, its card is drawn anew.

    If nobody wrote alike for so long (`groups.quiet`), it takes in no more, and surge mode ends if it began with it.
    """
    group = world.group(Ref.parse(event.subject).id)
    if group is None or group.opened_at is None or group.seen_at is None:
        return Decision()
    decision = _marked(world, group, event, now)
    ends = group.seen_at + policy.groups.quiet
    if now < ends:
        again = SetTimer(about=group.ref, kind=GROUP_LOOKED, due_at=ends)
        return decision + Decision((again, desk.group_card(group.round, event.shop, event.key, now)))
    over = replace(group, opened_at=None)
    effects: list[Effect] = [
        Put(subject=over), desk.group_card(over.round, event.shop, event.key, now),
        Note(group.ref, "group.over", f"nobody wrote alike since {group.seen_at:%Y-%m-%d %H:%M} UTC (groups.quiet)"),
    ]  # fmt: skip
    if world.workload.surge_by == str(group.ref) and world.workload.surge_since:
        effects.append(Put(subject=replace(world.workload, surge_since=None)))
        effects.append(Note(world.workload.ref, "surge.off", f"by {group.ref}"))
    return decision + Decision(tuple(effects))


def _opened(
    world: World, group: Group, seen: tuple[Sighting, ...], case: Case, event: MessageReceived, now: datetime,
    policy: Policy,
) -> Decision:  # fmt: skip
    first = tuple(each.case_id for each in seen)
    group = replace(
        group, seen=(), number=group.number + 1, opened_at=now, seen_at=now, first_ids=first, example_id=case.id
    )
    surge = policy.groups.surge and world.workload.surge_since is None
    why = f"{len(seen)} alike within {policy.groups.within} (groups.at_least, groups.within)"
    effects: list[Effect] = [
        Put(subject=group), Put(subject=replace(case, alike=Grouped(id=group.round, carded=True, example=True))),
        desk.group_card(group.round, event.shop, event.key, now, first="yes"), Note(group.ref, "group.opened", why),
        SetTimer(about=group.ref, kind=GROUP_LOOKED, due_at=now + MINUTE),
        RecordFact(id=digest(event.shop, "group_opened", group.round), name="group_opened", at=now,
                   dimensions={"topic": group.topic or "unsorted", "language": group.language}),
        *_alerts(world, group, len(seen), surge, event, now, policy),
    ]  # fmt: skip
    if surge:
        effects += [
            Put(subject=replace(world.workload, surge_since=now, surge_by=str(group.ref))),
            Note(world.workload.ref, "surge.on", f"by {group.ref}: {why}; groups.surge"),
        ]  # fmt: skip
    return Decision(tuple(effects))


def _alerts(
    world: World, group: Group, many: int, surge: bool, event: MessageReceived, now: datetime, policy: Policy
) -> list[Effect]:
    """Each lead hears of it once, with the way to the card."""
    minutes = int(policy.groups.within.total_seconds()) // 60
    on = "switched" if surge else "on" if world.workload.surge_since else ""
    params = {"group": group.round, "n": str(many), "minutes": str(minutes), "surge": on}
    return [
        SendMessage(
            id=digest(event.shop, "group_alert", group.round, lead), kind="group_alert", channel="slack", to=lead,
            about=group.ref, params=params, not_after=now + timedelta(hours=2), wakes=True,
        )
        for lead in desk.leads(world)
    ]  # fmt: skip


def _marked(world: World, group: Group, event: TimerFired, now: datetime) -> Decision:
    """The cases that came before it was a group say that they are one of many; they keep their cards and agents."""
    effects: list[Effect] = []
    for case in (found for id_ in group.first_ids if (found := world.case(id_))):
        if case.erased_at or case.alike or case.state not in (CaseState.WAITING, CaseState.CLAIMED):
            continue
        marked = replace(case, alike=Grouped(id=group.round, carded=True))
        effects += [
            Put(subject=marked), desk.card(marked, event.shop, event.key, now),
            Note(case.ref, "case.grouped", f"one of the first that look alike ({group.id})"),
        ]  # fmt: skip
    return Decision(tuple(effects))


def _of_late(group: Group, now: datetime, policy: Policy) -> tuple[Sighting, ...]:
    return tuple(each for each in group.seen if now - each.at <= policy.groups.within)


def _topic(case: Case) -> str:
    return case.topic if case.topic != Topic.OTHER else ""
