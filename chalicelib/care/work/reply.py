"""An agent answers a customer, on the channel they wrote on."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import answer_faults, attachments, book_use, hearing, private_reply, replies
from chalicelib.care import desk_messages as desk
from chalicelib.care.answer_faults import Fault
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import ReplyDrafted, ReplyWritten, Typed
from chalicelib.care.first_words import with_line
from chalicelib.care.macros import BY
from chalicelib.care.state import Agent, Case, Evidence
from chalicelib.care.work import pledge
from chalicelib.care.work.holding import held
from chalicelib.care.work.task import Task
from chalicelib.care.world import World

# Evidence by which an address may have answers that are somebody's.
PROVED = frozenset({
    Evidence.AGENT, Evidence.STORE, Evidence.ANSWERED, Evidence.HANDLE, Evidence.VERIFIED_ADDRESS,
})  # fmt: skip


def unanswerable(task: Task) -> str:
    """Why nobody can answer this case where it stands, "" if one can."""
    event = task.event
    private = event.private if isinstance(event, ReplyDrafted | ReplyWritten) else ""
    if private and not private_reply.comment(task.case, task.now, task.policy):
        return "no_private_reply"
    return replies.refusal(task.case, task.world.person(task.case.customer_id), task.now, task.policy)


def fault(task: Task) -> Fault | None:
    """What is wrong with the answer itself, None if it can go out by the channel that the customer wrote on last."""
    event = task.event
    assert isinstance(event, ReplyDrafted | ReplyWritten)
    sign = replies.signature(task.agent.name, task.case.channel, task.policy)
    # The time that is promised is filled in by the preview.
    filled = {BY} if event.by and isinstance(event, ReplyDrafted) else set()
    return answer_faults.first(
        task.policy.shop, task.case.channel, event.text, event.private, event.files, sign=sign, filled=filled
    )


def drafted(task: Task) -> Decision:
    """Show it as the customer will get it. The words stand on the row alone, where an erasure finds them."""
    event = task.event
    assert isinstance(event, ReplyDrafted)
    if wrong := fault(task):
        return _not_so(task, wrong)
    preview = SendMessage(
        id=digest(event.shop, "preview", event.key), kind="dialog", channel="slack", to=str(task.agent.ref),
        about=task.case.ref, params={
            "dialog": "preview", "view": event.view_id, "item": event.item, **own_words(event),
        }, not_after=task.now + timedelta(minutes=30), wakes=True,
    )  # fmt: skip
    return Decision((preview, Note(task.case.ref, "case.reply_drafted", f"by {task.agent.name}")))


def written(task: Task, *, hold: bool = True) -> Decision:
    """Send the reply on the channel the customer used. A reply by a free agent claims the case, if it is to be theirs
    (`hold`)."""
    case, agent, event, now = task.case, task.agent, task.event, task.now
    assert isinstance(event, ReplyWritten)
    if wrong := fault(task):
        return _not_so(task, wrong)
    name = replies.signature(agent.name, case.channel, task.policy)
    event = replace(event, text=replies.with_name(event.text, name), private=_signed(event.private, name))
    decision = Decision(tuple(held(task.world, case, agent)) if hold else ())
    case = task.world.after(decision).case(case.id) or case
    answered = with_line(case, "agent", agent.name, now, event.text, event.files)
    answered, first = responded(answered, agent, event.shop, now)
    answered, counted = book_use.used(task.world, answered, event, now)
    if event.private:
        answered = private_reply.promised(answered, private_reply.comment(case, now, task.policy))
    answered, promised = pledge.answered(answered, agent, event.by, event.shop, now, task.policy)
    effects: list[Effect] = [
        *first,
        *counted,
        *promised,
        Put(subject=replace(answered, waiting_since=None)),
        _reply_message(task.world, answered, agent, event, now, private_reply.comment(case, now, task.policy)),
        Note(case.ref, "case.replied", f"by {agent.name} by {case.channel}{_with(event)}"),
        desk.card(answered, event.shop, event.key, now),
        desk.line(answered, "replied", event.shop, event.key, now, name=agent.name, text=event.text, **_along(event)),
    ]
    return decision + Decision(tuple(effects))


def own_words(given: ReplyDrafted | Typed) -> dict[str, str]:
    """What an agent has typed so far, on the row that shows it to them: there an erasure finds it."""
    said = {
        "text": given.text, "private": given.private, "by": given.by.isoformat() if given.by else "",
        "files": attachments.packed(given.files),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _not_so(task: Task, wrong: Fault) -> Decision:
    """Nothing goes out. The dialog has said so itself, and is still open (slack_objection.py); unless the customer has
    written by another channel since: then whoever wrote the answer hears so, and has their words back."""
    event, case, excess = task.event, task.case, wrong.excess
    assert isinstance(event, ReplyDrafted | ReplyWritten)
    said = f"{excess.size} {excess.unit}, and {wrong.way} takes {excess.longest}" if excess else ""
    why = said or f"{wrong.code}: {', '.join(wrong.names)}".rstrip(": ")
    note = Note(case.ref, "reply.refused", f"by {task.agent.name}: {why}")
    if event.channel == case.channel:
        return Decision((note,))
    name = {"name": ", ".join(wrong.names)} if wrong.names else {}
    if isinstance(event, ReplyDrafted):
        return Decision((desk.refused_dialog(event, case, task.now, wrong.code, **name, **own_words(event)), note))
    return Decision((desk.refusal(event, case, wrong.code, task.now, text=event.text, **name), note))


def _along(event: ReplyDrafted | ReplyWritten) -> dict[str, str]:
    return {"files": attachments.packed(event.files)} if event.files else {}


def _with(event: ReplyWritten) -> str:
    """How the timeline names what went along."""
    files = f", with {', '.join(file.name for file in event.files)}" if event.files else ""
    return f"{files}, and privately once that stands" if event.private else files


def responded(case: Case, agent: Agent | None, shop: str, at: datetime) -> tuple[Case, tuple[RecordFact, ...]]:
    """The case with its first answer, given at `at`, and the fact if it is the first."""
    if case.first_response_at is not None:
        return case, ()
    fact = RecordFact(
        id=digest(shop, "first_response", case.id), name="first_response", at=at,
        value=(at - case.opened_at).total_seconds(),
        dimensions={**hearing.dimensions(case), "agent": agent.id if agent else ""},
    )  # fmt: skip
    return replace(case, first_response_at=at), (fact,)


def _signed(text: str, name: str) -> str:
    return replies.with_name(text, name) if text else ""


def _reply_message(
    world: World, case: Case, agent: Agent, event: ReplyWritten, now: datetime, comment: str
) -> SendMessage:
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
            **_along(event), **({"private": event.private, "comment": comment} if event.private else {}),
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
