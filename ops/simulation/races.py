"""Short stories of exactly the races that made-up stories seldom meet: what comes at one moment, and who stands still.

Each is played in every way in which two workers can meet in it (schedules.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from chalicelib import slack_ids
from ops.simulation import arrivals
from ops.simulation.chapters import Event, a_pause, pause_over
from ops.simulation.faults import Fault
from ops.simulation.held_notice import held_notice
from ops.simulation.schedules import Race
from ops.simulation.short import (
    A_DAY,
    JANA,
    PARCEL,
    Short,
    chooses,
    does,
    replies,
    says,
    scan,
    ships,
    sweeps,
)
from ops.simulation.survey_races import SURVEYS
from ops.simulation.trial import CALM, TALKATIVE
from ops.simulation.untrue_races import UNTRUE


def two_agents_take_one_case() -> Race:
    short = Short()
    thread = short.thread()
    short.then(says(thread, 0))
    return short.race(short.then(does("U1", thread, slack_ids.CLAIM), replies("U2", thread, 1)))


def two_orders_of_somebody_new() -> Race:
    """Short enough for both workers to be held up, one after the other."""
    short = Short()
    return replace(short.race(short.then(short.orders(), short.orders(1002))), held_up=2)


def two_comments_of_a_new_thread() -> Race:
    short = Short()
    thread = short.thread()
    return short.race(short.then(says(thread, 0), says(thread, 1)))


def a_comment_and_its_taking_back() -> Race:
    short = Short()
    thread = short.thread()
    short.then(says(thread, 0))
    gone = Event("it is taken back", thread.takes_back(1))
    return short.race(short.then(says(thread, 1), gone))


def a_scan_and_its_order() -> Race:
    short = Short()
    return short.race(short.then(short.orders(parcels=(PARCEL,)), ships(PARCEL), scan("InTransit", 0, eta=5)))


def a_late_scan_and_its_order() -> Race:
    """What the parcel's order has promised comes as the parcel is late."""
    short = Short()
    short.then(ships(PARCEL))
    return short.race(short.then(short.orders(parcels=(PARCEL,)), scan("InTransit", 0, eta=5)))


def two_last_parcels() -> Race:
    short, two = Short(), (PARCEL, f"{PARCEL}1")
    short.then(short.orders(parcels=two))
    short.then(ships(*two))
    return short.race(short.then(*(scan("Delivered", nth, parcel) for nth, parcel in enumerate(two))), lasts=A_DAY)


def a_scan_that_is_older_than_the_delivery() -> Race:
    short = Short()
    short.then(short.orders(parcels=(PARCEL,)))
    short.then(ships(PARCEL))
    return short.race(short.then(scan("Delivered", 0, ago=30), scan("OutForDelivery", 1)), lasts=A_DAY)


def chosen_and_chosen_again() -> Race:
    short = Short()
    short.then(short.orders(promised=1))
    return short.race(short.then(chooses("swap", 0), chooses("wait", 1), after=timedelta(hours=50)))


def chosen_as_it_leaves() -> Race:
    short = Short()
    short.then(short.orders(parcels=(PARCEL,), promised=1))
    short.then(ships(PARCEL))
    return short.race(short.then(chooses("cancel", 0), scan("InTransit", 0), after=timedelta(hours=50)))


def told_that_it_is_late_as_they_write() -> Race:
    short = Short()
    short.then(short.orders(parcels=(PARCEL,)))
    short.then(ships(PARCEL))
    return short.race(short.then(scan("InTransit", 0, eta=5), says(short.thread(), 0)))


def answered_as_they_are_forgotten() -> Race:
    """The answer was held, and is looked at again just then."""
    short = Short()
    thread = short.thread()
    short.then(short.orders())
    short.then(says(thread, 0))
    short.then(a_pause("agent_reply"))
    short.then(replies("U1", thread, 1))
    short.then(pause_over(), after=timedelta(minutes=2))
    short.author.redacted.add(JANA)
    forgotten = Event("Jana is to be forgotten", arrivals.redacts(JANA))
    race = short.race(short.then(forgotten, after=timedelta(minutes=3)), lasts=timedelta(hours=2))
    return replace(race, orders=(False,))  # an erasure takes many steps


def a_clock_that_rings_as_it_is_answered() -> Race:
    short = Short()
    thread = short.thread()
    short.then(says(thread, 0))
    # Backwards: the reply ends what runs, and what is written then starts a clock of another version.
    race = short.race(short.then(says(thread, 1), replies("U1", thread, 1), after=timedelta(minutes=90)))
    return replace(race, orders=(True,))


def a_schedule_that_fires_twice() -> Race:
    """A timer and facts are due."""
    short = Short()
    short.then(says(short.thread(), 0))
    short.then(short.orders(), after=timedelta(minutes=86))
    return short.race(short.then(Event("the sweep once more", sweeps()), after=timedelta(minutes=4)))


def resolved_as_they_write() -> Race:
    short = Short()
    thread = short.thread()
    short.then(says(thread, 0))
    short.then(does("U1", thread, slack_ids.CLAIM))
    return short.race(short.then(does("U1", thread, slack_ids.RESOLVE), says(thread, 1)), lasts=A_DAY)


def an_answer_whose_worker_stands_still() -> Race:
    short = Short()
    short.then(says(short.thread(), 0))
    return short.race(script=(("send social *", None), ("commit sent:*", Fault.STALL)), policy=CALM)


def a_card_given_back_when_another_has_it() -> Race:
    short = Short()
    short.then(says(short.thread(), 0))
    return short.race(script=(
        ("send slack clock_warning", Fault.FAIL), ("release", Fault.STALL), ("send slack clock_warning", None),
        ("commit sent:*", Fault.STALL),
    ))  # fmt: skip


def skipped_and_true_again() -> Race:
    short = Short()
    short.then(short.orders(parcels=(PARCEL,)))
    short.then(ships(PARCEL))
    short.then(a_pause("out_for_delivery"))
    short.then(scan("OutForDelivery", 0))
    short.then(scan("AttemptFail", 1), after=timedelta(minutes=2))
    short.then(pause_over(), after=timedelta(minutes=1))
    short.then(scan("OutForDelivery", 2), after=timedelta(minutes=8))
    return short.race(script=(
        ("commit skipped:*", Fault.STALL), ("send email *", None), ("commit sent:*", Fault.STALL),
        *[("put_receipt", Fault.FAIL)] * 7,  # SES's word that it went out comes some minutes later
    ))  # fmt: skip


def held_by_night_and_not_so_any_more() -> Race:
    return Race(held_notice(), policy=TALKATIVE)


RACES: Mapping[str, Callable[[], Race]] = {
    race.__name__: race for race in (
        two_agents_take_one_case, two_orders_of_somebody_new, two_comments_of_a_new_thread,
        a_comment_and_its_taking_back, a_scan_and_its_order, a_late_scan_and_its_order, two_last_parcels,
        a_scan_that_is_older_than_the_delivery, chosen_and_chosen_again, chosen_as_it_leaves,
        told_that_it_is_late_as_they_write, answered_as_they_are_forgotten, a_clock_that_rings_as_it_is_answered,
        resolved_as_they_write, a_schedule_that_fires_twice, an_answer_whose_worker_stands_still,
        a_card_given_back_when_another_has_it, skipped_and_true_again, held_by_night_and_not_so_any_more, *SURVEYS,
        *UNTRUE,
    )
}  # fmt: skip
