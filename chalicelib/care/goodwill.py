"""Giving a customer something: within somebody's limits at once, above them by one press of a lead.

What an agent has given in a period and what an order was given are snapshots that every decision writes: of two
presses at one moment the second is decided again, and sees the first.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import authority
from chalicelib.care import desk_messages as desk
from chalicelib.care.authority import Ledger
from chalicelib.care.effects import (
    CancelTimer,
    Decision,
    Effect,
    Note,
    Put,
    SendMessage,
    SetTimer,
    digest,
)
from chalicelib.care.events import GoodwillApproved, GoodwillPress, GoodwillWanted, Press, TimerFired
from chalicelib.care.goodwill_lines import deciders, line
from chalicelib.care.personal import is_erased
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, CaseState, Goodwill, GoodwillState, Ref, Spending
from chalicelib.care.vocabulary import Money
from chalicelib.care.work.task import Task
from chalicelib.care.world import World

KIND = "goodwill"
ASK_ENDS, SLOW = "goodwill_ask_ends", "goodwill_slow"
# How long the store is tried before people are asked to see to it.
TRIED_FOR = timedelta(days=2)


def not_theirs(given: Task) -> str:
    """Another agent's case is theirs to give on; a lead may on any."""
    case, agent = given.case, given.agent
    held = case.state is CaseState.CLAIMED and case.agent_id != agent.id
    return "held_by_another" if held and not agent.lead else ""


def wanted(given: Task) -> Decision:
    """An agent fills in the dialog: give it, ask a lead, or say why it cannot be."""
    event, world, now, policy = given.event, given.world, given.now, given.policy
    assert isinstance(event, GoodwillWanted)
    wish = authority.Wish(kind=event.kind, amount=event.amount, about=world.order(given.case.order_id) or given.case)
    if why_not := authority.impossible(wish) or ("only_observing" if policy.mode == "observe" else ""):
        return refused(event, given.case, why_not, now)
    entry = _entry(event, given.case, given.agent, world, now, policy)
    if passed := authority.above(given.agent, world.spending(given.agent.id), wish, now, policy):
        return _asked(world, replace(entry, above=passed), event, now, policy)
    return approved(world, entry, given.agent, event, now, policy)


def decided(world: World, event: GoodwillPress, now: datetime, policy: Policy) -> Decision:
    """A lead decides: the first press counts, their own limits hold, and nobody decides on what they ask for."""
    entry, lead, case = world.goodwill(event.item), member(world, event.slack_user), world.case(event.case_id)
    if entry is None or case is None:
        return refused(event, case, "no_such_goodwill", now)
    says_yes = isinstance(event, GoodwillApproved)
    why_not = _may_not_decide(entry, lead, case)
    if says_yes and lead and not why_not:
        wish = authority.wish_of(entry, ledger(world, entry))
        passed = authority.above(lead, world.spending(lead.id), wish, now, policy)
        why_not = authority.impossible(wish) or ("above_your_limit" if passed else "")
    if why_not or lead is None:
        return refused(event, case, why_not, now, name=entry.decided_name)
    if says_yes:
        return approved(world, entry, lead, event, now, policy)
    declined = replace(
        entry, state=GoodwillState.DECLINED, decided_by=lead.id, decided_name=lead.name, decided_at=now
    )  # fmt: skip
    return put(world, declined) + Decision((
        CancelTimer(about=entry.ref, kind=ASK_ENDS), *notes(entry, "goodwill.declined", f"by {lead.name}"),
        line(declined, "declined", event.shop, event.key, now, name=lead.name),
    ))  # fmt: skip


