"""When a delay episode is over: what was late has arrived, or what is known now makes it in time."""

from dataclasses import replace

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.late_heard import heard_date
from chalicelib.care.late_notice import news_timer_back
from chalicelib.care.lateness import EXCEPTION, FORESEEN, ITEMS, NO_SCAN, OVER, PASSED, scanned_since
from chalicelib.care.rules import Policy
from chalicelib.care.state import DelayEpisode, Order, OrderState, Parcel


def judged(order: Order, parcels: list[Parcel], policy: Policy) -> Decision:
    """End the order's episode, of which there is no evidence any more, if it is over."""
    episode = order.delay
    assert episode is not None
    late = [parcel for parcel in parcels if parcel.id in episode.parcel_ids]
    waiting = [parcel for parcel in late if parcel.state not in OVER]
    if why := _why_over(order, episode, late, waiting):
        note = Note(order.ref, "parcel.late_ended", f"episode {episode.number}: {why}")
        return _ended(order, episode, policy) + Decision((note,))
    if len(waiting) < len(late):
        fewer = replace(episode, parcel_ids=tuple(parcel.id for parcel in waiting))
        return Decision((Put(subject=replace(order, delay=fewer)),))
    return Decision()


def _ended(order: Order, episode: DelayEpisode, policy: Policy) -> Decision:
    """A notice that has not gone out (the night held it) is withdrawn: nobody was told that date. Good news is not."""
    waits = episode.good_news and episode.good_news == episode.words
    known = replace(order, told_date=order.told_date if waits else heard_date(order))
    back = (news_timer_back(known, policy),) if known.told_date != order.told_date else ()
    return Decision((Put(subject=replace(known, delay=None)), *back))


def _why_over(order: Order, episode: DelayEpisode, late: list[Parcel], waiting: list[Parcel]) -> str:
    """Why an episode without evidence is over, "" if nobody can know yet."""
    if late and not waiting:
        return ", ".join(f"parcel {parcel.id} is {parcel.state}" for parcel in late)
    if order.state is not OrderState.OPEN:
        return f"the order is {order.state}"
    if episode.rule == PASSED:
        # The day that had ended is not the promised one any more.
        return f"promised {order.promise.on} now" if order.promise else "nothing is promised any more"
    if episode.rule == NO_SCAN and any(scanned_since(episode, parcel) for parcel in waiting):
        return "its carrier has scanned it again"
    if episode.rule in FORESEEN and waiting and all(parcel.eta for parcel in waiting):
        return ", ".join(f"parcel {parcel.id} is expected {parcel.eta}" for parcel in waiting)
    if episode.rule == ITEMS:
        return "the missing items have left, or will be here in time"
    if (episode.new_date or episode.rule == EXCEPTION) and all(parcel.eta for parcel in waiting):
        return ", ".join(f"parcel {parcel.id} is expected {parcel.eta}" for parcel in waiting)
    return ""
