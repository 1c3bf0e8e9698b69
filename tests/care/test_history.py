"""What is taken in from the past: known, and silent; what happens from then on is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care import events as e
from chalicelib.care.effects import CancelTimer, SendMessage, SetTimer
from chalicelib.care.history import COUNTED
from chalicelib.care.state import OrderState
from tests.care.play import JANA, NOON, Play
from tests.care.test_any_order import EVENTS, known

DAYS = [timedelta(days=days) for days in (0, 3, 20, 40, 400)]


def imported(days_ago: int = 10, promised: date | None = None, **changes: object) -> Play:
    play = Play()
    at = NOON - timedelta(days=days_ago)
    play.order(promised=promised, occurred_at=at, history=True, **changes)
    return play


def shipped(play: Play, days_ago: int = 9, number: str = "N1") -> Play:
    play.told(
        e.ParcelsShipped, occurred_at=NOON - timedelta(days=days_ago), history=True,
        shipments=(e.Shipment(number=number, carrier="DPD"),), fulfilment_id="shopify:7",
    )  # fmt: skip
    return play


def messages(play: Play) -> list[SendMessage]:
    return [each for each in play.effects if isinstance(each, SendMessage)]


def watched_until(play: Play) -> datetime | None:
    timers = [each for each in play.effects if isinstance(each, SetTimer | CancelTimer) and each.kind == "promise_ends"]
    return timers[-1].due_at if timers and isinstance(timers[-1], SetTimer) else None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_taken_in_whenever_nobody_is_told_asked_or_hurried(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(EVENTS), unique=True, min_size=1))
    ago = data.draw(st.sampled_from(DAYS))
    play = Play(now=NOON + timedelta(hours=5))
    for event in some:
        play.happens(replace(event, occurred_at=event.occurred_at - ago, history=True))
    assert messages(play) == []
    assert all(timer.due_at > play.now for timer in play.effects if isinstance(timer, SetTimer))
    assert {each.name for each in play.effects if hasattr(each, "name")} <= COUNTED
    assert not [ref for ref in play.world.subjects if ref.type == "case"]


@given(st.data())
@settings(max_examples=75, deadline=None)
def test_the_order_in_which_it_is_taken_in_does_not_matter(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(EVENTS), unique=True, min_size=2))
    plays = [Play(now=NOON + timedelta(hours=5)) for _ in range(2)]
    for event in some:
        plays[0].happens(replace(event, history=True))
    for event in sorted(some, key=lambda each: each.occurred_at):
        plays[1].happens(replace(event, history=True))
    assert known(plays[0]) == known(plays[1])
    assert watched_until(plays[0]) == watched_until(plays[1])


def test_an_old_message_is_nobodys_work() -> None:
    play = Play()
    decision = play.happens(e.MessageReceived(
        shop="demo", key="m", occurred_at=NOON - timedelta(days=30), channel="facebook_comment", thread="c",
        item_id="i", author_id="fb7", author_name="Jana", text="Where is #1001?", public=True, history=True,
    ))  # fmt: skip
    assert decision.effects == ()


def test_an_order_of_the_past_is_counted_on_its_day_and_its_customer_is_known() -> None:
    play = imported(days_ago=400)
    (fact,) = play.facts("order_placed")
    assert fact.at == NOON - timedelta(days=400)
    assert (play.customer.email, play.customer.orders) == (JANA.email, 1)
    assert play.the_order().imported_at == NOON
    assert watched_until(play) is None


def test_an_open_young_order_is_watched_from_now_on_and_told_of() -> None:
    play = imported(days_ago=2, promised=date(2026, 11, 27))
    assert watched_until(play) == datetime.fromisoformat("2026-11-27T23:00:00+00:00")
    play.timer("promise_ends")
    assert [each.kind for each in messages(play)] == ["late_parcel_line"], "nothing has left: the team looks"


def test_a_promise_that_passed_before_is_an_episode_nobody_hears_of() -> None:
    play = shipped(imported(days_ago=10))
    assert play.the_order().delay is not None
    assert play.the_order().delay.told_at is None  # type: ignore[union-attr]
    assert any("before the order was taken in" in why for why in play.notes("late_parcel.silent"))
    assert play.facts("parcel_late") == []
    play.later(hours=3).scan(e.ParcelState.IN_TRANSIT)
    assert messages(play) == [], "it moves; that it is late is no news"
    assert len(play.notes("late_parcel.silent")) == 2


def test_what_its_carrier_says_from_then_on_is_told() -> None:
    play = shipped(imported(days_ago=10))
    play.later(hours=3).scan(e.ParcelState.DELAYED, reason=e.Reason.WEATHER)
    assert [each.kind for each in messages(play)] == ["late_parcel", "late_parcel_line"]
    again = shipped(imported(days_ago=10))
    again.later(hours=3).scan(e.ParcelState.IN_TRANSIT, eta=date(2026, 12, 2))
    assert [each.kind for each in messages(again)] == ["late_parcel", "late_parcel_line"]


def test_a_parcel_never_scanned_is_watched_from_its_first_scan() -> None:
    play = shipped(imported(days_ago=2, promised=date(2026, 11, 27)), days_ago=1)
    assert watched_until(play) is None, "it may have arrived long since"
    assert any("none of its parcels was scanned" in why for why in play.notes("history.unwatched"))
    play.later(hours=2).scan(e.ParcelState.IN_TRANSIT)
    assert watched_until(play) == datetime.fromisoformat("2026-11-27T23:00:00+00:00")
    play.timer("promise_ends")
    assert [each.kind for each in messages(play)] == ["late_parcel", "late_parcel_line"]


def test_the_next_parcel_is_announced_without_those_that_left_before() -> None:
    play = shipped(imported(days_ago=2, promised=date(2026, 11, 27)))
    play.ships("N2")
    (mail,) = play.messages("order_shipped")
    second = next(ref.id for ref, each in play.world.subjects.items() if getattr(each, "number", "") == "N2")
    assert mail.params["parcels"] == second


def test_what_was_seen_live_stays_so() -> None:
    play = Play()
    play.order()
    before = watched_until(play)
    shipped(play)
    assert play.the_order().imported_at is None
    assert watched_until(play) == before
    assert play.messages("order_shipped") == []


def test_an_order_that_ended_is_not_watched() -> None:
    play = imported(days_ago=2, promised=date(2026, 11, 27))
    play.told(e.OrderCancelled, history=True)
    assert (play.the_order().state, watched_until(play)) == (OrderState.CANCELLED, None)
