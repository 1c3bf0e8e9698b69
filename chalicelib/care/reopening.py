"""A case that was resolved or closed is open again: the customer wrote, said No, or it came up in a talk."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care import first_contact, hearing
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.identity import STRONG
from chalicelib.care.presence import member, on_duty
from chalicelib.care.routing import route
from chalicelib.care.state import Case, CaseState
from chalicelib.care.surveys import SOLVED_REMIND
from chalicelib.care.work.holding import ASK_SOLVED
from chalicelib.care.world import World


def reopened(
    world: World, case: Case, why: str, shop: str, key: str, now: datetime, by_hand: bool = False
) -> Decision:  # fmt: skip
    """The case is open again: with the same agent, first in their queue, the leads told.

    If that agent is not there, it is offered to those who are; whoever gets it sees the whole story on the card.
    `by_hand`: an agent opens it, and has it whether on duty or not.
    """
    agent = member(world, case.agent_id)
    here = agent is not None and (by_hand or on_duty(agent, now))
    was_asked = case.asked_cycle >= case.cycle > 0
    open_again = replace(
        case, state=CaseState.CLAIMED if here else CaseState.WAITING, priority=case.priority + 1,
        reopened=case.reopened + 1, reopened_at=now, waiting_since=now,
        agent_id=case.agent_id if here else "", agent_name=case.agent_name if here else "",
        handling=replace(case.handling, unasked=False, dismissed=""),
    )  # fmt: skip
    was = "dismissed" if case.handling.dismissed else "resolved"
    open_again, facts = first_contact.opened_again(open_again, shop, now)
    effects: list[Effect] = [
        Put(subject=open_again), *facts,
        CancelTimer(about=case.ref, kind=SOLVED_REMIND if was_asked else ASK_SOLVED),
        Note(case.ref, "case.reopened", f"{why}; with {case.agent_name or 'nobody'}, priority {case.priority + 1}"),
        RecordFact(id=digest(shop, "case_reopened", case.id, key), name="case_reopened", at=now,
                   dimensions={**hearing.dimensions(case), "was": was}),
        desk.card(open_again, shop, key, now), desk.line(open_again, "reopened", shop, key, now, why=why),
    ]  # fmt: skip
    if agent and here:
        others = tuple(id_ for id_ in agent.open_case_ids if id_ != case.id)
        effects.append(Put(subject=replace(agent, open_case_ids=(case.id, *others))))
    customer = world.customer(case.customer_id)
    if customer and (case.evidence in STRONG or customer.last_case_id == case.id):
        # Theirs, not one of somebody who only gave their address.
        effects.append(Put(subject=replace(customer, open_case_id=case.id)))
    effects += [desk.to_lead("lead_reopened", open_again, lead, shop, key, now, why=why) for lead in desk.leads(world)]
    decision = Decision(tuple(effects))
    if here:
        return decision
    # That line says already if nobody has it.
    return decision + route(world.after(decision), open_again, shop, key, now, story_with=case.agent_id, told=False)
