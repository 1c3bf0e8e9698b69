"""The right to return: from when until when, and what of an order. Pure.

Directive 2011/83/EU, Article 9: 14 days from the day on which the customer has the last parcel of the order. Regulation
1182/71, Article 3: that day itself is not counted; the period ends with its last day, where the customer lives, and if
that is a Saturday, a Sunday or a public holiday, with the next working day.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from chalicelib.care.arrival import arrived_at
from chalicelib.care.holidays import public_holidays
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Parcel
from chalicelib.care.vocabulary import Item

LAW_DAYS = 14
# Where the directive holds, or a law of the same days: the EU, the EEA, and the United Kingdom.
LAW = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


class Right(NamedTuple):
    """The clock of one order: the day it came, the last day on which it may be sent back, and the days given."""

    received_on: date
    last_day: date
    days: int

    def is_open(self, today: date) -> bool:
        """May it still be sent back on that day, where the customer lives?"""
        return today <= self.last_day

    def day(self, today: date) -> int:
        """How many of the days have begun; the day it came is none of them."""
        return min(max((today - self.received_on).days, 0), self.days)


def days_in(country: str, policy: Policy) -> int:
    """How many days the shop gives in a country: never fewer than the law."""
    given = policy.returns.days_by_country.get(country, policy.returns.days)
    return max(given, LAW_DAYS) if country in LAW else given


def right(order: Order, parcels: list[Parcel], policy: Policy) -> Right | None:
    """The order's clock; None before all of it has come, where it was sold in person, and where nothing is given."""
    at, days = arrived_at(order, parcels), days_in(order.country, policy)
    if at is None or order.in_person or days <= 0 or not returnable(order.items, policy):
        return None
    return counted(at, days, order.country, policy.zone_of(order.country))


def counted(at: datetime, days: int, country: str, zone: str) -> Right:
    """The clock of what came at `at` (UTC) to a customer of that country, who lives in that zone."""
    received, off = local_date(at, zone), public_holidays().get(country, {})
    last = received + timedelta(days=days)
    while last.weekday() >= 5 or last in off:
        last += timedelta(days=1)
    return Right(received, last, days)


def returnable(items: Iterable[Item], policy: Policy) -> tuple[Item, ...]:
    """What of an order may be sent back. An order whose items nobody told is taken to have some."""
    every = tuple(items)
    kept = tuple(item for item in every if not item.product_id or item.product_id not in policy.returns.excluded)
    return kept if every else (Item("", 1),)
