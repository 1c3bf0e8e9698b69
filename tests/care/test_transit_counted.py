"""What a parcel's way comes to: processing, in time or not, by carrier."""

from datetime import date, timedelta

import pytest

from chalicelib.care.events import ParcelState
from tests.care.play import Play


def under_way(promised: date | None = date(2026, 11, 27), **changes: object) -> Play:
    play = Play()
    play.order(promised=promised, **changes)
    play.later(hours=20).ships()
    play.later(hours=4).scan(ParcelState.IN_TRANSIT)
    return play


def test_from_the_order_to_the_first_scan_on_its_way_is_processing_once() -> None:
    play = under_way()
    play.later(hours=3).scan(ParcelState.IN_TRANSIT)
    (fact,) = play.facts("processing")
    assert (fact.value, fact.dimensions) == (24 * 3600, {"carrier": "DPD"})
    assert fact.at == play.parcel.handed_over_at


def test_a_parcel_whose_order_is_not_known_and_a_sale_in_person_have_no_processing() -> None:
    play = Play()
    play.scan(ParcelState.IN_TRANSIT)
    assert play.facts("processing") == []
    assert under_way(in_person=True).facts("processing") == []


# NOON is Monday 2026-11-23 in the shop's and the customer's Bratislava, where the 27th ends at 23:00 UTC.
@pytest.mark.parametrize(("day", "hour", "on_time"), [(27, 22, "yes"), (27, 23, "no"), (25, 9, "yes"), (30, 9, "no")])
def test_a_parcel_is_in_time_until_the_promised_day_ends_where_the_customer_lives(
    day: int, hour: int, on_time: str
) -> None:
    play = under_way()
    play.now = play.now.replace(day=day, hour=hour, minute=0)
    play.scan(ParcelState.DELIVERED)
    (fact,) = play.facts("parcel_delivered")
    assert fact.dimensions == {"carrier": "DPD", "on_time": on_time}


def test_a_parcel_without_an_order_arrives_neither_in_time_nor_late() -> None:
    play = Play()
    play.scan(ParcelState.DELIVERED)
    (fact,) = play.facts("parcel_delivered")
    assert fact.dimensions == {"carrier": ""}


def test_one_that_comes_back_and_is_delivered_again_counts_once() -> None:
    play = under_way()
    for state in (ParcelState.DELIVERED, ParcelState.RETURNING, ParcelState.DELIVERED):
        play.now += timedelta(hours=1)
        play.scan(state)
    assert len(play.facts("parcel_delivered")) == 1
