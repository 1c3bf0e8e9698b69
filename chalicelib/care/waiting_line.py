"""The cases that wait for somebody to be free: which events look at them, and at which of them."""

from datetime import datetime

from chalicelib.care import events as e
from chalicelib.care.presence import is_away, members
from chalicelib.care.references import thread_name
from chalicelib.care.shifts import on_shift
from chalicelib.care.state import Ref
from chalicelib.care.world import World

# How many of them one event looks at, in the languages of those who are there.
LOOKED_AT = 25
# How many cases of one agent an event looks at who goes.
HELD = 25
PRESENCE = "presence"
ROUTE_AGAIN = "route_again"
# Events that bring a case to be given to somebody, or free somebody to take one.
OFFERING = (
    e.MessageReceived, e.ConversationLogged, e.SurveyAnswered, e.ReviewPosted, e.SolvedAnswered, e.MessageWithdrawn,
    e.CaseResolved, e.CaseDismissed, e.CaseHandedOver, e.SenderBlocked, e.AgentSet, e.AgentAway, e.AgentRemoved,
    e.CaseReleased,
)  # fmt: skip
# And timers of these kinds.
OFFERING_TIMERS = frozenset({ROUTE_AGAIN, PRESENCE})


def offers(event: e.Event, world: World) -> bool:
    """May this event lead to a case being given to somebody? One more message of a case that is somebody's does not."""
    if isinstance(event, e.TimerFired):
        return event.kind in OFFERING_TIMERS
    if not isinstance(event, OFFERING) or event.history:
        return False
    ref = world.named("thread", thread_name(event)) if isinstance(event, e.MessageReceived) else None
    case = world.case(ref.id) if ref else None
    return case is None or not (case.queue and case.agent_id)


def held_by_absent(event: e.Event, world: World) -> tuple[Ref, ...]:
    """What the agent holds whom the event may take off duty."""
    match event:
        case e.AgentAway() | e.AgentRemoved():
            agent = world.agent(event.agent_id)
        case e.AgentSet():
            agent = world.agent(event.agent.id)
        case e.TimerFired(kind="presence"):
            agent = world.agent(Ref.parse(event.subject).id)
        case _:
            agent = None
    return tuple(Ref("case", id_) for id_ in agent.open_case_ids[:HELD]) if agent else ()


def languages_there(event: e.Event, world: World, now: datetime) -> frozenset[str]:
    """The languages of everybody who may be on duty once the event is decided: other cases nobody could take."""
    there = [agent for agent in members(world) if on_shift(agent.shifts, now) and not is_away(agent, now)]
    if isinstance(event, e.AgentAway) and (back := world.agent(event.agent_id)):
        there.append(back)
    if isinstance(event, e.AgentSet):
        there.append(event.agent)
    return frozenset(language for agent in there for language in agent.languages)
