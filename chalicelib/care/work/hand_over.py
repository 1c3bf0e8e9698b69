"""A case goes to somebody else, with a note that says what they should know. The second time it goes to a lead."""

from dataclasses import replace

from chalicelib.care import desk_messages as desk
from chalicelib.care import hearing
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.events import CaseHandedOver
from chalicelib.care.presence import is_away, member, members, on_duty
from chalicelib.care.routing import choose, released, route
from chalicelib.care.state import Agent, CaseNote, CaseState
from chalicelib.care.work.holding import woken
from chalicelib.care.work.note import KEPT, LONGEST
from chalicelib.care.work.task import Task

SECOND = 2


def impossible(task: Task) -> str:
    """Why it cannot be handed on like that, "" if it can."""
    event = task.event
    assert isinstance(event, CaseHandedOver)
    if not event.note.strip():
        return "note_needed"
    if event.to:
        return "not_to_them" if member(task.world, event.to) is None or event.to == task.case.agent_id else ""
    return "" if _able(task, event.skill) else "nobody_has_skill"


def handed_over(task: Task) -> Decision:
    """It waits for the other one's claim, and takes their capacity at once; the giver's is free."""
    event = task.event
    assert isinstance(event, CaseHandedOver)
    count = task.case.handling.handovers + 1
    notes = (*task.case.handling.notes, CaseNote(task.agent.name, task.now, event.note[:LONGEST]))[-KEPT:]
    handling = replace(task.case.handling, handovers=count, notes=notes, snoozed_until=None)
    case = replace(
        task.case, state=CaseState.WAITING, agent_id="", agent_name="", handling=handling,
        waiting_since=task.case.waiting_since or task.now,
    )  # fmt: skip
    giver = task.world.agent(task.case.agent_id)
    fact = RecordFact(
        id=digest(event.shop, "handover", case.id, count), name="handover", at=task.now,
        dimensions={**hearing.dimensions(case), "agent": task.agent.id},
    )  # fmt: skip
    effects: list[Effect] = [Put(subject=case), fact, *woken(task.case)]
    if giver:
        effects.append(Put(subject=released(giver, case)))
    decision = Decision(tuple(effects))
    task = task.after(decision)
    target, why = _target(task, count)
    decision += _given(task, target, why) if target else route(task.world, task.case, event.shop, event.key, task.now)
    task = task.after(decision)
    told = [desk.to_agent("handed_over", task.case, target.id, event.shop, event.key, task.now, name=task.agent.name)
            for target in [task.world.agent(task.case.agent_id)] if target]  # fmt: skip
    note = Note(case.ref, "case.handed_over", f"by {task.agent.name} to {task.case.agent_name or 'nobody yet'}: {why}")
    line = task.line("handed_over", to=task.case.agent_name, text=event.note[:LONGEST])
    return decision + Decision((note, task.card(), line, *told))


def _target(task: Task, count: int) -> tuple[Agent | None, str]:
    """Who gets it, None if nobody is there; and why they."""
    event = task.event
    assert isinstance(event, CaseHandedOver)
    if count >= SECOND and (lead := _lead(task)):
        return lead, f"handover number {count}: a lead takes it"
    if event.to:
        return task.world.agent(event.to), "named by the giver"
    choice = choose(_able(task, event.skill), task.case, task.now)
    return choice.agent, f"has the skill {event.skill}; {choice.why}"


def _given(task: Task, agent: Agent, why: str) -> Decision:
    case = replace(
        task.case, agent_id=agent.id, agent_name=agent.name, routed_because=f"handed over: {why}", unassigned_since=None
    )
    holds = tuple(dict.fromkeys((*agent.open_case_ids, case.id)))
    return Decision((Put(subject=case), Put(subject=replace(agent, open_case_ids=holds, given_at=task.now))))


def _lead(task: Task) -> Agent | None:
    """A lead who is on duty, else one who is not away, else any; never the giver, unless nobody else leads."""
    leads = [each for each in members(task.world) if each.lead and each.id != task.agent.id]

    def readiness(lead: Agent) -> tuple[bool, bool, int]:
        return not on_duty(lead, task.now), is_away(lead, task.now), len(lead.open_case_ids)

    return min(leads, key=readiness, default=None)


def _able(task: Task, skill: str) -> tuple[Agent, ...]:
    return tuple(each for each in members(task.world) if skill and skill in each.skills and each.id != task.agent.id)
