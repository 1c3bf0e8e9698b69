"""A return was asked for, or went on: the order remembers it; who is talking with the customer, or the team, hears."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import ReturnReported
from chalicelib.care.pieces import by_product
from chalicelib.care.rules import Policy
from chalicelib.care.sampled import RETURNED, behind
from chalicelib.care.state import Case, CaseState, Order, Return
from chalicelib.care.vocabulary import ReturnState
from chalicelib.care.world import World

KEPT = 10
# Two steps of one second, in whatever order they come: the further one is the newer.
_FURTHER = {state: place for place, state in enumerate(ReturnState)}
KEPT_WORDS = 300


def reported(world: World, event: ReturnReported, now: datetime, policy: Policy) -> Decision:
    """Remember the newest state of the return; a request that nobody knew of is shown to people."""
    before = world.order(event.order_id) or Order(id=event.order_id)
    known = next((each for each in before.returns if each.id == event.return_id), None)
    order, why = _merged(before, known, event)
    effects: list[Effect] = [
        Put(subject=order), Note(order.ref, "order.return", why),
    ]  # fmt: skip
    if known is None:
        id_ = digest(event.shop, "return", event.return_id)
        effects.append(RecordFact(id=id_, name="return", at=event.occurred_at))
        effects.append(behind(RETURNED, order.ref, str(event.state), event.occurred_at, policy))
        effects += by_product(
            "returned_product", event.shop, event.return_id, event.items, event.occurred_at, reasons=event.reasons
        )
    if known is None and event.state is ReturnState.REQUESTED and not event.history:
        effects += _shown(world, order, event, now)
    return Decision(tuple(effects))


def _merged(order: Order, known: Return | None, event: ReturnReported) -> tuple[Order, str]:
    said = f"return {event.return_id}: {event.state}"
    if known and (known.at, _FURTHER[known.state]) > (event.occurred_at, _FURTHER[event.state]):
        late = replace(order, returns=_with(order, known._replace(reason=known.reason or event.reason[:KEPT_WORDS])))
        return late, f"{said}; late news, it is {known.state} already"
    reason = event.reason[:KEPT_WORDS] or (known.reason if known else "")
    new = Return(event.return_id, event.occurred_at, event.state, reason)
    return replace(order, returns=_with(order, new)), said


def _with(order: Order, new: Return) -> tuple[Return, ...]:
    others = (each for each in order.returns if each.id != new.id)
    return tuple(sorted((*others, new), key=lambda each: (each.at, each.id)))[-KEPT:]


def _shown(world: World, order: Order, event: ReturnReported, now: datetime) -> list[Effect]:
    """Under the card of the customer's open case, or as a line to the team if there is none."""
    reason = event.reason[:KEPT_WORDS]
    case = _open_case(world, order)
    if case:
        note = Note(case.ref, "return.requested", f"return {event.return_id} of order {order.id}")
        return [note, desk.line(case, "return_requested", event.shop, event.key, now, text=reason)]
    line = SendMessage(
        id=digest(event.shop, "order_line", "return_requested", event.return_id), kind="order_line", channel="slack",
        to=desk.TEAM, about=order.ref, params={"line": "return_requested", "text": reason},
        not_after=now + timedelta(days=2), wakes=True,
    )  # fmt: skip
    return [line, Note(order.ref, "return.shown", "no case of the customer is open: the team is told")]


def _open_case(world: World, order: Order) -> Case | None:
    customer = world.customer(order.customer_id)
    ids = (order.last_case_id, customer.open_case_id if customer else "")
    cases = (world.case(id_) for id_ in ids if id_)
    return next((case for case in cases if case and case.state in (CaseState.WAITING, CaseState.CLAIMED)), None)
