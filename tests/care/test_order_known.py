"""What came before its order is found when the order comes: by the store's id, or by the order's name alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care.effects import SetTimer
from chalicelib.care.events import Money, ParcelState
from chalicelib.care.parcel_progress import MOST_WAITING
from chalicelib.care.promise_rules import Method, Promise
from chalicelib.care.state import OrderState, Parcel
from ops.simulation.cast import POLICY
from tests.care.play import JANA, Play


def parcels(play: Play) -> dict[str, Parcel]:
    return {each.number: each for each in play.world.subjects.values() if isinstance(each, Parcel)}


def test_an_order_finds_every_parcel_that_was_scanned_by_its_name() -> None:
    play = Play()
    for number in ("N1", "N2", "N3", "N2"):
        play.later(minutes=1).scan(ParcelState.IN_TRANSIT, order_name="#1001", number=number)
    play.order()
    known = parcels(play)
    assert sorted(play.the_order().parcel_ids) == sorted(each.id for each in known.values())
    assert {each.order_ids for each in known.values()} == {("shopify:1",)}
    assert {each.waiting_with for each in known.values()} == {()}


def test_a_name_that_every_parcel_bears_gathers_no_more_of_them() -> None:
    play = Play()
    for number in range(40):
        play.later(minutes=1).scan(ParcelState.IN_TRANSIT, order_name="#2026", number=f"N{number}")
    assert max(len(each.waiting_with) for each in parcels(play).values()) == MOST_WAITING
    assert len(play.notes("parcel.not_waiting")) == 39 - MOST_WAITING


def test_an_order_of_two_parcels_scanned_by_its_name_is_delivered_with_the_second() -> None:
    play = Play()
    play.scan(ParcelState.DELIVERED, order_name="#1001")
    play.scan(ParcelState.IN_TRANSIT, order_name="#1001", number="N2")
    play.order()
    assert play.the_order().state is OrderState.OPEN
    play.later(minutes=1).scan(ParcelState.DELIVERED, order_name="#1001", number="N2")
    assert play.the_order().state is OrderState.DELIVERED


def test_a_late_second_parcel_scanned_by_its_orders_name_is_told_of_when_the_order_comes() -> None:
    play = Play()
    play.scan(ParcelState.IN_TRANSIT, order_name="#1001")
    play.scan(ParcelState.DELAYED, date(2026, 11, 30), order_name="#1001", number="N2")
    play.order()
    (mail,) = play.messages("late_parcel")
    assert mail.params["parcels"] == parcels(play)["N2"].id


def test_a_parcel_that_was_shipped_meanwhile_keeps_no_place_in_the_line() -> None:
    """N1 is the order's by its fulfilment already, and N2 still waits under the name that leads to N1."""
    play = Play()
    play.scan(ParcelState.IN_TRANSIT, order_name="#1001")
    play.scan(ParcelState.IN_TRANSIT, order_name="#1001", number="N2")
    play.ships("N1")
    play.order()
    assert len(play.the_order().parcel_ids) == 2
    assert parcels(play)["N2"].order_ids == ("shopify:1",)


EXPRESS = Method(words=("express", "kuriér"), days=1, days_by_country={"PL": 2})
BY_METHOD = replace(POLICY, promise=Promise(days=5, days_by_country={"PL": 4}, methods={"express": EXPRESS}))


@pytest.mark.parametrize(
    ("shipping", "country", "days", "source"),
    [
        ("DPD Express (24 h)", "SK", 1, "policy: 1 days by express"),
        ("Kurier na adresu", "PL", 2, "policy: 2 days by express"),
        ("Packeta Z-BOX", "SK", 5, "policy: 5 days"),
        ("Packeta Z-BOX", "PL", 4, "policy: 4 days"),
        ("", "SK", 5, "policy: 5 days"),
    ],
)
def test_where_the_store_promises_nothing_the_policy_does_by_where_it_goes_and_how(
    shipping: str, country: str, days: int, source: str
) -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=None, person=replace(JANA, country=country), shipping=shipping)
    promise = play.the_order().promise
    assert promise is not None
    assert (promise.on, promise.source, promise.noted_at) == (
        date(2026, 11, 23) + timedelta(days=days), source, play.now,
    )  # fmt: skip


def test_what_the_store_promises_counts_whatever_the_method() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=date(2026, 11, 30), shipping="Express")
    promise = play.the_order().promise
    assert promise
    assert (promise.on, promise.source) == (date(2026, 11, 30), "store")


