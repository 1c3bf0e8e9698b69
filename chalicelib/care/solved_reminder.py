""" "Did we solve it?", once more: who has not answered is reminded once, if the policy wants it."""

from datetime import datetime

from chalicelib.care import surveys
from chalicelib.care.effects import Decision, Note
from chalicelib.care.events import TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.solved_question import question, why_not_asked
from chalicelib.care.state import Ref
from chalicelib.care.survey_way import way
from chalicelib.care.world import World


def remind(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Ask once more, if nobody answered and it is still so. It is the same question: it counts no second time."""
    case = world.case(Ref.parse(event.subject).id)
    cycle = int(event.params.get("cycle", "0"))
    if case is None:
        return Decision()
    person = world.person(case.customer_id)
    how = way(case, person, now)
    off = "" if policy.solved.remind_after else "solved.remind_after is zero"
    why_not = off or why_not_asked(case, cycle, policy) or how.why_not or surveys.why_muted(person, how.queue)
    if why_not:
        return Decision((Note(case.ref, "solved_reminder.not_asked", why_not),))
    why = f"no answer in cycle {cycle} for solved.remind_after; {how.said}"
    message = question("solved_reminder", case, how, event.shop, now, policy)
    return Decision((message, Note(case.ref, "solved_reminder.decided", why)))
