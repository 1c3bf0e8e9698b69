"""What was decided is checked again at the moment of sending."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care import still_true
from chalicelib.care.events import GoodwillMade, MailReported, OrderCancelled, ParcelState
from chalicelib.care.local_time import day_end, local_date, next_clock, within
from chalicelib.care.vocabulary import GoodwillKind
from ops.simulation.cast import POLICY
from tests.care.play import Play
from tests.care.test_analysis import a_no, analyses
from tests.care.test_goodwill import GIVES, complaint, gives
from tests.care.test_solved import asked, resolved

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
ZONES = st.sampled_from(["Europe/Bratislava", "Europe/Bucharest", "America/Sao_Paulo", "Asia/Kolkata", "UTC"])


def late() -> Play:
    play = Play()
    play.order()
    play.ships("N1")
    play.scan(ParcelState.EXCEPTION, date(2026, 11, 30))
    return play


def untrue(play: Play, kind: str) -> str:
    message = play.messages(kind)[-1]
    return still_true.why_untrue(play.world, message.about, message.conditions)


def test_a_notice_is_untrue_once_the_parcel_arrived_or_the_order_is_cancelled() -> None:
    play = late()
    assert untrue(play, "late_parcel") == ""
    play.later(minutes=1).scan(ParcelState.DELIVERED)
    assert "not late any more" in untrue(play, "late_parcel")
    play = late()
    play.happens(OrderCancelled(shop="demo", key="x", occurred_at=play.now, order_id="shopify:1"))
    assert untrue(play, "late_parcel") == "the order was cancelled"


def test_the_question_is_withdrawn_by_a_new_message() -> None:
    play = asked()
    assert untrue(play, "solved_question") == ""
    play.writes("Neprišlo.")
    assert "withdrawn" in untrue(play, "solved_question")


def test_work_for_a_person_is_not_shown_any_more_once_somebody_has_done_it() -> None:
    play = complaint(replace(GIVES, authority=replace(GIVES.authority, ways={})))
    made = gives(play, kind=GoodwillKind.REPLACEMENT)
    assert made
    by_hand = play.messages("goodwill_line")[-1]
    assert still_true.why_untrue(play.world, by_hand.about, by_hand.conditions) == ""
    play.press(GoodwillMade, item=made.id)
    assert still_true.why_untrue(play.world, by_hand.about, by_hand.conditions) == "it is not under way any more"


def test_nobody_is_asked_to_look_into_what_somebody_has_looked_into() -> None:
    play = a_no()
    assert untrue(play, "analysis_task") == ""
    analyses(play, "carrier")
    assert untrue(play, "analysis_task") == "somebody has looked into it"


def test_a_hard_bounce_mutes_everything_and_a_complaint_only_what_nobody_asked_for() -> None:
    for outcome, kinds in (
        ("bounce", {"late_parcel", "solved_question", "solved_thanks"}),
        ("complaint", {"late_parcel", "solved_question"}),
    ):
        play = resolved()
        to = str(play.customer.ref)
        play.happens(
            MailReported(
                shop="demo", key="m", occurred_at=play.now, message_id="r", outcome=outcome, permanent=True, to=to
            )
        )
        muted = {
            k for k in ("late_parcel", "solved_question", "solved_thanks") if still_true.why_muted(play.world, to, k)
        }
        assert muted == kinds


def test_a_soft_bounce_mutes_nothing() -> None:
    play = resolved()
    to = str(play.customer.ref)
    play.happens(MailReported(shop="demo", key="m", occurred_at=play.now, message_id="r", outcome="bounce", to=to))
    assert not still_true.why_muted(play.world, to, "late_parcel")


@given(MOMENTS)
def test_the_night_is_over_when_it_says(now: datetime) -> None:
    play = late()
    until = still_true.quiet_until(play.world, str(play.customer.ref), POLICY, now)
    if until:
        assert until > now
        assert still_true.quiet_until(play.world, str(play.customer.ref), POLICY, until) is None
    else:
        assert not within(now, "Europe/Bratislava", "21:00", "08:00")


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), ZONES)
def test_a_day_ends_when_the_next_begins_also_when_clocks_change(day: date, zone: str) -> None:
    end = day_end(day, zone)
    assert local_date(end, zone) > day
    assert local_date(end.fromtimestamp(end.timestamp() - 1, UTC), zone) == day


@given(MOMENTS, ZONES, st.sampled_from(["00:00", "08:00", "23:59"]))
def test_the_next_clock_time_is_ahead_and_within_a_day_and_an_hour(now: datetime, zone: str, clock: str) -> None:
    ahead = (next_clock(now, zone, clock) - now).total_seconds()
    assert 0 < ahead <= 25 * 3600
