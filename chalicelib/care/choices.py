"""What the customer of a late order may choose: for its notice, for the page, and again when they press. Pure.

Every choice is judged by the order as it is at that moment, by the class of its delay and by whether anything of it is
with a carrier.
"""

from collections.abc import Iterable
from datetime import date, datetime

from chalicelib.care.business_time import due
from chalicelib.care.case_clocks import OPEN, calendar_of
from chalicelib.care.lateness import FORESEEN, GRAVE, ITEMS, Evidence, has_left
from chalicelib.care.local_time import local_date
from chalicelib.care.personal import is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Choice, ChoiceState, Order, OrderState, Parcel
from chalicelib.care.vocabulary import ChoiceKind, ParcelState
from chalicelib.care.world import World

# By which an agent's task of a choice comes: a policy's queue may name it.
CHANNEL = "choice"
# Who is at the door changes nothing any more.
AT_THE_DOOR = frozenset({ParcelState.OUT_FOR_DELIVERY, ParcelState.READY_FOR_PICKUP})
# Why there is nothing to choose, and why a choice does not count: the page has words for each.
UNKNOWN, CANCELLED, DELIVERED, IN_TIME = "nothing", "cancelled", "delivered", "in_time"
SAME, FIXED, GONE = "same", "fixed", "gone"
API = "api"


def offered(order: Order, parcels: Iterable[Parcel], policy: Policy) -> tuple[ChoiceKind, ...]:
    """What this order's customer may choose now, in the order it is shown in; nothing if it is over."""
    known = tuple(parcels)
    if why_over(order) or order.delay is None:
        return ()
    rules = policy.choices.shipped if has_left(order, known) else policy.choices.unshipped
    found: tuple[ChoiceKind, ...] = getattr(rules, _class_of(order.delay.rule, order.delay.reason))
    if any(parcel.state in AT_THE_DOOR for parcel in known):
        found = tuple(each for each in found if each is ChoiceKind.WAIT)
    return tuple(dict.fromkeys(found))


def offered_with(order: Order, parcels: Iterable[Parcel], found: Evidence, policy: Policy) -> tuple[ChoiceKind, ...]:
    """What a notice of this evidence offers. Who chose already is asked again only if it has become worse since."""
    chosen, told = given(order), order.told_date
    if chosen:
        slipped = bool(told and found.new_date and (found.new_date - told).days >= policy.late.slip_days)
        if chosen.what is not ChoiceKind.WAIT or not (slipped or found.reason in GRAVE):
            return ()
    return offered(order, parcels, policy)


def why_over(order: Order) -> str:
    """Why there is nothing to choose any more (a code), "" if there may be."""
    if is_erased(order) or order.in_person:
        return UNKNOWN
    if order.state in (OrderState.CANCELLED, OrderState.DELETED):
        return CANCELLED
    if order.state is OrderState.DELIVERED:
        return DELIVERED
    return "" if order.delay else IN_TIME


def given(order: Order) -> Choice | None:
    """What they chose last in the delay that the order is in."""
    number = order.delay.number if order.delay else 0
    return next((each for each in reversed(order.choices) if each.episode == number), None)


def under_way(order: Order) -> Choice | None:
    """A choice that the store is doing just now."""
    last = order.choices[-1] if order.choices else None
    return last if last and last.state is ChoiceState.STORE else None


def may_change(order: Order, task: Case | None, now: datetime, policy: Policy) -> bool:
    """Can what they chose still be changed? Not what is done, or what a store is doing. `task`: the choice's case."""
    chosen = given(order)
    if chosen is None:
        return True
    first = next(each for each in order.choices if each.episode == chosen.episode)
    open_still = chosen.state is ChoiceState.TAKEN or (
        chosen.state is ChoiceState.AGENT and (task is None or task.state in OPEN)
    )
    return open_still and now - first.at <= policy.choices.change_within


def why_not(
    order: Order, parcels: Iterable[Parcel], what: ChoiceKind, task: Case | None, now: datetime, policy: Policy
) -> str:
    """Why this choice does not count at `now` (a code), "" if it does. The page asks the same, so as not to lie."""
    chosen = given(order)
    if chosen and chosen.what is what:
        return SAME
    if over := why_over(order):
        return over
    if not may_change(order, task, now, policy):
        return FIXED
    return "" if what in offered(order, parcels, policy) else GONE


def by_store(order: Order, parcels: Iterable[Parcel], what: ChoiceKind, policy: Policy) -> bool:
    """Does the store do it by itself? Only a cancellation of what has not left, and only where it can be done once.

    What it did not do in this delay a person does: a delay has one word to the store.
    """
    way, number = policy.authority.ways.get(order.id.partition(":")[0]), order.delay.number if order.delay else 0
    failed = any(each.trouble for each in order.choices if each.episode == number)
    allowed = policy.choices.by_store and policy.mode == "send" and way == API and not failed
    return allowed and what is ChoiceKind.CANCEL and not has_left(order, parcels)


def done_by(world: World, now: datetime, policy: Policy) -> date:
    """The day by which a person will have done it: by the resolution time of the queue that such tasks come into."""
    queue = policy.queues[policy.queue_of(CHANNEL)]
    return local_date(due(now, queue.resolution, calendar_of(world, queue, policy)), policy.shop.zone)


def with_choice(order: Order, chosen: Choice) -> tuple[Choice, ...]:
    """The order's choices with one more. Of an episode the first, the last few and the store's trouble say all."""
    same = [each for each in order.choices if each.episode == chosen.episode]
    others = [each for each in order.choices if each.episode != chosen.episode]
    first, rest = same[:1], same[1:]
    return (*others[-3:], *first, *(each for each in rest[:-3] if each.trouble), *rest[-3:], chosen)


def _class_of(rule: str, reason: str) -> str:
    """The class of a delay, as the policy's lines name it (care/choice_rules.py)."""
    if reason in GRAVE:
        return "lost"
    if rule == ITEMS:
        return "stock"
    return "may" if rule in FORESEEN else "late"
