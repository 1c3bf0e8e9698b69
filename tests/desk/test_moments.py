from datetime import UTC, date, datetime

import pytest

from chalicelib.care.vocabulary import Money
from chalicelib.desk.moments import amount, day, instant, named_day, today_of

TODAY = date(2026, 11, 27)


def test_a_day_has_its_year_only_if_that_is_another() -> None:
    assert day(date(2026, 12, 1), TODAY) == "1 Dec"
    assert day(date(2027, 1, 2), TODAY) == "2 Jan 2027"


def test_an_instant_is_told_in_the_readers_zone_and_else_in_the_shops() -> None:
    at = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert (
        instant(at, "Europe/Bratislava", TODAY)
        == f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|28 Nov 00:30>"
    )
    assert today_of(at, "Europe/Bratislava") == date(2026, 11, 28)


def test_a_day_written_as_something_else_is_none() -> None:
    assert named_day("2026-11-30", TODAY) == "30 Nov"
    assert named_day("dpd:0123", TODAY) == ""


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(123456, "EUR"), "1,234.56 EUR"),
        (Money(900, "JPY"), "900 JPY"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(1500, "KWD"), "1.500 KWD"),
    ],
)
def test_an_amount_has_its_currencys_digits(money: Money, shown: str) -> None:
    assert amount(money) == shown
