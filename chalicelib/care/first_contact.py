"""Was a case solved at the first contact? It counts as such when it is first resolved, and may lose it for a week.

It is lost by a "No", by being opened again, or by the next case about the same order with the same topic. The fact that
says so carries the resolution's day and words: a number of a week ago is settled, and that of a day is right once the
week after it is over. So no timer is set for each resolution, of which most never lose it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, Note, Put, RecordFact, digest
from chalicelib.care.personal import is_erased
from chalicelib.care.state import Case, Order
from chalicelib.care.world import World

WITHIN = timedelta(days=7)
NO, OPENED_AGAIN, CAME_AGAIN = "no", "opened_again", "came_again"


def won(case: Case, shop: str) -> list[RecordFact]:
    """That a case is resolved for the first time."""
    if case.cycle != 1 or case.earned is None:
        return []
    id_ = digest(shop, "first_resolution", case.id)
    return [RecordFact(id=id_, name="first_resolution", at=case.earned.at, dimensions=case.earned.dimensions)]


def opened_again(case: Case, shop: str, at: datetime) -> tuple[Case, list[RecordFact]]:
    """The case as it is opened again, and what that says of its first resolution."""
    said_no = any((each.cycle, each.answer) == (case.cycle, "no") for each in case.answers)
    return _lost(case, NO if said_no else OPENED_AGAIN, shop, at)


def came_again(before: World, after: World, case: Case, shop: str) -> Decision:
    """A new case: is it about the same order and topic as the order's case before it?"""
    known, order = before.order(case.order_id), after.order(case.order_id)
    earlier = before.case(known.last_case_id) if known else None
    if earlier is None or not _is_next(earlier, case, order) or is_erased(earlier):
        return Decision()
    told, facts = _lost(earlier, CAME_AGAIN, shop, case.opened_at)
    if not facts:
        return Decision()
    why = f"the order's next case, {case.id}, is about {case.topic}, too"
    return Decision((Put(subject=told), *facts, Note(earlier.ref, "case.came_again", why)))


def _is_next(earlier: Case, case: Case, order: Order | None) -> bool:
    """Only of who may be its customer does an order know the case."""
    known = order is not None and order.last_case_id == case.id != earlier.id
    return known and earlier.order_id == case.order_id and bool(case.topic) and earlier.topic == case.topic


def _lost(case: Case, why: str, shop: str, at: datetime) -> tuple[Case, list[RecordFact]]:
    earned = case.earned
    if case.cycle != 1 or earned is None or earned.lost or at - earned.at > WITHIN:
        return case, []
    fact = RecordFact(
        id=digest(shop, "first_resolution_lost", case.id), name="first_resolution_lost", at=earned.at,
        dimensions={**earned.dimensions, "why": why},
    )  # fmt: skip
    return replace(case, earned=earned._replace(lost=True)), [fact]
