"""The three clocks of a case: first answer, next answer, resolution; who is told, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.care.case_clocks import CLOCK_DUE, calendar_of
from chalicelib.care.clock_segments import counted, lines
from chalicelib.care.events import (
    CaseBegun,
    CaseClaimed,
    CaseDismissed,
    CaseResolved,
    CaseSnoozed,
    DayOffSet,
    ReplyWritten,
    ScoreGiven,
    SurveyKind,
)
from chalicelib.care.service_rules import Queue
from chalicelib.care.state import Clock
from chalicelib.care.still_true import why_untrue
from ops.simulation.cast import POLICY, ZUZANA
from tests.care.play import Play

CARE = Queue(default=True, hours=("mon-fri 08:00-12:00", "mon-fri 13:00-17:00"), holidays=("SK",))
HOURS = replace(POLICY, queues={"care": CARE})
MONDAY_10 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Bratislava
FRIDAY_16 = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.fixture
def play() -> Play:
    return Play(policy=HOURS, now=MONDAY_10)


def replies(play: Play, text: str = "We are looking.") -> None:
    play.press(ReplyWritten, text=text)


def first(play: Play) -> Clock:
    assert play.case.clocks.first is not None
    return play.case.clocks.first


def resolution(play: Play) -> Clock:
    assert play.case.clocks.resolution is not None
    return play.case.clocks.resolution


def after(play: Play) -> Clock:
    assert play.case.clocks.next is not None
    return play.case.clocks.next


def test_the_first_clock_runs_from_the_opening_in_business_time(play: Play) -> None:
    play.now = FRIDAY_16
    play.writes("Where is it?")
    assert first(play).due == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # Monday 09:00: an hour on each day
    assert play.case.clocks.queue == "care"
    assert play.case.clocks.next is None


def test_each_queue_goes_by_the_clock_of_its_own_zone() -> None:
    social = Queue(channels=("facebook_comment",), hours=("mon-fri 08:00-12:00",), zone="America/New_York")
    play = Play(policy=replace(HOURS, queues={"care": CARE, "social": social}), now=MONDAY_10)
    play.writes("Where is it?")
    assert play.case.clocks.queue == "social"
    assert first(play).due == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in New York, two hours after it opened


def test_one_timer_for_whatever_comes_next(play: Play) -> None:
    play.writes("Where is it?")
    assert play.case.clocks.notice_at == MONDAY_10 + timedelta(minutes=90)
    replies(play)
    # The customer's answer is awaited: nothing runs, so there is no timer.
    assert play.case.clocks.notice_at is None
    assert play.cancelled(CLOCK_DUE, play.case.ref)


def test_angry_words_in_public_have_less_time() -> None:
    play = Play(policy=HOURS, now=MONDAY_10)
    play.writes("Where is it?")
    angry = replace(play.case, tone="angry", clocks=replace(play.case.clocks, first=None))
    play.world = replace(play.world, subjects={**play.world.subjects, angry.ref: angry})
    play.press(CaseClaimed)
    assert first(play).allowed == CARE.negative_first


def test_the_agent_is_warned_at_three_quarters_and_the_lead_told_of_the_breach(play: Play) -> None:
    play.writes("Where is it?")
    play.timer(CLOCK_DUE)
    assert play.now == MONDAY_10 + timedelta(minutes=90)  # 11:30
    (warning,) = play.messages("clock_warning")
    assert (warning.to, warning.params["clock"]) == ("slack:team", "first")
    assert "due Mon 23 Nov 12:00, 1 h 30 min of 2 h used" in play.notes("clock.first_warned")[0]
    play.timer(CLOCK_DUE)
    # Due at noon, when people leave: told when they are back.
    assert play.now == MONDAY_10 + timedelta(hours=3)
    (missed,) = play.messages("clock_missed")
    assert missed.to == "agent:U9"
    assert play.case.clocks.notice_at is not None  # resolution is still to come
    play.timer(CLOCK_DUE)
    assert len(play.messages("clock_missed")) == 1
    assert [message.params["clock"] for message in play.messages("clock_warning")] == ["first", "resolution"]


def test_whose_agent_is_off_duty_is_the_leads_to_hear_of(play: Play) -> None:
    play.writes("Where is it?")
    gone = replace(play.agent(play.case.agent_id), shifts=())
    play.world = replace(play.world, subjects={**play.world.subjects, gone.ref: gone})
    play.timer(CLOCK_DUE)
    assert {message.to for message in play.messages("clock_warning")} == {"agent:U9"}


def test_nobody_is_told_outside_hours_even_if_the_tick_is_late(play: Play) -> None:
    play.writes("Where is it?")
    play.now = MONDAY_10.replace(hour=19)
    play.timer(CLOCK_DUE)
    assert play.messages("clock_warning") == []
    assert play.notes("clock.held")
    assert play.case.clocks.notice_at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def test_a_day_off_that_was_set_meanwhile_moves_the_deadline(play: Play) -> None:
    play.now = FRIDAY_16
    play.writes("Where is it?")
    play.happens(DayOffSet(
        shop="demo", key=play.key(), occurred_at=play.now, country="SK", on=datetime(2026, 11, 30, tzinfo=UTC).date(),
        by="operator",
    ))  # fmt: skip
    play.timer(CLOCK_DUE)  # Monday 08:30
    assert play.messages("clock_warning") == []
    assert play.case.clocks.notice_at == datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    play.timer(CLOCK_DUE)
    assert first(play).due == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_an_answer_ends_the_first_clock_and_counts(play: Play) -> None:
    play.writes("Where is it?")
    play.later(hours=4)  # 14:00, of which three count
    replies(play)
    (wall,), (worked,) = play.facts("first_response"), play.facts("first_response_worked")
    assert (wall.value, worked.value) == (4 * 3600, 3 * 3600)
    assert wall.dimensions == {
        "channel": "facebook_comment", "agent": "U1", "language": "en", "topic": "unsorted",
    }  # fmt: skip
    assert worked.dimensions == {**wall.dimensions, "kept": "no"}


def test_the_next_clock_runs_from_the_first_words_after_our_answer(play: Play) -> None:
    play.writes("Where is it?")
    replies(play)
    play.later(minutes=10).writes("And when?")
    asked = play.now
    play.later(minutes=30).writes("Hello?")
    assert after(play).started_at == asked
    assert after(play).due == asked + timedelta(hours=2) + timedelta(hours=1)  # over lunch
    play.later(minutes=20)
    replies(play)
    assert after(play).ended_at == play.now
    (wall,), (worked,) = play.facts("next_response"), play.facts("next_response_worked")
    assert (wall.value, worked.value, worked.dimensions["kept"]) == (3000, 3000, "yes")
    play.later(days=1).writes("Thanks, but it is broken")
    assert after(play).started_at == play.now


def test_resolution_stands_while_we_wait_for_the_customer(play: Play) -> None:
    play.writes("Where is it?")
    play.later(hours=1)
    replies(play, "What colour?")
    assert (resolution(play).since, resolution(play).due) == (None, None)
    play.later(days=2).writes("Blue")  # Wednesday 11:00
    assert resolution(play).used == timedelta(hours=1)
    assert resolution(play).due == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)  # eight hours more: Thursday 11:00
    play.later(hours=3)
    play.press(CaseResolved)
    (wall,), (worked,) = play.facts("resolution"), play.facts("resolution_worked")
    assert (wall.value, worked.value) == ((2 * 24 + 4) * 3600, 3 * 3600)
    assert worked.dimensions["kept"] == "yes"
    assert play.case.clocks.notice_at is None


def test_what_is_told_of_a_deadline_is_what_made_it(play: Play) -> None:
    play.now = FRIDAY_16
    play.writes("Where is it?")
    play.later(minutes=30)
    replies(play)
    play.now = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    play.writes("Still not here")
    clock = resolution(play)
    calendar = calendar_of(play.world, CARE, HOURS)
    stretches = counted(clock, play.now, calendar)
    assert sum((each.end - each.start for each in stretches), timedelta()) == clock.allowed
    assert stretches[-1].end == clock.due
    assert next(lines(clock, play.now, calendar)) == ("Fri 27 Nov 16:00", "Fri 27 Nov 16:30", "30 min")
    assert ("Fri 27 Nov 16:30", "Mon 30 Nov 10:00", "stood: customer") in list(lines(clock, play.now, calendar))


def test_reopened_it_has_a_new_time_to_be_solved_in_and_to_be_answered(play: Play) -> None:
    play.writes("Where is it?")
    replies(play)
    play.press(CaseResolved)
    before = resolution(play)
    assert before.ended_at == play.now
    play.later(days=1)
    play.answers(False)
    assert resolution(play).started_at == after(play).started_at == play.now
    assert resolution(play).due == play.now + timedelta(days=1) + timedelta(hours=1)
    play.later(minutes=5)
    play.press(CaseResolved)
    assert [fact.value for fact in play.facts("resolution_worked")] == [0, 300]


def test_who_finds_out_that_it_is_solved_after_all_was_neither_answered_nor_solved_for(play: Play) -> None:
    play.writes("Where is it?")
    replies(play)
    play.press(CaseResolved)
    counted_before = len(play.facts("resolution_worked")), len(play.facts("handling"))
    play.later(days=1)
    play.answers(False)
    play.later(hours=1)
    play.answers(True)
    play.happens(ScoreGiven(
        shop="demo", key=play.key(), occurred_at=play.now, survey=SurveyKind.CSAT, about=str(play.case.ref), cycle=1,
        score=5,
    ))  # fmt: skip
    assert (play.case.clocks.next, play.case.clocks.resolution, play.case.clocks.notice_at) == (None, None, None)
    assert (len(play.facts("resolution_worked")), len(play.facts("handling"))) == counted_before
    assert play.facts("next_response") + play.facts("next_response_worked") == []


def test_what_was_opened_again_and_is_none_after_all_was_not_solved(play: Play) -> None:
    play.writes("Where is it?")
    play.press(CaseResolved)
    play.later(days=1)
    play.answers(False)
    play.later(hours=1)
    play.press(CaseDismissed)
    assert len(play.facts("resolution_worked")) == len(play.facts("case_resolved")) == 1
    assert play.facts("next_response_worked") == []


def test_a_mail_that_an_agent_writes_first_is_no_response(play: Play) -> None:
    play.order()
    play.happens(CaseBegun(
        shop="demo", key=play.key(), occurred_at=play.now, slack_user=ZUZANA.id, who="#1001", what="mail",
        subject="Your lamp", text="The paint has run out.",
    ))  # fmt: skip
    play.later(hours=1)
    play.press(CaseResolved)
    assert (play.case.clocks.first, play.facts("first_response"), play.facts("first_response_worked")) == (None, [], [])
    assert [fact.value for fact in play.facts("resolution_worked")] == [0]


def test_a_warning_is_not_true_any_more_once_it_was_answered(play: Play) -> None:
    play.writes("Where is it?")
    play.timer(CLOCK_DUE)
    (warning,) = play.messages("clock_warning")
    assert why_untrue(play.world, warning.about, warning.conditions) == ""
    replies(play)
    assert why_untrue(play.world, warning.about, warning.conditions) == "it was answered or put off meanwhile"


def test_a_message_taken_back_stops_the_clocks_and_counts_nothing(play: Play) -> None:
    play.writes("Where is it?")
    play.takes_back()
    assert list(play.case.clocks.running()) == []
    assert play.facts("first_response_worked") == []
    assert play.cancelled(CLOCK_DUE, play.case.ref)


def test_resolved_without_a_word_its_first_clock_stands_until_it_is_opened_again(play: Play) -> None:
    play.writes("Where is it?")
    play.later(hours=1)
    play.press(CaseResolved)
    assert play.facts("first_response_worked") == []
    play.later(days=1)
    play.answers(False)
    assert first(play).due == play.now + timedelta(hours=1)
    play.later(minutes=20)
    replies(play)
    assert [fact.value for fact in play.facts("first_response_worked")] == [80 * 60]


def test_while_it_is_snoozed_only_the_first_clock_runs(play: Play) -> None:
    play.writes("Where is it?")
    play.press(CaseClaimed)
    play.press(CaseSnoozed, until=play.now + timedelta(hours=3))
    assert (first(play).since, resolution(play).since) == (MONDAY_10, None)
    assert resolution(play).pauses[-1].why == "snoozed"
