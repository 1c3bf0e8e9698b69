"""Where a message belongs: the case that it goes on with."""

from datetime import timedelta

from chalicelib.care.events import MessageReceived
from chalicelib.care.identity import STRONG, Whose
from chalicelib.care.personal import is_erased
from chalicelib.care.references import thread_name
from chalicelib.care.state import Case, CaseState
from chalicelib.care.world import World

RECENT = timedelta(days=30)


def of_thread(world: World, event: MessageReceived) -> Case | None:
    """The case it answers, by its own word or by where it stands."""
    answered = (world.named("mail", id_) for id_ in event.refers_to)
    for id_ in (event.case_id, *(ref.id for ref in answered if ref)):
        if (case := world.case(id_)) and not is_erased(case):
            return case
    ref = world.named("thread", thread_name(event))
    case = world.case(ref.id) if ref else None
    return None if is_erased(case) or _is_past(case, event) else case


def _is_past(case: Case | None, event: MessageReceived) -> bool:
    """A mail's subject is no thread for ever: the same one after a month is another matter."""
    if case is None or event.channel != "email":
        return False
    last = max((line.at for line in case.lines), default=case.opened_at)
    return event.occurred_at - last > RECENT


def of_person(world: World, found: Whose) -> Case | None:
    """Their open case, whatever channel it came by: nobody tells their story twice."""
    person = world.person(found.customer.id) if found.customer and found.evidence in STRONG else None
    case = world.case(person.open_case_id) if person else None
    return case if case and case.state in (CaseState.WAITING, CaseState.CLAIMED) else None
