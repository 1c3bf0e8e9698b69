"""What agents press: claim, reply, resolve. Who is not on the roster is refused with a reason; one claim wins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care import replies
from chalicelib.care.call_back import CALL_DUE
from chalicelib.care.case_opened import with_line
from chalicelib.care.effects import (
    CancelTimer,
    Decision,
    Effect,
    Note,
    Put,
    RecordFact,
    SendMessage,
    SetTimer,
    digest,
)
from chalicelib.care.events import CaseClaimed, CaseResolved, Press, ReplyOpened, ReplyWritten
from chalicelib.care.personal import is_erased
from chalicelib.care.routing import ROUTE_AGAIN, released
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, CaseState, Customer, Evidence, Ref
from chalicelib.care.world import World

ASK_SOLVED = "ask_solved"
# Evidence by which an address may have answers that are somebody's.
PROVED = frozenset({
    Evidence.AGENT, Evidence.STORE, Evidence.ANSWERED, Evidence.HANDLE, Evidence.VERIFIED_ADDRESS,
})  # fmt: skip

Work = Callable[[World, Case, Agent, Press, datetime, Policy], Decision]


def pressed(world: World, event: Press, now: datetime, policy: Policy) -> Decision:
    """Check who pressed and whether the case still allows it; then do it."""
    case, agent = world.case(event.case_id), world.agent(event.slack_user)
    reason, params = _refusal(case, agent, event, world.customer(case.customer_id) if case else None)
    reason = reason or _unanswerable(world, case, event, now, policy)
    if reason or case is None or agent is None:
        effects: list[Effect] = [_refusal_message(event, reason, params, now)]
        if case:
            effects.append(Note(case.ref, "press.refused", f"{type(event).__name__} by {event.slack_user}: {reason}"))
        return Decision(tuple(effects))
    return _WORK[type(event)](world, case, agent, event, now, policy)


def _refusal(
    case: Case | None, agent: Agent | None, event: Press, customer: Customer | None
) -> tuple[str, dict[str, str]]:
    if agent is None:
        return "not_on_roster", {}
    if case is None:
        return "no_such_case", {}
    if is_erased(case) or is_erased(customer):
        return "case_erased", {}
    if case.state in (CaseState.RESOLVED, CaseState.CLOSED):
        return {CaseState.RESOLVED: "case_resolved", CaseState.CLOSED: "case_closed"}[case.state], {
            "agent": case.agent_id
        }
    if case.state is CaseState.CLAIMED and case.agent_id != agent.id:
        return "held_by_another", {"name": case.agent_name}
    return (
        ("", {}) if not (isinstance(event, CaseClaimed) and case.state is CaseState.CLAIMED) else ("yours_already", {})
    )


def _unanswerable(world: World, case: Case | None, event: Press, now: datetime, policy: Policy) -> str:
    """Why nobody can answer this case where it stands, "" if one can or if this is no answer."""
    if case is None or not isinstance(event, ReplyOpened | ReplyWritten):
        return ""
    return replies.refusal(case, world.person(case.customer_id), now, policy)


def _refusal_message(event: Press, reason: str, params: dict[str, str], now: datetime) -> SendMessage:
    if isinstance(event, ReplyOpened):
        return _dialog(event, now, refused=reason, **params)
    return desk.refusal(event, reason, now, **params)


def _claim(world: World, case: Case, agent: Agent, event: Press, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    taken = held(world, case, agent)
    claimed = Decision((
        *taken, CancelTimer(about=case.ref, kind=ROUTE_AGAIN),
        Note(case.ref, "case.claimed", f"by {agent.name}"),
    ))  # fmt: skip
    case = world.after(claimed).case(case.id) or case
    return claimed + Decision((desk.card(case, event.shop, event.key, now),))


def _open_reply(world: World, case: Case, agent: Agent, event: Press, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    assert isinstance(event, ReplyOpened)
    # Slack's press holds the card with the customer's words: this line is how an erasure finds it.
    return Decision((_dialog(event, now), Note(case.ref, "case.reply_opened", f"by {agent.name}")))


def _reply(world: World, case: Case, agent: Agent, event: Press, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Send the reply on the channel the customer used. A reply by a free agent claims the case."""
    assert isinstance(event, ReplyWritten)
    if excess := replies.too_long(case.channel, event.text):
        # The dialog has said so itself, and is still open (slack_dialog.objection).
        why = f"{excess.size} {excess.unit}, and {case.channel} takes {excess.longest}"
        return Decision((Note(case.ref, "reply.refused", f"by {agent.name}: {why}"),))
    decision = Decision(tuple(held(world, case, agent)))
    case = world.after(decision).case(case.id) or case
    answered = with_line(case, "agent", agent.name, now, event.text)
    answered, first = responded(answered, agent, event.shop, now)
    effects: list[Effect] = [
        *first,
        Put(subject=replace(answered, waiting_since=None)),
        _reply_message(world, answered, agent, event, now),
        Note(case.ref, "case.replied", f"by {agent.name} by {case.channel}"),
        desk.card(answered, event.shop, event.key, now),
        desk.line(answered, "replied", event.shop, event.key, now, name=agent.name, text=event.text),
    ]
    return decision + Decision(tuple(effects))


def responded(case: Case, agent: Agent | None, shop: str, at: datetime) -> tuple[Case, tuple[RecordFact, ...]]:
    """The case with its first answer, given at `at`, and the fact if it is the first."""
    if case.first_response_at is not None:
        return case, ()
    fact = RecordFact(
        id=digest(shop, "first_response", case.id), name="first_response", at=at,
        value=(at - case.opened_at).total_seconds(),
        dimensions={"channel": case.channel, "agent": agent.id if agent else ""},
    )  # fmt: skip
    return replace(case, first_response_at=at), (fact,)