def test_an_order_that_goes_elsewhere_is_promised_anew_by_its_method() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=None, shipping="Express")
    play.later(hours=1).told(e.OrderChanged, person=replace(JANA, country="PL"))
    promise = play.the_order().promise
    assert promise
    assert (promise.on, promise.source) == (date(2026, 11, 25), "policy: 2 days by express")


def promised(play: Play) -> tuple[date, str, datetime]:
    promise = play.the_order().promise
    assert promise
    return promise.on, promise.source, promise.noted_at


def test_a_method_changed_in_the_store_is_promised_anew_from_that_day_on() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=None, shipping="Packeta Z-BOX")
    play.later(days=3).told(e.OrderChanged, shipping="DPD Express (24 h)")
    assert promised(play) == (date(2026, 11, 27), "policy: 1 days by express from 2026-11-26", play.now)
    assert not play.messages("late_parcel"), "made express on its third day it is not late on it"
    (said,) = play.notes("order.changed")
    assert "goes by express now" in said
    assert "before it was 2026-11-28" in said
    watched = [each for each in play.effects if isinstance(each, SetTimer) and each.kind == "promise_ends"][-1]
    assert watched.due_at == datetime(2026, 11, 27, 23, tzinfo=UTC), "the new day is watched"


def test_an_older_word_on_the_method_and_the_same_one_again_change_nothing() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=None, shipping="Packeta")
    play.later(days=2).told(e.OrderChanged, shipping="Express")
    before = promised(play)
    play.later(days=1).told(e.OrderChanged, shipping="Express", total=Money(1, "EUR"))
    play.told(e.OrderChanged, shipping="Packeta", occurred_at=play.now - timedelta(days=2))
    play.told(e.OrderChanged)
    assert promised(play) == before
    assert play.the_order().method == "express"


def test_the_stores_own_date_stands_whatever_the_method_becomes() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=date(2026, 11, 30), shipping="Packeta")
    play.later(days=1).told(e.OrderChanged, shipping="Express")
    assert promised(play)[:2] == (date(2026, 11, 30), "store")


def test_a_method_that_was_changed_before_the_order_is_heard_of_counts() -> None:
    play = Play(policy=BY_METHOD)
    placed_at = play.now
    play.later(hours=2).told(e.OrderChanged, shipping="Express")
    play.order(promised=None, shipping="Packeta", occurred_at=placed_at)
    assert promised(play)[:2] == (date(2026, 11, 24), "policy: 1 days by express from 2026-11-23")


ECONOMY = replace(BY_METHOD, promise=Promise(days=5, methods={"economy": Method(words=("packeta",), days=8)}))


def test_a_method_that_the_policy_comes_to_name_is_no_other_method() -> None:
    play = Play(policy=replace(POLICY, promise=Promise(days=5)))
    play.order(promised=None, shipping="Packeta Z-BOX")
    before = promised(play)
    play.policy = ECONOMY
    play.later(days=4).told(e.OrderChanged, shipping="Packeta Z-BOX", total=Money(1, "EUR"))
    assert promised(play) == before
    assert play.notes("order.changed") == ["other total"]


def test_a_snapshot_that_kept_no_name_of_its_method_takes_the_next_one_for_it() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=None, shipping="Packeta Z-BOX")
    order = replace(play.the_order(), via="")
    play.world = replace(play.world, subjects={**play.world.subjects, order.ref: order})
    before = promised(play)
    play.policy = ECONOMY
    play.later(days=1).told(e.OrderChanged, shipping="Packeta Z-BOX", total=Money(1, "EUR"))
    assert promised(play) == before
    play.policy = BY_METHOD
    play.later(days=1).told(e.OrderChanged, shipping="Express", total=Money(2, "EUR"))
    assert promised(play)[:2] == (date(2026, 11, 26), "policy: 1 days by express from 2026-11-25")


def test_a_method_that_is_named_after_the_order_counts() -> None:
    play = Play(policy=BY_METHOD)
    play.order(promised=None, shipping="")
    play.later(days=1).told(e.OrderChanged, shipping="Express")
    assert promised(play)[:2] == (date(2026, 11, 25), "policy: 1 days by express from 2026-11-24")


def test_a_change_before_the_order_of_the_same_name_is_none_whatever_the_policy_says_meanwhile() -> None:
    play = Play(policy=replace(POLICY, promise=Promise(days=5)))
    placed_at = play.now
    play.later(days=2).told(e.OrderChanged, shipping="Packeta")
    play.policy = ECONOMY
    play.order(promised=None, shipping="Packeta", occurred_at=placed_at)
    assert promised(play)[:2] == (date(2026, 11, 28), "policy: 5 days")
