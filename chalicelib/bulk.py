"""Gives every case of a bulk its turn: one event each, in slices, driven on until none is left.

It is the work of a row of kind `bulk`, as an erasure is: claimed by one worker, and what may be repeated. Who has a
part in it is listed once, when it begins; what became of each is read off the case. Nobody's turn may stand in the
others' way: what is contended has a second one at the end, and once a worker has not come back (the row is tried again)
each case is begun by itself, so that the one it breaks at is known. That has a second one, too, since it may be that
only the store was away; then it is left out.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib import alike
from chalicelib.care.events import BulkMoved, BulkReplied, CaseReleased
from chalicelib.care.state import Bulk, Case, LeftOut, Macro, Ref
from chalicelib.care.work import press
from chalicelib.care.work.bulk_moved import FAILED, KIND
from chalicelib.care.world import World
from chalicelib.deliver import Job
from chalicelib.errors import ConflictError, NotYetError, PermanentError, StoreError, StoreUnavailableError
from chalicelib.gather import gather
from chalicelib.observability import logger
from chalicelib.process import process
from chalicelib.rendering.macros import About, fill

AT_ONCE = 20
AGAIN = "again"  # of a turn: not now
SOON, BUSY = 1, 30  # seconds until the next slice; until what is contended has settled
PREVIEWED = timedelta(seconds=1)  # a preview's time is kept to the second


def work(job: Job, delete: Callable[..., bool]) -> str:  # noqa: ARG001 - as all work of the channel
    """One slice; the bulk's id once everybody had their turn. NotYetError while somebody has not."""
    bulk = job.world.bulk(job.row.about.id)
    if bulk is None:
        raise PermanentError(f"{job.row.about} is not there any more")
    if bulk.ended_at:
        return bulk.id
    try:
        if bulk.todo is None:
            refs = alike.waiting_in(job.services.store, job.row.shop, bulk.group)
            rest = _moved(job, bulk, _there(job, bulk, refs))
        elif job.row.attempts > 1:
            rest = _one(job, bulk, bulk.todo)
        else:
            rest = _slice(job, bulk, bulk.todo)
    except (ConflictError, StoreUnavailableError) as error:
        raise NotYetError(str(error), retry_after=BUSY) from error
    if rest:
        raise NotYetError("more have their turn", retry_after=SOON)
    return bulk.id


def _there(job: Job, bulk: Bulk, refs: list[Ref]) -> tuple[str, ...]:
    """Those who were there when the preview was drawn."""
    found: list[str] = []
    for start in range(0, len(refs), 100):
        world = job.services.store.load(job.row.shop, refs[start : start + 100]).world
        cases = (world.case(ref.id) for ref in refs[start : start + 100])
        found += [case.id for case in cases if case and case.opened_at < bulk.shown_at + PREVIEWED]
    return tuple(found)


def _slice(job: Job, bulk: Bulk, todo: tuple[str, ...]) -> tuple[str, ...]:
    turn, rest = todo[:AT_ONCE], todo[AT_ONCE:]
    came_to = {id_: _turn(job, bulk, id_) for id_ in turn}
    again = tuple(id_ for id_, why in came_to.items() if why == AGAIN)
    left = tuple(LeftOut(id_, why) for id_, why in came_to.items() if why not in ("", AGAIN))
    return _moved(job, bulk, (*rest, *again), len(turn) - len(left) - len(again), left, (*bulk.tried, *again))


def _one(job: Job, bulk: Bulk, todo: tuple[str, ...]) -> tuple[str, ...]:
    """The next one by itself: that it is begun is remembered before, in case nobody comes back from it."""
    first, rest = todo[0], todo[1:]
    if first != bulk.begun:
        _moved(job, bulk, todo, tried=bulk.tried, begun=first)
        why = _turn(job, bulk, first)
    elif _had(bulk, job.services.store.load(job.row.shop, [Ref("case", first)]).world.case(first)):
        why = ""
    else:
        why = FAILED if first in bulk.tried else AGAIN
    if why == AGAIN:
        return _moved(job, bulk, (*rest, first), tried=(*bulk.tried, first))
    return _moved(job, bulk, rest, 0 if why else 1, (LeftOut(first, why),) if why else (), bulk.tried)


def _turn(job: Job, bulk: Bulk, case_id: str) -> str:
    """One case's turn; why it was left out, "" if it was not, AGAIN if it is to have another."""
    try:
        return _given(job, bulk, case_id)
    except StoreUnavailableError:
        raise
    except StoreError as error:
        contended = isinstance(error, ConflictError) and case_id not in bulk.tried
        logger.warning("bulk turn failed", extra={"row": job.row.id, "case": case_id, "why": str(error)})
        return AGAIN if contended else FAILED


def _given(job: Job, bulk: Bulk, case_id: str) -> str:
    store, shop = job.services.store, job.row.shop
    event = _event(job, bulk, case_id)
    world = gather(store, event, job.policy, job.now).world
    if isinstance(event, BulkReplied):
        event = replace(event, text=_filled_in(job, bulk, world, case_id))
    why = press.why_not(world, event, job.now, job.policy)
    process(job.services, event, f"row:{job.row.id}", job.now)
    after = store.load(shop, [Ref("case", case_id)]).world.case(case_id)
    # Processed before, or somebody was faster: what the case says counts.
    return "" if _had(bulk, after) else why or "answered_meanwhile"


def _event(job: Job, bulk: Bulk, case_id: str) -> BulkReplied | CaseReleased:
    base: dict[str, Any] = {
        "shop": job.row.shop, "key": f"bulk:{bulk.id}:{case_id}", "occurred_at": job.now, "slack_user": bulk.agent_id,
        "case_id": case_id, "bulk": bulk.id,
    }  # fmt: skip
    if bulk.what != "reply":
        return CaseReleased(**base)
    seen = int(bulk.shown_at.timestamp())
    return BulkReplied(**base, group=bulk.group, then=bulk.then, seen=seen, text=bulk.text)


def _filled_in(job: Job, bulk: Bulk, world: World, case_id: str) -> str:
    """The text for one customer: by name, with their order. What is not known stays a gap, and is not sent."""
    case = world.case(case_id)
    if case is None:
        return bulk.text
    order = world.order(case.order_id)
    about = About(
        case=case, customer=world.person(case.customer_id), order=order,
        parcels=tuple(found for id_ in (order.parcel_ids if order else ()) if (found := world.parcel(id_))),
        agent=world.agent(bulk.agent_id),
    )  # fmt: skip
    return fill(Macro(id=KIND, texts={case.language or job.policy.shop.language: bulk.text}), about, job.policy).text


def _had(bulk: Bulk, case: Case | None) -> bool:
    if case is None or case.alike is None:
        return False
    return case.alike.bulk == bulk.id if bulk.what == "reply" else case.alike.carded


def _moved(
    job: Job, bulk: Bulk, todo: tuple[str, ...], done: int = 0, left: tuple[LeftOut, ...] = (),
    tried: tuple[str, ...] = (), begun: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """Remember it; what is still to be done."""
    step = f"{len(todo)}:{len(tried)}{':begun' if begun else ''}"
    event = BulkMoved(
        shop=job.row.shop, key=f"bulk:{bulk.id}:then:{step}", occurred_at=job.now, subject=str(bulk.ref), todo=todo,
        done=done, left=left, tried=tried, begun=begun,
    )  # fmt: skip
    process(job.services, event, f"row:{job.row.id}", job.now)
    return todo
