"""Good news: what had come to a standstill, and was told to its customer, is moving again.

Once per delay, and only to who has got the notice; never once it has arrived. The date it names, if its carriers know
one, is the date the customer counts on from then on.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import late_heard, late_notice, talking
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, Rely, SendMessage, digest
from chalicelib.care.events import FulfilmentScanned, ParcelScanned
from chalicelib.care.late_parcel import concerned, parcels_of
from chalicelib.care.lateness import MOVING, last_day, late_of, moves_again
from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.state import DelayEpisode, Order, OrderState, Parcel
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

KIND = "good_news"
# The night, and a day on which enough was said.
USEFUL = timedelta(hours=36)


def tell(world: World, event: ParcelScanned | FulfilmentScanned, now: datetime, policy: Policy) -> Decision:
    """Tell the customers whose parcels this scan shows moving again; or say why not."""
    decision = Decision()
    for order in concerned(world, event):
        decision += _of_order(world.after(decision), order, event.shop, now, policy)
    return decision


def _of_order(world: World, order: Order, shop: str, now: datetime, policy: Policy) -> Decision:
    episode = order.delay
    if episode is None or episode.good_news_at:
        return Decision()
    every = parcels_of(world, order)
    if order.state is not OrderState.OPEN or not moves_again(order, every, episode.told_rule):
        return Decision()
    late = late_of(order, every)
    relied = tuple(Rely(parcel.ref) for parcel in every)
    known = replace(order, delay=replace(episode, good_news_at=now))
    if why := _why_not(world, order, episode, late, policy):
        return Decision((*relied, Put(subject=known), *_silent(world, order, why)))
    moving = [parcel for parcel in every if parcel.state in MOVING]
    dates = [parcel.eta for parcel in moving if parcel.eta]
    new_date = max(dates) if len(dates) == len(moving) else None
    if new_date and now >= day_end(new_date, policy.zone_of(order.country)):
        new_date = None  # that day is over, and nobody has named another
    in_time = bool(new_date and order.promise and new_date <= last_day(order.promise.on, policy))
    word = episode.words + 1
    said = replace(episode, good_news_at=now, words=word, good_news=word)
    known = replace(order, delay=said, told_date=new_date or order.told_date)
    assert order.promise is not None
    params = {
        "order": order.id, "parcels": ",".join(parcel.id for parcel in moving), "episode": str(episode.number),
        "word": str(word),
        "old_date": order.promise.on.isoformat(), "new_date": new_date.isoformat() if new_date else "",
        "in_time": "yes" if in_time else "",
    }  # fmt: skip
    effects: list[Effect] = [
        *relied, Put(subject=known), _message(known, params, shop, now, policy),
        Note(order.ref, f"{KIND}.decided", f"told {episode.told_rule}, moving again, expected {new_date or 'any day'}"),
        RecordFact(id=digest(shop, KIND, order.id, episode.number), name=KIND, at=now, dimensions={
            "rule": episode.told_rule, "in_time": "yes" if in_time else "no" if new_date else "unknown",
        }),
    ]  # fmt: skip
    if new_date:
        effects.append(late_notice.news_timer(known, {**params, "know_by": ""}, str(new_date), policy))
    return Decision(tuple(effects))


def _why_not(world: World, order: Order, episode: DelayEpisode, late: list[Parcel], policy: Policy) -> str:
    """Why the customer does not hear of it, "" if they do."""
    if not policy.messages.good_news:
        return f"messages.{KIND} is off"
    if str(episode.number) not in order.late_told:
        return "the notice of the delay has not gone out"  # should it go out after all, good news may follow
    fresh = [parcel for parcel in late if episode.told_at and parcel.first_seen > episode.told_at]
    if len(fresh) == len(late) and all(parcel.id in order.announced for parcel in fresh):
        return "the mail that it is on its way says so"
    if policy.messages.out_for_delivery and any(parcel.state is ParcelState.OUT_FOR_DELIVERY for parcel in late):
        return "the mail that it comes today says so"
    return talking.why_silent(world, order)


def _silent(world: World, order: Order, why: str) -> list[Note]:
    """The reason, and for whoever has the open case that it moves again."""
    case = talking.case_about(world, order)
    told = [Note(case.ref, "case.parcel_moves", "what was late is moving again")] if case else []
    return [Note(order.ref, f"{KIND}.not_told", why), *told]


def _message(order: Order, params: dict[str, str], shop: str, now: datetime, policy: Policy) -> SendMessage:
    """Held by the night, it may be out for delivery by the morning: then the mail that it comes today says so. And a
    notice of a later date may have been decided: then that says all. Who has written by then hears it all the same: it
    answers what they most likely ask, and no agent has been left to tell it."""
    assert order.delay is not None
    moves = "in_transit" if policy.messages.out_for_delivery else "moving"
    word = late_heard.last_word(order.delay)
    return SendMessage(
        id=digest(shop, KIND, order.id, word), kind=KIND, channel="email",
        to=f"customer:{order.customer_id}", about=order.ref, params=params,
        conditions=(
            f"order_open:{order.id}", f"{moves}:{params['parcels']}", f"last_word:{word}",
        ),
        not_after=now + USEFUL,
    )  # fmt: skip
