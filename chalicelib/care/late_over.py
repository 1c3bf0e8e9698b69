"""When a delay episode is over: what was late has arrived, or what is known now makes it in time."""

from dataclasses import replace

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.late_heard import heard_date, waits
from chalicelib.care.late_notice import news_timer_back
from chalicelib.care.lateness import (
    ETA,
    EXCEPTION,
    ITEMS,
    NO_SCAN,
    NOT_HANDED_OVER,
    OVER,
    PASSED,
    PREDICTED,
    UNSENT,
    scanned_since,
)
from chalicelib.care.rules import Policy
from chalicelib.care.state import DelayEpisode, Order, OrderState, Parcel


def judged(order: Order, parcels: list[Parcel], policy: Policy) -> Decision:
    """End the order's episode, of which there is no evidence any more, if it is over."""
    episode = order.delay
    assert episode is not None
    every = episode.rule == UNSENT and not episode.parcel_ids
    late = [parcel for parcel in parcels if every or parcel.id in episode.parcel_ids]
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
    pending = waits(episode)
    good = pending and episode.good_news == episode.words
    known = order if good else replace(order, told_date=heard_date(order))
    taken_back = known.told_date != order.told_date or (pending and not good)
    back = (news_timer_back(known, policy),) if taken_back else ()
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
    # Of a silence no date says that it is over, nor of what has not left one that a label had all along.
    left = episode.rule == UNSENT and not any(parcel.state in NOT_HANDED_OVER for parcel in waiting)
    if (left or episode.rule == PREDICTED) and waiting and all(parcel.eta for parcel in waiting):
        return ", ".join(f"parcel {parcel.id} is expected {parcel.eta}" for parcel in waiting)
    if episode.rule == ITEMS:
        return "the missing items have left, or will be here in time"
    if (episode.new_date or episode.rule in (EXCEPTION, ETA)) and all(parcel.eta for parcel in waiting):
        return ", ".join(f"parcel {parcel.id} is expected {parcel.eta}" for parcel in waiting)
    return ""
