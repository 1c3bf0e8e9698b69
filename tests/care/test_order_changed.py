"""A changed order: the newest word on each thing counts, and absence changes nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.care.effects import SetTimer
from chalicelib.care.events import (
    Item,
    Money,
    OrderChanged,
    OrderDeleted,
    OrderFulfilled,
    OrderPaid,
    ParcelState,
    Person,
    Reason,
)
from chalicelib.care.rules import Promise
from tests.care.play import JANA, NOON, POLICY, Play

EXCEPTION = ParcelState.EXCEPTION


def placed(**more: object) -> Play:
    play = Play()
    play.order(**more)  # type: ignore[arg-type]
    return play.later(hours=1)


def timer(play: Play) -> datetime:
    return [each for each in play.effects if isinstance(each, SetTimer) and each.kind == "promise_ends"][-1].due_at


def test_what_it_does_not_tell_stays() -> None:
    play = placed()
    before = play.the_order()
    play.told(OrderChanged)
    assert replace(play.the_order(), changed_at={}) == before
    assert play.notes("order.changed") == ["the store says that it was edited, and not how"]


def test_items_and_total_are_those_of_now_and_so_is_what_was_spent() -> None:
    play = placed()
    play.told(OrderChanged, items=(Item("Lamp", 2),), total=Money(9980, "EUR"))
    assert (play.the_order().items, play.the_order().total) == ((Item("Lamp", 2),), Money(9980, "EUR"))
    assert (play.customer.spent, play.customer.orders) == ({"EUR": 9980}, 1)
    assert play.notes("order.changed") == ["other items; other total"]


def test_a_new_promise_is_watched_instead() -> None:
    play = placed()
    play.told(OrderChanged, promised_on=date(2026, 12, 1))
    assert timer(play) == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert play.notes("order.changed") == ["promised by 2026-12-01 (store), before it was 2026-11-27"]


def test_an_earlier_promise_makes_a_parcel_late() -> None:
    play = placed()
    play.ships("N1")
    play.scan(ParcelState.IN_TRANSIT, date(2026, 11, 27))
    assert not play.messages("late_parcel")
    play.told(OrderChanged, promised_on=date(2026, 11, 25))
    assert [m.params["old_date"] for m in play.messages("late_parcel")] == ["2026-11-25"]


def test_a_promise_that_moves_past_the_new_date_ends_the_delay() -> None:
    play = placed()
    play.ships("N1")
    play.scan(EXCEPTION, date(2026, 11, 30), reason=Reason.WEATHER)
    play.told(OrderChanged, promised_on=date(2026, 12, 1))
    assert play.the_order().delay is None


def test_a_broken_promise_that_is_given_anew_can_be_broken_anew() -> None:
    play = placed()
    play.ships("N1")
    play.timer("promise_ends")
    play.told(OrderChanged, promised_on=date(2026, 12, 1))
    assert play.the_order().delay is None
    play.timer("promise_ends")
    assert [m.params["old_date"] for m in play.messages("late_parcel")] == ["2026-11-27", "2026-12-01"]


def test_another_country_has_its_own_days_and_nights() -> None:
    play = Play(policy=replace(POLICY, promise=Promise(days=5, days_by_country={"RO": 8})))
    play.order(promised=None)
    play.later(hours=1).told(OrderChanged, person=replace(JANA, country="RO"))
    order = play.the_order()
    assert order.promise is not None
    assert (order.country, order.promise.on, order.promise.source) == ("RO", date(2026, 12, 1), "policy: 8 days")
    assert timer(play) == datetime(2026, 12, 1, 22, tzinfo=UTC)
    assert play.customer.country == "RO"


def test_a_guest_who_gave_an_address_later_hears_from_us() -> None:
    play = placed(person=None)
    assert play.the_order().customer_id == ""
    play.told(OrderChanged, person=JANA, total=Money(4990, "EUR"))
    assert play.the_order().customer_id == play.customer.id
    assert (play.customer.email, play.customer.orders, play.customer.spent) == ("Jana@example.sk", 1, {"EUR": 4990})
    play.ships("N1")
    assert len(play.messages("order_shipped")) == 1


def test_a_corrected_address_reaches_the_same_customer() -> None:
    play = placed()
    play.told(OrderChanged, person=replace(JANA, email="jana.new@example.sk", phone=""))
    assert play.customer.email == "jana.new@example.sk"
    assert play.world.named("email", "jana.new@example.sk") == play.customer.ref


def test_an_order_given_to_somebody_else_leaves_the_first_customers_record_alone() -> None:
    play = placed()
    jana = play.customer
    eva = Person(store_id="88", email="eva@example.sk", first_name="Eva", last_name="Malá", country="SK")
    play.told(OrderChanged, person=eva, occurred_at=play.now)
    hers = play.world.customer(play.the_order().customer_id)
    assert hers is not None
    assert (hers.store_id, hers.email, hers.order_ids, hers.orders) == ("88", "eva@example.sk", ("shopify:1",), 1)
    assert hers.spent == {"EUR": 4990}
    before = play.world.customer(jana.id)
    assert before == replace(jana, order_ids=(), orders=0, spent={"EUR": 0})
    # A late webhook of before names the first one, and gives nothing back.
    play.told(OrderChanged, person=replace(JANA, email="jana@inde.example"), occurred_at=NOON)
    assert play.the_order().customer_id == hers.id
    assert play.world.customer(hers.id) == hers


def test_an_older_word_that_comes_later_changes_nothing() -> None:
    play = placed()
    play.told(OrderChanged, total=Money(100, "EUR"))
    play.told(OrderChanged, total=Money(200, "EUR"), occurred_at=NOON + timedelta(minutes=1))
    assert play.the_order().total == Money(100, "EUR")
    assert play.customer.spent == {"EUR": 100}
    assert play.notes("order.changed")[-1] == "nothing that matters here is new"


def test_a_change_before_its_order_is_kept_and_counts_once() -> None:
    play = Play().later(hours=1)
    play.told(OrderChanged, person=replace(JANA, email="new@example.sk"), total=Money(100, "EUR"))
    assert play.the_order().placed_at is None
    play.order(occurred_at=NOON)
    assert (play.customer.email, play.customer.orders, play.customer.spent) == ("new@example.sk", 1, {"EUR": 100})
    assert play.the_order().customer_id == play.customer.id


def test_what_was_erased_is_not_learned_again() -> None:
    play = placed()
    order = replace(play.the_order(), erased_at=play.now)
    play.world = replace(play.world, subjects={**play.world.subjects, order.ref: order})
    play.told(OrderChanged, person=Person(email="jana@example.sk"))
    assert play.the_order() == order
    assert "erased" in play.notes("order.changed")[-1]


def test_a_deleted_order_that_is_told_of_again_goes_on() -> None:
    play = placed()
    play.told(OrderDeleted)
    play.later(hours=1).told(OrderChanged, items=(Item("Lamp", 1),))
    assert play.the_order().state == "open"
    assert timer(play) == datetime(2026, 11, 27, 23, tzinfo=UTC)
    assert "it was deleted, and goes on" in play.notes("order.changed")[-1]


def test_an_order_that_was_paid_and_has_left_says_so() -> None:
    play = placed()
    play.told(OrderPaid)
    play.later(hours=1).told(OrderFulfilled)
    order = play.the_order()
    assert (order.paid_at, order.left_at, order.state) == (NOON + timedelta(hours=1), NOON + timedelta(hours=2), "open")
    assert "no parcel of it is known" in play.notes("order.left")[0]


def test_an_order_that_left_without_a_parcel_is_looked_for_when_its_day_ends() -> None:
    play = placed()
    play.told(OrderFulfilled)
    play.timer("promise_ends")
    assert "names no parcel that could be followed" in play.messages("late_parcel_line")[-1].params["why"]
