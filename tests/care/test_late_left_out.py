"""What a message about a delay that is left out takes back, and what it must not: dates, timers, counts, good news."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.care import late_heard, still_true
from chalicelib.care.effects import CancelTimer, SendMessage, SetTimer
from chalicelib.care.events import (
    CaseClaimed,
    CaseResolved,
    OrderChanged,
    ParcelsShipped,
    ParcelState,
    Reason,
    Shipment,
)
from tests.care.play import Play
from tests.care.test_foreseen import AHEAD, looks
from tests.care.test_late_withdrawn import EXCEPTION, MOVING, held_mails, morning, news_timer, shipped, skips, why_not


def day(of: int) -> date:
    return date(2026, 11, of)


def waiting(play: Play, ended: set[str]) -> Iterator[SendMessage]:
    """Each mail that waits, also those that are decided meanwhile; the newest first."""
    while found := [mail for mail in held_mails(play) if mail.id not in ended]:
        ended.add(found[-1].id)
        yield found[-1]


def all_go(play: Play, ended: set[str]) -> list[SendMessage]:
    """A morning in which the newest is looked at first: what goes out."""
    out = []
    for mail in waiting(play, ended):
        assert len(ended) < 20, "it goes round and round"
        if why_not(play, mail):
            skips(play, mail)
        else:
            play.sent(mail)
            out.append(mail)
    return out


def silent_after_trouble(told: bool) -> Play:
    """A parcel had trouble, was scanned once more, and then never again."""
    play = Play(policy=AHEAD)
    play.order(promised=date(2026, 12, 4))
    play.ships("N1")
    play.later(hours=4)
    if not told:
        play.writes("Kde je moja objednávka #1001?")
    play.scan(EXCEPTION)
    if told:
        assert morning(play)
    play.later(hours=1).scan(MOVING)
    if not told:
        play.press(CaseClaimed)
        play.press(CaseResolved)
    looks(play, 2)
    return play


def test_a_silence_in_a_delay_that_began_before_the_last_scan_is_told_once() -> None:
    play = silent_after_trouble(told=False)
    assert [mail.params["rule"] for mail in play.messages("late_parcel")] == ["no_scan"]
    assert len(all_go(play, set())) == 1
    play.later(hours=1).scan(MOVING)
    assert "scanned it again" in play.notes("parcel.late_ended")[-1]


def test_and_is_not_over_because_the_store_says_something() -> None:
    play = silent_after_trouble(told=True)
    play.later(hours=1).told(OrderChanged)
    assert play.the_order().delay
    looks(play, 1)
    assert len(play.facts("parcel_late")) == 1


def test_of_three_that_wait_only_the_last_goes_out_whichever_is_looked_at_first() -> None:
    play, ended = shipped("N1", "N2"), set[str]()
    for eta, reason in ((None, None), (None, Reason.LOST), (None, None)):
        play.scan(EXCEPTION, eta, reason=reason)
    play.scan(EXCEPTION, number="N2")
    assert len(all_go(play, ended)) == 1


def test_good_news_that_ends_the_delay_goes_out_and_its_day_counts_from_then() -> None:
    play = shipped("N1")
    play.scan(EXCEPTION, day(30))
    assert morning(play)
    play.later(hours=1).scan(MOVING, day(27))
    play.ships("N2")
    play.later(hours=1).scan(EXCEPTION, number="N2")
    assert morning(play)
    play.later(hours=1).scan(MOVING, day(27), number="N2")
    assert play.the_order().delay is None
    (news,) = play.messages("good_news")
    assert why_not(play, news) == ""
    play.sent(news)
    assert play.the_order().due_on == day(27)
    assert news_timer(play).params["missed"] == "the new date 2026-11-27"


def test_good_news_that_a_newer_notice_overtook_never_comes_back() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    assert morning(play)
    for eta in (28, 30, 28):
        play.later(hours=1).scan(MOVING, day(eta))
    assert [mail.params["new_date"] for mail in all_go(play, {play.messages("late_parcel")[0].id})] == ["2026-11-28"]


def test_the_day_that_was_heard_is_looked_at_when_a_later_one_was_never_told() -> None:
    play = shipped()
    play.scan(EXCEPTION, day(28))
    assert morning(play)
    play.later(hours=8).scan(EXCEPTION, day(30))
    play.later(hours=1).scan(MOVING, day(27))
    assert play.the_order().due_on == day(28)
    timer = news_timer(play)
    assert (timer.due_at.date(), timer.params["told"]) == (day(29), "2026-11-28")


def test_a_day_heard_in_an_earlier_delay_keeps_its_timer() -> None:
    play = shipped("N1")
    play.scan(EXCEPTION, day(30))
    assert morning(play)
    play.later(hours=1).scan(MOVING, day(27))
    play.ships("N2")
    play.later(hours=1).scan(EXCEPTION, number="N2")
    play.later(hours=1).scan(MOVING, number="N2")
    assert morning(play) is None
    assert news_timer(play).params["told"] == "2026-11-30"
    timers = [each for each in play.effects if isinstance(each, SetTimer | CancelTimer) and each.kind == "news_due"]
    assert isinstance(timers[-1], SetTimer)


def test_what_was_told_before_it_was_kept_what_was_heard_is_not_told_again() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION)
    assert morning(play)
    order = play.the_order()
    assert order.delay
    old = replace(order, delay=replace(order.delay, heard=None))
    play.world = replace(play.world, subjects={**play.world.subjects, order.ref: old})
    play.later(hours=1).scan(EXCEPTION, day(30))
    play.scan(EXCEPTION, number="N2")
    assert morning(play) is None
    assert len(play.messages("late_parcel")) == 2


def test_the_team_is_asked_once_to_write_however_often_the_timer_is_set_back() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION)
    assert morning(play)
    play.timer("news_due")
    play.later(hours=9).scan(EXCEPTION, day(30))
    play.scan(EXCEPTION, number="N2")
    assert morning(play) is None
    lines = len(play.messages("late_parcel_line"))
    play.timer("news_due")
    assert len(play.messages("late_parcel_line")) == lines


def test_the_team_hears_that_what_moves_again_was_not_told() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    play.later(hours=1).scan(MOVING)
    assert morning(play) is None
    line = play.messages("late_parcel_line")[-1]
    assert (line.params["told"], line.params["why"]) == ("no", late_heard.MOVES)
    delay = play.the_order().delay
    assert delay
    assert delay.line_id == line.id


def test_what_moved_for_an_hour_of_the_night_has_good_news_when_it_moves() -> None:
    play = shipped()
    for state in (EXCEPTION, MOVING, EXCEPTION):
        play.later(hours=1).scan(state)
    assert morning(play)
    play.later(hours=5).scan(MOVING)
    assert len(play.messages("good_news")) == 1


def test_the_same_day_after_a_loss_that_was_none_is_told() -> None:
    play = shipped()
    for eta, reason in ((date(2026, 12, 2), None), (day(29), Reason.LOST), (date(2026, 12, 2), Reason.WEATHER)):
        play.later(hours=1).scan(EXCEPTION, eta, reason=reason)
        assert morning(play)
    assert len({mail.id for mail in play.messages("late_parcel")}) == 3


def test_a_loss_that_was_held_while_it_seemed_to_move_is_told() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    assert morning(play)
    ended = {play.messages("late_parcel")[0].id}
    play.later(hours=8).scan(EXCEPTION, reason=Reason.LOST)
    play.later(hours=1).scan(MOVING, day(30), reason=Reason.CARRIER)
    play.later(hours=1).scan(EXCEPTION, reason=Reason.LOST)
    assert [mail.params.get("reason") for mail in all_go(play, ended)] == ["lost"]


def test_of_two_parcels_whose_delay_was_foreseen_only_the_one_still_awaited_is_named() -> None:
    play = Play(policy=AHEAD)
    play.order(promised=date(2026, 12, 4))
    play.ships("N1", "N2")
    for number in ("N1", "N2"):
        play.later(hours=4).scan(MOVING, number=number)
    looks(play, 2)
    (both,) = play.messages("late_parcel")
    assert both.params["parcels"].count(",") == 1
    play.later(hours=2).scan(ParcelState.DELIVERED)
    assert morning(play) is None
    left = morning(play)
    assert left
    assert "," not in left.params["parcels"]


def test_what_was_held_until_it_was_too_late_counts_as_not_told_and_the_team_hears_of_it() -> None:
    play = shipped()
    play.scan(EXCEPTION, day(28))
    (mail,) = play.messages("late_parcel")
    play.now = mail.not_after + timedelta(hours=1)
    skips(play, mail, still_true.why_too_late(mail.not_after, play.now))
    assert play.the_order().told_date is None
    assert play.cancelled("news_due", play.the_order().ref)
    assert "its latest time" in play.messages("late_parcel_line")[-1].params["why"]
    assert len(play.messages("late_parcel")) == 1, "what is too late is not said again by itself"
    play.later(hours=1).scan(EXCEPTION, day(30))
    assert len(play.messages("late_parcel")) == 2


def test_a_day_that_is_over_is_nobodys_new_date() -> None:
    play = shipped()
    play.now = play.now.replace(day=30)
    play.scan(MOVING, day(28))
    (mail,) = play.messages("late_parcel")
    assert (mail.params["rule"], mail.params["new_date"], mail.params["know_by"]) == (
        "eta_past_promise",
        "",
        "2026-12-02",
    )
    assert mail.not_after > play.now
    assert why_not(play, mail) == ""


SHIPPED = replace(AHEAD, late=replace(AHEAD.late, no_scan_days=4))


def looked_at(play: Play) -> None:
    """Its looks come, one after the other, until its customer is told."""
    while not play.messages("late_parcel"):
        play.timer("promise_ends")
    assert morning(play)


def test_what_was_long_over_when_it_was_taken_in_from_the_past_is_not_told() -> None:
    play, then = Play(policy=SHIPPED), datetime(2026, 11, 3, 9, tzinfo=UTC)
    play.order(promised=day(10), history=True, occurred_at=then)
    parcel = Shipment(number="N1", carrier="DPD")
    play.told(ParcelsShipped, shipments=(parcel,), history=True, occurred_at=then)
    play.scan(MOVING, day(12), history=True, occurred_at=then + timedelta(days=2))
    play.later(hours=1).told(OrderChanged)
    assert not play.messages("late_parcel")


@pytest.mark.parametrize("state", [MOVING, ParcelState.PRE_TRANSIT])
def test_a_date_that_was_there_all_along_ends_nothing_that_was_foreseen(state: ParcelState) -> None:
    play = Play(policy=SHIPPED)
    play.order(promised=day(30))
    play.ships("N1")
    play.later(hours=3).scan(state, day(29))
    looked_at(play)
    play.later(hours=1).told(OrderChanged)
    assert play.the_order().delay
    play.timer("promise_ends")
    assert (len(play.messages("late_parcel")), len(play.facts("parcel_late"))) == (1, 1)
    play.later(hours=1).scan(MOVING, day(30))
    assert play.the_order().delay is None, "now it has left, or was scanned"


def test_what_had_not_left_and_was_no_parcel_yet_is_over_once_it_will_be_here_in_time() -> None:
    play = Play(policy=SHIPPED)
    play.order(promised=day(30))
    looked_at(play)
    play.ships("N1")
    play.later(hours=1).scan(MOVING, day(30))
    assert play.the_order().delay is None


def test_good_news_that_was_heard_is_not_told_again_when_a_slip_of_the_night_was_none() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    assert morning(play)
    play.later(hours=1).scan(MOVING, day(30))
    play.sends("good_news")
    play.later(hours=12).scan(MOVING, date(2026, 12, 3))
    play.later(hours=1).scan(MOVING, day(30))
    assert morning(play) is None
    play.later(hours=4).scan(MOVING, day(30))
    assert len(play.messages("good_news")) == 1


@pytest.mark.parametrize("ending", [ParcelState.DELIVERED, ParcelState.RETURNING])
def test_the_slip_of_another_parcel_is_no_good_news(ending: ParcelState) -> None:
    play = shipped("N1", "N2")
    play.scan(MOVING, number="N2")
    play.scan(EXCEPTION)
    assert morning(play)
    play.later(hours=1).scan(MOVING, day(30), number="N2")
    play.later(hours=2).scan(ending)
    assert not play.messages("good_news")
    assert play.messages("late_parcel")[-1].params["new_date"] == "2026-11-30"


def test_good_news_names_no_day_that_is_over() -> None:
    play = Play(policy=SHIPPED)
    play.order(promised=day(30))
    play.ships("N1")
    play.later(hours=3).scan(MOVING, day(28))
    looked_at(play)
    play.now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    play.scan(MOVING)
    (news,) = play.messages("good_news")
    assert (news.params["new_date"], news.params["in_time"]) == ("", "")


def test_a_delay_whose_new_day_has_passed_is_over_when_the_store_promises_a_later_one() -> None:
    play = shipped()
    play.scan(MOVING, day(28))
    assert morning(play)
    play.now = datetime(2026, 11, 29, 9, tzinfo=UTC)
    play.scan(MOVING)
    play.told(OrderChanged, promised_on=date(2026, 12, 5))
    assert play.the_order().delay is None
    play.now = datetime(2026, 12, 6, 9, tzinfo=UTC)
    play.scan(MOVING)
    assert len(play.messages("late_parcel")) == 2


def test_the_timer_of_a_notice_that_was_withdrawn_by_night_rings_for_nobody() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    play.later(hours=2).scan(MOVING, day(27))
    assert play.the_order().delay is None
    assert play.cancelled("news_due", play.the_order().ref)


def test_a_case_reads_once_that_what_was_not_told_moves_again() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    play.writes("Kde je moja objednávka #1001?")
    assert morning(play) is None
    for _ in range(3):
        play.later(hours=3).scan(MOVING)
    assert len(play.notes("case.parcel_moves")) == 1


def test_who_wants_no_notices_has_one_row_of_good_news() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    assert morning(play)
    for _ in range(3):
        play.later(hours=2).scan(MOVING)
        skips(play, play.messages("good_news")[-1], "muted: asked for")
    assert len(play.messages("good_news")) == 1


def test_the_team_hears_that_a_correction_was_not_sent() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION)
    assert morning(play)
    play.later(hours=1).scan(EXCEPTION, day(30))
    play.scan(EXCEPTION, number="N2")
    assert morning(play) is None
    line = play.messages("late_parcel_line")[-1]
    assert (line.params["told"], line.params["new_date"]) == ("no", "2026-11-30")
