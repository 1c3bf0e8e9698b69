"""Items that cannot be sent: the customer hears once, with the reason, and the date or when we shall know."""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.care import still_true
from chalicelib.care.events import Item, ItemsUnavailable, OrderCancelled, OrderFulfilled, ParcelState
from chalicelib.care.rules import Promise
from tests.care.play import NOON, POLICY, Play

LAMP = (Item("Lamp", 1, "8101"),)


def ordered() -> Play:
    play = Play()
    play.order()
    return play.later(hours=1)


def test_a_later_date_is_told_with_reason_and_fault() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP, backordered=True, expected_on=date(2026, 12, 3))
    (notice,) = play.messages("late_parcel")
    said = {name: notice.params[name] for name in ("reason", "fault", "old_date", "new_date", "know_by")}
    # From the day the items come in, an order takes promise.days = 5.
    assert said == {
        "reason": "stock", "fault": "shop", "old_date": "2026-11-27", "new_date": "2026-12-08", "know_by": "",
    }  # fmt: skip
    assert (notice.to, notice.about) == (f"customer:{play.customer.id}", play.the_order().ref)
    (line,) = play.messages("late_parcel_line")
    assert (line.params["told"], line.params["reason"]) == ("yes", "stock")
    assert [fact.dimensions for fact in play.facts("parcel_late")] == [
        {"rule": "items_unavailable", "reason": "stock", "fault": "shop", "carrier": ""}
    ]
    assert play.notes("items.unavailable") == ["1 items on backorder, expected on 2026-12-03"]


def test_without_a_date_they_are_told_when_there_will_be_news_and_a_person_is_asked_then() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP)
    assert play.messages("late_parcel")[0].params["know_by"] == "2026-11-25"
    play.timer("news_due")
    assert "that they would hear by 2026-11-25" in play.messages("late_parcel_line")[-1].params["why"]


def test_news_that_came_meanwhile_keeps_the_promise() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP)
    play.later(hours=2).told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 3))
    assert [m.params["new_date"] for m in play.messages("late_parcel")] == ["", "2026-12-08"]
    first, second = play.messages("late_parcel")
    assert "a newer message" in still_true.why_untrue(play.world, first.about, first.conditions)
    assert still_true.why_untrue(play.world, second.about, second.conditions) == ""


def test_the_same_again_stays_silent_and_so_does_a_small_slip() -> None:
    play = ordered()
    for day in (3, 3, 4):
        play.later(hours=1).told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, day))
    assert len(play.messages("late_parcel")) == 1
    assert "1 days more is under late.slip_days = 2" in play.notes("late_parcel.silent")[-1]
    play.later(hours=1).told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 5))
    assert len(play.messages("late_parcel")) == 2
    assert len(play.facts("parcel_late")) == 1


def test_what_comes_in_time_is_no_news() -> None:
    play = Play(policy=replace(POLICY, promise=Promise(days=2)))
    play.order()
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 11, 25))
    assert not play.messages("late_parcel")
    assert "it can still be there by 2026-11-27" in play.notes("late_parcel.silent")[-1]


def test_a_word_before_its_order_is_judged_when_the_order_comes() -> None:
    play = Play()
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 3))
    assert not play.messages("late_parcel_line")
    play.later(hours=1).order()
    assert len(play.messages("late_parcel")) == 1


def test_an_older_word_changes_nothing() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 3))
    short = play.the_order().shortage
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2027, 1, 9), occurred_at=NOON)
    assert play.the_order().shortage == short


def test_who_has_no_address_is_not_told_but_the_team_is() -> None:
    play = Play()
    play.order(person=None)
    play.told(ItemsUnavailable, items=LAMP)
    assert not play.messages("late_parcel")
    (line,) = play.messages("late_parcel_line")
    assert (line.params["told"], line.params["why"]) == ("no", "no e-mail address is known")


def test_once_all_has_left_the_notice_is_untrue_and_nobody_is_asked_for_news() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP)
    (notice,) = play.messages("late_parcel")
    play.later(hours=1).told(OrderFulfilled)
    assert "not late any more" in still_true.why_untrue(play.world, notice.about, notice.conditions)
    assert play.cancelled("news_due", play.the_order().ref)
    assert len(play.messages("late_parcel_line")) == 1


def test_a_cancelled_order_misses_nothing() -> None:
    play = ordered()
    play.told(OrderCancelled)
    play.told(ItemsUnavailable, items=LAMP)
    assert not play.messages("late_parcel_line")


def test_a_parcel_that_left_since_may_hold_them_so_a_person_looks() -> None:
    play = ordered()
    at = play.now
    play.later(hours=2).ships("N1")
    play.told(ItemsUnavailable, items=LAMP, occurred_at=at)
    assert not play.messages("late_parcel")
    assert "it may hold the items" in play.messages("late_parcel_line")[-1].params["why"]


def test_a_date_told_since_items_were_missing_is_not_told_again_for_the_parcel() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 3))
    play.later(days=9).ships("N1")
    play.scan(ParcelState.IN_TRANSIT, date(2026, 12, 8))
    assert len(play.messages("late_parcel")) == 1
    play.scan(ParcelState.EXCEPTION, date(2026, 12, 11))
    assert [m.params["new_date"] for m in play.messages("late_parcel")] == ["2026-12-08", "2026-12-11"]


def test_the_promised_day_passes_in_silence_once_they_know() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 3))
    play.timer("promise_ends")
    assert len(play.messages("late_parcel_line")) == 1
    assert "told 2026-12-08 already" in play.notes("late_parcel.silent")[-1]
    play.timer("news_due")
    assert "the new date 2026-12-08" in play.messages("late_parcel_line")[-1].params["why"]


def test_a_parcel_under_way_is_judged_by_the_day_they_were_told() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP, expected_on=date(2026, 12, 3))
    play.sends("late_parcel")
    play.later(days=9).ships("N1")
    play.told(OrderFulfilled)
    play.timer("news_due")
    assert play.facts("parcel_late")[-1].dimensions["rule"] == "promise_passed"
    assert len(play.messages("late_parcel")) == 2


def test_what_was_taken_in_from_the_past_tells_nobody() -> None:
    play = ordered()
    play.told(ItemsUnavailable, items=LAMP, history=True)
    assert play.the_order().shortage is not None
    assert not play.messages("late_parcel_line")
    assert play.now - NOON == timedelta(hours=1)
