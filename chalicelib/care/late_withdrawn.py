"""A message about a delay that was held until it was not so any more, or until it was too late: it has told nobody.

What is so is told in its place, once. Where that is nothing, the team hears that what they were shown was not sent.
"""

from datetime import datetime

from chalicelib.care import late_heard, late_notice, late_parcel, still_true
from chalicelib.care.arrival import parcels_of
from chalicelib.care.effects import Decision, Note, Put, Rely, SendMessage, digest
from chalicelib.care.events import MessageSkipped
from chalicelib.care.lateness import moves_again
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Ref
from chalicelib.care.world import World


def skipped(world: World, event: MessageSkipped, now: datetime, policy: Policy) -> Decision:
    """Take back what was decided with a notice, or with good news, and judge the order anew."""
    order = world.order(Ref.parse(event.about).id)
    if order is None or event.kind not in late_heard.DATED or not late_notice.is_newest(order, event.params):
        return Decision()
    late = still_true.is_too_late(event.reason)
    if not late and not late_heard.not_so(event.reason):
        return Decision()
    order = late_heard.left_out(order)
    back = Decision((Put(subject=order), late_notice.news_timer_back(order, policy)))
    told = Decision() if late else late_parcel.judge_one(world.after(back), order, event, now, policy)
    if any(isinstance(effect, Put) for effect in told.effects) and not _is_not_so(world.after(told), order):
        return back + told + _corrected(world.after(told), order, told, event, now)
    relied = Decision(tuple(effect for effect in told.effects if isinstance(effect, Rely)))
    return back + relied + _untold(order, event, event.reason if late else late_heard.MOVES, now)


def _is_not_so(world: World, order: Order) -> bool:
    """Would the next notice be left out at once? Then none is decided: nothing may go round and round."""
    known = world.order(order.id)
    return bool(known and known.delay and moves_again(known, parcels_of(world, known), known.delay.rule))


def _corrected(world: World, order: Order, told: Decision, event: MessageSkipped, now: datetime) -> Decision:
    """What was heard before stands, and nothing is told: the team hears that the newer notice was not sent."""
    known = world.order(order.id)
    says = any(isinstance(effect, SendMessage) for effect in told.effects)
    if says or known is None or known.delay is None or event.kind != "late_parcel":
        return Decision()
    return _line(known, event, event.reason, now)


def _line(order: Order, event: MessageSkipped, why: str, now: datetime) -> Decision:
    line = late_notice.line(digest(event.shop, "left_out", event.key), order.ref, event.params, now, why)
    return Decision((Put(subject=late_parcel.shown(order, line)), line))


def _untold(order: Order, event: MessageSkipped, why: str, now: datetime) -> Decision:
    note = Note(order.ref, "late_parcel.silent", why)
    if event.kind != "late_parcel":
        return Decision((note,))
    return _line(order, event, why, now) + Decision((note,))