def _resolve(world: World, case: Case, agent: Agent, event: Press, now: datetime, policy: Policy) -> Decision:
    decision = Decision(tuple(held(world, case, agent)))
    world = world.after(decision)
    case, agent = world.case(case.id) or case, world.agent(agent.id) or agent
    decision += resolved(world, case, agent, event.shop, now, now, policy)
    done = world.after(decision).case(case.id) or case
    return decision + Decision((
        desk.card(done, event.shop, event.key, now),
        desk.line(done, "resolved", event.shop, event.key, now, name=agent.name),
    ))  # fmt: skip


def resolved(
    world: World, case: Case, agent: Agent | None, shop: str, at: datetime, now: datetime, policy: Policy
) -> Decision:
    """The case is resolved since `at`: off everybody's list, and "Did we solve it?" is asked after a silence.

    `agent`: who did it, None if that is nobody on the roster. A call that the customer waited for is over.
    """
    done = replace(
        case, state=CaseState.RESOLVED, resolved_at=at, cycle=case.cycle + 1, waiting_since=None, call=None
    )  # fmt: skip
    ask_at = now + policy.solved.wait
    dimensions = {"channel": case.channel, "agent": agent.id if agent else ""}
    holder = agent or world.agent(case.agent_id)
    effects: list[Effect] = [
        Put(subject=done), *([Put(subject=released(holder, case))] if holder else []),
        *([CancelTimer(about=case.ref, kind=CALL_DUE)] if case.call else []),
        SetTimer(about=case.ref, kind=ASK_SOLVED, due_at=ask_at, params={"cycle": str(done.cycle)}),
        RecordFact(id=digest(shop, "case_resolved", case.id, done.cycle), name="case_resolved", at=at,
                   dimensions=dimensions),
        RecordFact(id=digest(shop, "resolution", case.id, done.cycle), name="resolution", at=at,
                   value=max((at - (case.reopened_at or case.opened_at)).total_seconds(), 0), dimensions=dimensions),
        Note(case.ref, "case.resolved",
             f"by {agent.name if agent else 'nobody we know'}; asks at {ask_at:%Y-%m-%d %H:%M} UTC (solved.wait)"),
    ]  # fmt: skip
    customer = world.customer(case.customer_id)
    if customer and customer.open_case_id == case.id:
        effects.append(Put(subject=replace(customer, open_case_id="")))
    return Decision(tuple(effects))


def held(world: World, case: Case, agent: Agent) -> list[Effect]:
    """The case in this agent's hands: taken over from whoever it was routed to."""
    if case.state is CaseState.CLAIMED and case.agent_id == agent.id:
        return []
    effects: list[Effect] = [
        Put(subject=replace(case, state=CaseState.CLAIMED, agent_id=agent.id, agent_name=agent.name))
    ]
    other = world.agent(case.agent_id)
    if other and other.id != agent.id:
        effects.append(Put(subject=released(other, case)))
    if case.id not in agent.open_case_ids:
        effects.append(Put(subject=replace(agent, open_case_ids=(*agent.open_case_ids, case.id))))
    return effects


def _reply_message(world: World, case: Case, agent: Agent, event: ReplyWritten, now: datetime) -> SendMessage:
    channel = replies.way(case.channel).queue
    to = f"customer:{case.customer_id}" if channel == "email" else str(case.ref)
    return SendMessage(
        id=digest(event.shop, "agent_reply", event.key), kind="agent_reply", channel=channel, to=to, about=case.ref,
        params={
            "text": event.text, "agent": agent.id, "name": agent.name, "thread": case.thread, "via": case.channel,
            "to": _written_from(world, case) if case.channel in ("whatsapp", "email") else "",
            "item": replies.target(case),
            # Under their own mail, and to the address it came from: another one of theirs is not where they look.
            **({"subject": case.subject} if case.channel == "email" else {}),
        },
        not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip


def _written_from(world: World, case: Case) -> str:
    """Where they wrote from last; "" if the card is surer of the case's customer than we are of that address.

    Anybody can name an order and bear a name. Where that is all, the card says so; where it joined a case of somebody
    we are sure of, the answer goes to the address that we know.
    """
    address, owner = case.author_id, world.customer(case.customer_id)
    if case.channel != "email" or case.evidence not in PROVED or owner is None:
        return address
    if owner.email.strip().lower() == address.strip().lower():
        return address
    person = world.person(owner.id) or owner
    known = [each.evidence for each in person.names if (each.kind, each.value) == ("email", address.strip().lower())]
    return "" if known and not any(each in PROVED for each in known) else address


def _dialog(event: ReplyOpened, now: datetime, **params: str) -> SendMessage:
    """Fill the dialog that was opened empty at the press."""
    return SendMessage(
        id=digest(event.shop, "reply_dialog", event.view_id), kind="reply_dialog", channel="slack", to=desk.TEAM,
        about=Ref("case", event.case_id), params={"view": event.view_id, **params},
        not_after=now + timedelta(minutes=30), wakes=True,
    )  # fmt: skip


_WORK: dict[type[Press], Work] = {
    CaseClaimed: _claim, ReplyOpened: _open_reply, ReplyWritten: _reply, CaseResolved: _resolve,
}  # fmt: skip
