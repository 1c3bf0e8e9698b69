"""What has been kept long enough is forgotten. The night rings; here it is decided, like everything else."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Put
from chalicelib.care.events import TimerFired
from chalicelib.care.personal import LONG_AGO, is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Customer, Ref
from chalicelib.care.world import World

KEEP_ENDS = "keep_ends"
BY = "retention"


def judge(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Forget a customer or a case's words, or look again when their time will be over by then."""
    subject = world.subjects.get(Ref.parse(event.subject))
    if not isinstance(subject, Customer | Case) or is_erased(subject):
        return Decision()
    keep_until = _keep_until(world, subject, now, policy)
    if keep_until > now:
        return Decision((Put(subject=replace(subject, keep_until=keep_until)),))
    from chalicelib.care.erasure import begin  # of those that are looked at few are forgotten

    return begin(world, subject, event, BY, now)


def _keep_until(world: World, subject: Customer | Case, now: datetime, policy: Policy) -> datetime:
    rules = policy.retention
    if isinstance(subject, Case):
        at_work = subject.state in (CaseState.WAITING, CaseState.CLAIMED)
        return (now if at_work else subject.resolved_at or subject.opened_at) + rules.case_texts
    person = world.person(subject.id) or subject  # another record of theirs may be the one in use
    case = world.case(person.open_case_id)
    at_work = case is not None and case.state is not CaseState.CLOSED
    return (now if at_work else person.last_at or person.since or LONG_AGO) + rules.customers
