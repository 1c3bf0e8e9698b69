"""A message that its author changed or took back: the case says what stands there now, and nothing that does not."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import (
    Alias,
    CancelTimer,
    Decision,
    Effect,
    Name,
    Note,
    Put,
    Rely,
    SendMessage,
    Unname,
    digest,
)
from chalicelib.care.events import MessageEdited, MessageReceived, MessageWithdrawn
from chalicelib.care.hearing import listened
from chalicelib.care.references import KNOWN_BY_ITEM, TAKING_BACK, item_name, thread_name
from chalicelib.care.routing import ROUTE_AGAIN, released
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Line, Ref
from chalicelib.care.world import World

KEPT_CHARACTERS = 1500
# As long as bodies are kept: what is not erased by then is gone by itself.
ERASED_BY = timedelta(days=35)
OPEN = (CaseState.WAITING, CaseState.CLAIMED)
Changed = MessageEdited | MessageWithdrawn


def edited(world: World, event: MessageEdited, now: datetime, policy: Policy) -> Decision:
    """The line says what the message says now. Who works on the case is told; a solved case only notes it."""
    case = _case(world, event)
    line = _line(case, event.item_id) if case else None
    if case is None or line is None or line.gone:
        # No line will lead to these words, so that nobody could take them back: they are not kept at all.
        about = case.ref if case else _unknown(event)
        why = "a message that is not at hand: what it says now is not kept"
        return Decision(
            (*_not_there(case, event), Note(about, "case.edited", why), erase(about, event, (event.key,), now))
        )
    if line.changed_at and event.occurred_at < line.changed_at:
        return Decision((Note(case.ref, "case.edited", "passed over: a later change is known"),))
    text = event.text[:KEPT_CHARACTERS]
    after = _with(case, line._replace(text=text, changed_at=event.occurred_at, events=(*line.events, event.key)))
    # What the message said before is said no more; what the others say still is.
    words = "\n".join(each.text for each in after.lines if each.who == "customer" and not each.gone)
    after, understood, _ = listened(after, words, policy, anew=True)
    effects: list[Effect] = [
        Put(subject=after), Note(case.ref, "case.edited", f"by its author, on {event.channel}"), understood,
    ]  # fmt: skip
    if case.state in OPEN and text != line.text:
        effects.append(desk.card(after, event.shop, event.key, now))
        effects.append(desk.line(after, "edited", event.shop, event.key, now, text=text))
    return Decision(tuple(effects))


def withdrawn(world: World, event: MessageWithdrawn, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The words leave the case, its card and thread in Slack, and what was stored of them; that it was so, stays."""
    case = _case(world, event)
    line = _line(case, event.item_id) if case else None
    if case is None or line is None:
        # It may still be on its way to us: then it is known as withdrawn when it comes.
        about = case.ref if case else _unknown(event)
        return Decision((
            *_not_there(case, event), Name(alias=Alias("item", item_name(event)), ref=about),
            Note(about, "case.withdrawn", f"a message on {event.channel} that is not among those at hand"),
            erase(about, event, (event.of,), now),
        ))  # fmt: skip
    gone = line._replace(text="", files=(), gone=True, changed_at=event.occurred_at)
    after = _with(case, gone)
    effects: list[Effect] = [
        Note(case.ref, "case.withdrawn", f"a message on {event.channel} was taken back: its words are erased"),
        erase(case.ref, event, tuple(dict.fromkeys((event.of, *line.events))), now),
    ]
    decision = Decision(tuple(effects))
    if after.state in OPEN and after.nothing_left:
        decision += _closed(world, after)
        after = world.after(decision).case(after.id) or after
    else:
        decision += Decision((Put(subject=after),))
    told = (desk.line(after, "withdrawn", event.shop, event.key, now),) if case.state in OPEN else ()
    return decision + Decision((desk.card(after, event.shop, event.key, now), *told))


def withdrawn_before(world: World, event: MessageReceived, now: datetime) -> Decision | None:
    """What follows if the message had been taken back before it came; None if it stands."""
    about = world.named("item", item_name(event))
    if about is None:
        return None
    note = Note(about, "case.withdrawn", f"a message on {event.channel} came after its author had taken it back")
    return Decision((note, erase(about, event, (event.key,), now)))


def still_stands(event: MessageReceived) -> Decision:
    """Relies on nobody having taken the message back meanwhile: that would have given it a name.

    With `_not_there` on the other side, a message and its taking back cannot miss each other. A post on X has a name.
    """
    named = event.channel in TAKING_BACK - KNOWN_BY_ITEM and event.item_id
    return Decision((Unname(alias=Alias("item", item_name(event))),) if named else ())


def _closed(world: World, case: Case) -> Decision:
    """Nobody need answer what is not asked any more."""
    effects: list[Effect] = [
        Put(subject=replace(case, state=CaseState.CLOSED, waiting_since=None)),
        CancelTimer(about=case.ref, kind=ROUTE_AGAIN),
        Note(case.ref, "case.closed", "withdrawn: nothing of it is left, and nobody had answered"),
    ]
    agent, customer = world.agent(case.agent_id), world.customer(case.customer_id)
    if agent:
        effects.append(Put(subject=released(agent, case)))
    if customer and customer.open_case_id == case.id:
        effects.append(Put(subject=replace(customer, open_case_id="")))
    return Decision(tuple(effects))


def erase(about: Ref, event: MessageReceived | Changed, keys: tuple[str, ...], now: datetime) -> SendMessage:
    """Take the words out of what those events left behind: messages in Slack, outbox rows, deliveries' bodies."""
    return SendMessage(
        id=digest(event.shop, "words_withdrawn", about, event.channel, event.item_id, event.key),
        kind="words_withdrawn", channel="slack", to=desk.TEAM, about=about,
        params={"events": "\n".join(keys), "item": event.item_id},
        not_after=now + ERASED_BY, wakes=True,
    )  # fmt: skip


def _not_there(case: Case | None, event: Changed) -> tuple[Effect, ...]:
    """Relies on the message not having come meanwhile: it would be in this case, or give its thread a name."""
    if case:
        return (Rely(case.ref),)
    return (Unname(alias=Alias("thread", thread_name(event))),) if event.thread else ()


def _unknown(event: Changed) -> Ref:
    """The case that a message will open which has not come yet."""
    return Ref("case", digest(event.shop, "case", event.of))


def _case(world: World, event: Changed) -> Case | None:
    ref = world.named("thread", thread_name(event)) or world.named("item", item_name(event))
    return world.case(ref.id) if ref else None


def _line(case: Case, item: str) -> Line | None:
    return next((line for line in case.lines if line.who == "customer" and item and line.item == item), None)


def _with(case: Case, changed: Line) -> Case:
    return replace(case, lines=tuple(changed if line.item == changed.item else line for line in case.lines))
