"""Was a case solved at the first contact? It counts as such when it is first resolved, and may lose it for a week.

It is lost by a "No", by being opened again, or by a new case about the same order with the same topic, whatever the
order's cases between them were about. The fact that says so carries the resolution's day and words: a number of a week
ago is settled, and that of a day is right once the week after it is over. So no timer is set for each resolution, of
which most never lose it.

An order names its last case, and of those before it the few that may still lose theirs: they are read by what may open
another case, and by nothing else.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import events as e
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, digest
from chalicelib.care.personal import is_erased
from chalicelib.care.state import Case, Order, Ref
from chalicelib.care.world import World

WITHIN = timedelta(days=7)
NO, OPENED_AGAIN, CAME_AGAIN = "no", "opened_again", "came_again"
LOST = "first_resolution_lost"
# Events by which a customer may ask: a case that begins with one takes away what earlier ones won.
ASKING = (
    e.MessageReceived, e.ConversationLogged, e.SurveyAnswered, e.ScoreGiven, e.ReviewPosted, e.ReturnRequested,
)  # fmt: skip
# So many cases before its last one an order names. Each may cost one fact more, and a read unit of a message.
MOST_EARLIER = 3


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


def earlier_cases(event: e.Event, world: World) -> set[Ref]:
    """The cases before an order's last one that this event's may take the first resolution of."""
    if not isinstance(event, ASKING):
        return set()
    orders = (each for each in world.subjects.values() if isinstance(each, Order))
    return {Ref("case", id_) for order in orders for id_ in order.earlier_case_ids}


def with_newest(before: World, order: Order, case: Case) -> Order:
    """The order with its newest case. Of those before it, it goes on naming the ones that may still lose what they won,
    or win it; and those that are not at hand."""
    known = (id_ for id_ in (order.last_case_id, *order.earlier_case_ids) if id_ not in ("", case.id))
    kept = [id_ for id_ in known if (found := before.case(id_)) is None or _may_lose(found, case.opened_at)]
    return replace(order, last_case_id=case.id, earlier_case_ids=tuple(kept[:MOST_EARLIER]))


def came_again(before: World, after: World, case: Case, shop: str) -> Decision:
    """A new case: which of the order's cases before it were about the same?"""
    known, order = before.order(case.order_id), after.order(case.order_id)
    # Only of who may be its customer does an order know the case.
    if known is None or order is None or order.last_case_id != case.id or not case.topic:
        return Decision()
    effects: list[Effect] = []
    for id_ in (known.last_case_id, *known.earlier_case_ids):
        earlier = before.case(id_)
        if earlier is None or not _is_same(earlier, case) or is_erased(earlier):
            continue
        told, facts = _lost(earlier, CAME_AGAIN, shop, case.opened_at)
        if facts:
            why = f"a later case of the order, {case.id}, is about {case.topic}, too"
            effects += [Put(subject=told), *facts, Note(earlier.ref, "case.came_again", why)]
            order = replace(order, earlier_case_ids=tuple(each for each in order.earlier_case_ids if each != id_))
    return Decision((*effects, Put(subject=order)) if effects else ())


def _is_same(earlier: Case, case: Case) -> bool:
    return earlier.id != case.id and (earlier.order_id, earlier.topic) == (case.order_id, case.topic)


def _may_lose(case: Case, at: datetime) -> bool:
    """Is its first resolution still to come, or not yet safe?"""
    return not is_erased(case) and (case.cycle == 0 or _has_won(case, at))


def _has_won(case: Case, at: datetime) -> bool:
    """Does its first resolution count, and may yet be lost?"""
    earned = case.earned
    return case.cycle == 1 and earned is not None and not earned.lost and at - earned.at <= WITHIN


def _lost(case: Case, why: str, shop: str, at: datetime) -> tuple[Case, list[RecordFact]]:
    earned = case.earned
    if earned is None or not _has_won(case, at):
        return case, []
    fact = RecordFact(
        id=digest(shop, LOST, case.id), name=LOST, at=earned.at, dimensions={**earned.dimensions, "why": why}
    )
    return replace(case, earned=earned._replace(lost=True)), [fact]