def ask_ended(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """No lead has decided in time."""
    entry = world.goodwill(Ref.parse(event.subject).id)
    if entry is None or entry.state is not GoodwillState.ASKED:
        return Decision()
    expired = replace(entry, state=GoodwillState.EXPIRED)
    why = f"no lead decided within {policy.authority.expires} (authority.expires)"
    return put(world, expired) + Decision((
        *notes(entry, "goodwill.expired", why), line(expired, "expired", event.shop, event.key, now),
    ))  # fmt: skip


def approved(world: World, entry: Goodwill, by: Agent, event: Press, now: datetime, policy: Policy) -> Decision:
    """It is given: it counts in the period of who decided, and the store is told, or a person."""
    period = authority.period_of(now, policy)
    by_hand = entry.way == "person"
    given = replace(
        entry, state=GoodwillState.MOVING if by_hand else GoodwillState.APPROVED, decided_by=by.id,
        decided_name=by.name, decided_at=now, charged_to=by.id, period=period,
    )  # fmt: skip
    spending = authority.charged(world.spending(by.id), entry.kind, entry.amount, period)
    why = f"{worth(entry)} for {entry.reason}, by {by.name}; they have given {_spent(spending, entry)} in {period}"
    effects: list[Effect] = [
        Put(subject=spending), CancelTimer(about=entry.ref, kind=ASK_ENDS),
        SetTimer(about=entry.ref, kind=SLOW, due_at=now + policy.authority.remind),
        *notes(entry, "goodwill.approved", f"{why}; done by {entry.way}"),
        line(given, "by_hand" if by_hand else "given", event.shop, event.key, now, name=by.name, text=given.words,
             code=given.code),
    ]  # fmt: skip
    if not by_hand:
        effects.append(_to_the_store(given, event.shop, now))
    return put(world, given) + Decision(tuple(effects))


def put(world: World, entry: Goodwill) -> Decision:
    """Write the entry, and what its order or case knows of it."""
    about = ledger(world, entry)
    known = [entry.given if each.id == entry.id else each for each in about.given]
    if entry.id not in {each.id for each in about.given}:
        known.append(entry.given)
    return Decision((Put(subject=entry), Put(subject=replace(about, given=tuple(known)))))


def ledger(world: World, entry: Goodwill) -> Ledger:
    """Where it is counted: its order, or the case if it is about none. KeyError if that is gone."""
    about = world.order(entry.order_id) if entry.order_id else world.case(entry.case_id)
    if about is None:
        raise KeyError(f"{entry.ref} is about nothing that is known")
    return about


def notes(entry: Goodwill, what: str, why: str) -> tuple[Note, ...]:
    """The same line for the entry, its case and its order: each tells its story."""
    refs = (entry.ref, Ref("case", entry.case_id), *([Ref("order", entry.order_id)] if entry.order_id else []))
    return tuple(Note(ref, what, why if ref == entry.ref else f"{entry.kind} {entry.id}: {why}") for ref in refs)


def worth(entry: Goodwill) -> str:
    """Kind and amount, for timelines."""
    return f"{entry.kind} of {entry.amount.minor} {entry.amount.currency} (minor units)"


def refused(event: Press, case: Case | None, reason: str, now: datetime, **params: str) -> Decision:
    """Say to who pressed why nothing happened."""
    effects: list[Effect] = [desk.refusal(event, case, reason, now, **params)]
    if case:
        effects.append(Note(case.ref, "press.refused", f"{type(event).__name__} by {event.slack_user}: {reason}"))
    return Decision(tuple(effects))


def _may_not_decide(entry: Goodwill, lead: Agent | None, case: Case) -> str:
    if lead is None:
        return "not_on_roster"
    if entry.state is not GoodwillState.ASKED:
        return f"goodwill_{entry.state}"
    if not lead.lead:
        return "not_a_lead"
    if lead.id == entry.agent_id:
        return "own_request"
    return "case_erased" if is_erased(case) else ""


def _entry(event: GoodwillWanted, case: Case, agent: Agent, world: World, now: datetime, policy: Policy) -> Goodwill:
    id_ = digest(event.shop, KIND, event.key)
    order = world.order(case.order_id)
    return Goodwill(
        id=id_, kind=event.kind, amount=event.amount, reason=event.reason, case_id=case.id,
        order_id=order.id if order else "", customer_id=case.customer_id or (order.customer_id if order else ""),
        way=authority.way_of(order.id if order else "", event.kind, policy), agent_id=agent.id,
        agent_name=agent.name, state=GoodwillState.ASKED, asked_at=now, words=event.words,
        code=f"THANKS-{id_[:10].upper()}" if event.kind in authority.VOUCHERS else "",
    )  # fmt: skip


def _asked(world: World, entry: Goodwill, event: Press, now: datetime, policy: Policy) -> Decision:
    """A request stands in the case's thread, and comes to every lead who may decide."""
    ends = now + policy.authority.expires
    leads = deciders(world, entry)
    why = f"{worth(entry)} for {entry.reason}, by {entry.agent_name}: {entry.above}"
    more = {"above": entry.above, "text": entry.words, "leads": str(len(leads))}
    return put(world, entry) + Decision((
        SetTimer(about=entry.ref, kind=ASK_ENDS, due_at=ends),
        *notes(entry, "goodwill.asked", f"{why}; {len(leads)} leads are asked until {ends:%Y-%m-%d %H:%M} UTC"),
        line(entry, "asked", event.shop, event.key, now, **more),
        *(line(entry, "asked", event.shop, event.key, now, to=lead, **more) for lead in leads),
    ))  # fmt: skip


def _to_the_store(entry: Goodwill, shop: str, now: datetime) -> SendMessage:
    """One row for one entry, whatever is pressed or retried: its id is made of the entry's."""
    return SendMessage(
        id=digest(shop, KIND, "store", entry.id), kind=KIND, channel="store", to=f"store:{entry.way}", about=entry.ref,
        params={"order": entry.order_id}, not_after=now + TRIED_FOR, wakes=True,
    )  # fmt: skip


def _spent(spending: Spending, entry: Goodwill) -> Money:
    return Money(authority.spent(spending, entry.kind, entry.amount.currency, spending.period), entry.amount.currency)
