"""Short stories of who is asked what, and of what is said or done just then; see races.py."""

from dataclasses import replace
from datetime import timedelta

from chalicelib import slack_ids
from ops.simulation import page_arrivals
from ops.simulation.chapters import Event, a_pause, pause_over
from ops.simulation.faults import Fault
from ops.simulation.schedules import Race
from ops.simulation.short import A_DAY, ASKED, QUIET, Short, answers, does, says, scan, solved


def asked_as_they_write() -> Race:
    short = Short()
    thread = solved(short)
    return short.race(short.then(says(thread, 1), after=ASKED))


def reminded_as_they_answer() -> Race:
    short = Short()
    thread = solved(short)
    short.then(answers(thread, "no", 1), after=ASKED + timedelta(days=3, minutes=56))
    return short.race(script=(("commit timer:*:solved_remind:*", Fault.FAIL),))


def no_and_why_and_yes() -> Race:
    short = Short()
    thread = solved(short)
    short.then(answers(thread, "no", 1), after=ASKED + timedelta(hours=1))
    why = page_arrivals.says_why(thread.number, thread.account, "not_done", 1, 10, 1)
    short.then(Event("why", why))
    short.then(answers(thread, "yes", 2))
    return short.race(lasts=timedelta(days=8))


def _recommending(short: Short) -> timedelta:
    """Jana says Yes; after that time she is asked whether she would recommend the shop."""
    thread = solved(short)
    short.then(answers(thread, "yes", 1), after=ASKED + timedelta(hours=1))
    return timedelta(days=2, minutes=55)


def asked_to_recommend_as_they_write() -> Race:
    short = Short()
    asked = _recommending(short)
    return short.race(short.then(says(short.thread(1), 0), after=asked))


def _with_surveys(short: Short, **surveys: float) -> Race:
    policy = replace(QUIET, surveys=replace(QUIET.surveys, **surveys))  # type: ignore[arg-type]
    return short.race(lasts=timedelta(days=8), policy=policy)


def an_order_and_a_case_are_drawn() -> Race:
    short = Short()
    _recommending(short)
    short.then(scan("Delivered", 0))
    return _with_surveys(short, at_most=5, nps_share=1, csat_share=0, case_nps_share=1)


def asked_as_often_as_may_be() -> Race:
    short = Short()
    _recommending(short)
    return _with_surveys(short, at_most=1, case_nps_share=1)


def nobody_is_drawn() -> Race:
    short = Short()
    _recommending(short)
    return _with_surveys(short, case_nps_share=0)


def held_until_it_is_solved_anew() -> Race:
    """The mail is held; meanwhile the case is opened again and resolved, and nobody has said Yes to that."""
    short = Short()
    asked = _recommending(short)
    thread = short.thread()
    short.then(a_pause("case_nps"), after=asked - timedelta(minutes=10))
    # Between two looks at it, which come every five minutes.
    short.then(says(thread, 1), after=timedelta(minutes=16))
    short.then(does("U1", thread, slack_ids.RESOLVE), after=timedelta(minutes=2))
    short.then(pause_over())
    return short.race(lasts=A_DAY)


SURVEYS = (
    asked_as_they_write, reminded_as_they_answer, no_and_why_and_yes, asked_to_recommend_as_they_write,
    an_order_and_a_case_are_drawn, asked_as_often_as_may_be, nobody_is_drawn, held_until_it_is_solved_anew,
)  # fmt: skip
