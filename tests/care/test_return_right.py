"""The right to return: counted as the law counts, where the customer lives, and never shorter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.holidays import public_holidays
from chalicelib.care.local_time import local_date
from chalicelib.care.return_right import LAW, LAW_DAYS, counted, days_in, returnable, right
from chalicelib.care.return_rules import Returns
from chalicelib.care.state import Order, OrderState, Parcel
from chalicelib.care.vocabulary import Item, ParcelState
from ops.simulation.cast import POLICY

BRATISLAVA = "Europe/Bratislava"
ZONES = st.sampled_from([BRATISLAVA, "Europe/Bucharest", "Europe/Dublin", "Europe/Kaliningrad", "UTC"])
COUNTRIES = st.sampled_from([*sorted(public_holidays()), "FR", "GB", "US", ""])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 1), timezones=st.just(UTC))


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def order_of(*arrived: str, **changes: object) -> tuple[Order, list[Parcel]]:
    """A delivered order in Slovakia, and its parcels as they came."""
    parcels = [
        Parcel(id=f"p{n}", number=f"N{n}", first_seen=noon(day), state=ParcelState.DELIVERED, delivered_at=noon(day))
        for n, day in enumerate(arrived)
    ]
    order = Order(
        id="shopify:1", country="SK", state=OrderState.DELIVERED, parcel_ids=tuple(each.id for each in parcels),
        items=(Item("Lamp", 1, "8101"),),
    )  # fmt: skip
    return replace(order, **changes), parcels  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("came", "country", "last"),
    [
        ("2026-11-25", "SK", "2026-12-09"),  # a Wednesday, two weeks later
        ("2026-11-21", "SK", "2026-12-07"),  # would end on a Saturday: the Monday after it
        ("2026-11-22", "SK", "2026-12-07"),  # would end on a Sunday
        ("2026-12-11", "SK", "2026-12-28"),  # Christmas Day is a Friday, and a weekend follows
        ("2026-12-11", "FR", "2026-12-25"),  # a country whose holidays we do not know: weekends only
        ("2026-12-23", "PL", "2027-01-07"),  # Epiphany is a holiday in Poland
    ],
)
def test_the_clock_starts_the_day_after_and_never_ends_on_a_day_off(came: str, country: str, last: str) -> None:
    assert counted(noon(came), 14, country, BRATISLAVA).last_day == date.fromisoformat(last)


def test_the_day_is_that_of_where_the_customer_lives() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert counted(late, 14, "SK", BRATISLAVA).received_on == date(2026, 11, 25)
    assert counted(late, 14, "SK", "UTC").received_on == date(2026, 11, 24)


@given(MOMENTS, st.integers(0, 100), COUNTRIES, ZONES)
def test_it_is_never_shorter_than_said_and_ends_on_a_working_day(at: datetime, days: int, land: str, zone: str) -> None:
    clock = counted(at, days, land, zone)
    assert clock.received_on == local_date(at, zone)
    assert clock.last_day >= clock.received_on + timedelta(days=days)
    assert clock.last_day.weekday() < 5
    assert clock.last_day not in public_holidays().get(land, {})
    between = (clock.received_on + timedelta(days=days + n) for n in range((clock.last_day - clock.received_on).days))
    off = public_holidays().get(land, {})
    assert all(day.weekday() >= 5 or day in off for day in between if day < clock.last_day), "no day more than needed"
    assert clock.is_open(clock.last_day)
    assert not clock.is_open(clock.last_day + timedelta(days=1))


@given(MOMENTS, st.integers(0, 400), COUNTRIES)
def test_a_shop_gives_more_days_and_never_fewer_than_the_law(at: datetime, days: int, land: str) -> None:
    policy = replace(POLICY, returns=Returns(days=days))
    given_ = days_in(land, policy)
    assert given_ == (max(days, LAW_DAYS) if land in LAW else days)
    if land in LAW:
        assert counted(at, given_, land, "UTC").last_day >= counted(at, LAW_DAYS, land, "UTC").last_day


def test_days_may_differ_by_country() -> None:
    policy = replace(POLICY, returns=Returns(days=0, days_by_country={"SK": 30, "PL": 3, "US": 5}))
    assert [days_in(land, policy) for land in ("SK", "PL", "CZ", "US", "")] == [30, 14, 14, 5, 0]


def test_it_is_counted_from_the_last_parcel_and_not_before_it_came() -> None:
    order, parcels = order_of("2026-11-20", "2026-11-25")
    clock = right(order, parcels, POLICY)
    assert clock
    assert (clock.received_on, clock.last_day) == (date(2026, 11, 25), date(2026, 12, 9))
    assert right(order, parcels[:1], POLICY) is None
    assert right(*order_of("2026-11-25", state=OrderState.OPEN), POLICY) is None
    assert right(*order_of("2026-11-25", in_person=True), POLICY) is None
    assert right(*order_of(), POLICY) is None


def test_the_day_of_the_clock_is_counted_as_people_count() -> None:
    clock = right(*order_of("2026-11-21"), POLICY)
    assert clock
    days = ["2026-11-21", "2026-11-22", "2026-11-26", "2026-12-05", "2026-12-07", "2026-11-01"]
    assert [clock.day(date.fromisoformat(day)) for day in days] == [0, 1, 5, 14, 14, 0]


def test_what_is_excluded_cannot_be_sent_back_and_all_of_it_is_no_right() -> None:
    policy = replace(POLICY, returns=Returns(excluded=("8102",)))
    lamp, bulb, odd = Item("Lamp", 1, "8101"), Item("Bulb", 2, "8102"), Item("Gift", 1)
    assert returnable((lamp, bulb, odd), policy) == (lamp, odd)
    assert right(*order_of("2026-11-25", items=(bulb,)), policy) is None
    assert right(*order_of("2026-11-25", items=(lamp, bulb)), policy)
    assert right(*order_of("2026-11-25", items=()), policy), "items that nobody told may be some"
