"""Short stories of a message that is decided, and becomes untrue while it waits in its queue; see races.py."""

from dataclasses import replace
from datetime import timedelta

from chalicelib import slack_ids
from ops.simulation import arrivals
from ops.simulation.chapters import Event
from ops.simulation.schedules import Race
from ops.simulation.short import (
    A_DAY,
    ASKED,
    JANA,
    NUMBER,
    PARCEL,
    QUIET,
    Short,
    answers,
    does,
    replies,
    says,
    scan,
    ships,
    solved,
)
from ops.simulation.trial import CALM, WATCHED

# Nobody is asked to recommend the shop: that would take days.
UNASKED = replace(CALM, surveys=replace(CALM.surveys, case_nps_share=0))


def _told(short: Short, told: Event, untrue: Event, after: timedelta = timedelta(minutes=10)) -> Race:
    """What is told, and right after it what makes it untrue."""
    race = short.race(short.then(told, untrue, after=after), lasts=A_DAY, policy=UNASKED)
    return replace(race, orders=(False,), held_at=frozenset({"claim"}))


def _on_its_way(*more: str) -> Short:
    """An order whose first parcel is on its way; of `more` nobody knows yet."""
    short = Short()
    short.then(short.orders(parcels=(PARCEL, *more)))
    short.then(ships(PARCEL))
    return short


def here_and_one_more_comes() -> Race:
    more = f"{PARCEL}1"
    return _told(_on_its_way(more), scan("Delivered", 0), scan("InTransit", 1, parcel=more))


def placed_and_here() -> Race:
    short = Short()
    short.then(ships(PARCEL))
    return _told(short, short.orders(parcels=(PARCEL,)), scan("Delivered", 0))


def paid_and_left() -> Race:
    short = Short()
    short.then(short.orders(parcels=(PARCEL,)))
    return _told(short, Event("it is paid", arrivals.pays(NUMBER)), ships(PARCEL))


def _ships_and(untrue: Event) -> Race:
    short = Short()
    short.then(short.orders(parcels=(PARCEL,)))
    return _told(short, ships(PARCEL), untrue)


def shipped_and_cancelled() -> Race:
    return _ships_and(Event("it is cancelled", arrivals.cancels(NUMBER)))


def shipped_and_here() -> Race:
    return _ships_and(scan("Delivered", 0))


def shipped_and_muted() -> Race:
    return _ships_and(Event("Jana wants no notices", arrivals.mutes(JANA, "notice")))


def near_and_not_met() -> Race:
    return _told(_on_its_way(), scan("OutForDelivery", 0), scan("AttemptFail", 1))


def to_collect_and_collected() -> Race:
    return _told(_on_its_way(), scan("AvailableForPickup", 0), scan("Delivered", 1))


def late_and_here() -> Race:
    return _told(_on_its_way(), scan("InTransit", 0, eta=5), scan("Delivered", 1))


def late_and_later() -> Race:
    return _told(_on_its_way(), scan("InTransit", 0, eta=5), scan("InTransit", 1, eta=9))


def moves_and_stands_again() -> Race:
    short = _on_its_way()
    short.then(scan("Exception", 0))
    return _told(short, scan("InTransit", 1), scan("Exception", 2))


def moves_and_is_later_still() -> Race:
    short = _on_its_way()
    short.then(scan("Exception", 0))
    return _told(short, scan("InTransit", 1, eta=5), scan("InTransit", 2, eta=9))


def moves_and_stands_again_by_another_policy() -> Race:
    """Where no mail tells that it comes today, the good news must hold until then."""
    race = moves_and_stands_again()
    return replace(race, policy=replace(UNASKED, messages=replace(UNASKED.messages, out_for_delivery=False)))


def solved_and_they_write() -> Race:
    short = Short()
    thread = solved(short)
    return _told(short, answers(thread, "yes", 1), says(thread, 1), ASKED + timedelta(hours=1))


def not_solved_and_resolved() -> Race:
    short = Short()
    thread = solved(short)
    resolved = does("U1", thread, slack_ids.RESOLVE)
    return _told(short, answers(thread, "no", 1), resolved, ASKED + timedelta(hours=1))


def nobody_is_there_and_somebody_takes_it() -> Race:
    short = Short()
    short.then(*(Event(f"{each} goes away", arrivals.away(each, True)) for each in ("U1", "U2", "U9")))
    thread = short.thread()
    return _told(short, says(thread, 0), does("U1", thread, slack_ids.CLAIM))


def written_and_answered() -> Race:
    short = Short()
    thread = short.thread()
    return _told(short, says(thread, 0), replies("U1", thread, 1))


def asked_for_and_decided() -> Race:
    short = Short()
    thread = short.thread()
    short.then(short.orders())
    short.then(says(thread, 0))
    about = (thread.number, thread.account)
    gives = Event("U1 gives 15.00", arrivals.gives(*about, "U1", "15.00", 0))
    approves = arrivals.decides(*about, "U9", slack_ids.GOODWILL_APPROVE)
    return _told(short, gives, Event("U9 approves", approves))


def silent_and_heard() -> Race:
    short = Short()
    short.then(short.orders())
    # A feed is heard by the hour.
    moment = short.then(short.orders(1002), after=WATCHED.at_first - timedelta(minutes=10))
    race = short.race(moment, policy=replace(QUIET, feeds=WATCHED))
    return replace(race, orders=(True,), held_at=frozenset({"claim"}))


UNTRUE = (
    here_and_one_more_comes, placed_and_here, paid_and_left, shipped_and_cancelled,
    shipped_and_here, shipped_and_muted, near_and_not_met, to_collect_and_collected, late_and_here,
    late_and_later, moves_and_is_later_still, moves_and_stands_again, moves_and_stands_again_by_another_policy,
    solved_and_they_write, not_solved_and_resolved, nobody_is_there_and_somebody_takes_it, written_and_answered,
    asked_for_and_decided, silent_and_heard,
)  # fmt: skip
