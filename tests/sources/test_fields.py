from datetime import UTC, date, datetime

import pytest

from chalicelib.care.events import Money
from chalicelib.errors import UnreadableError
from chalicelib.sources import fields
from chalicelib.sources.amounts import money


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("45.90", "EUR", Money(4590, "EUR")),
        ("45.9", "eur", Money(4590, "EUR")),
        ("45", "EUR", Money(4500, "EUR")),
        ("0.00", "EUR", Money(0, "EUR")),
        ("45.905", "EUR", Money(4591, "EUR")),
        ("1250", "JPY", Money(1250, "JPY")),
        ("1250.5", "JPY", Money(1251, "JPY")),
        ("1.2345", "KWD", Money(1235, "KWD")),
        ("99999999999999.99", "EUR", Money(9999999999999999, "EUR")),
        ("", "EUR", None),
        ("-1.00", "EUR", None),
        ("1,50", "EUR", None),
        ("1e5", "EUR", None),
        ("1.00", "", None),
        ("1.00", "EURO", None),
        ("٣.00", "EUR", None),
    ],
)
def test_money(amount: str, currency: str, expected: Money | None) -> None:
    assert money(amount, currency) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-25T09:00:00+01:00", datetime(2026, 11, 25, 8, tzinfo=UTC)),
        ("2026-11-25T09:00:00Z", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25T09:00:00", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        (None, None),
        (True, None),
    ],
)
def test_instant(value: object, expected: datetime | None) -> None:
    assert fields.instant(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1795595400, datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ("1795595400.5", datetime(2026, 11, 25, 8, 30, 0, 500_000, tzinfo=UTC)),
        (1795595400000, datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        (0, None),
        (-5, None),
        (1e300, None),
        (True, None),
        ("", None),
    ],
)
def test_epoch(value: object, expected: datetime | None) -> None:
    assert fields.epoch(value) == expected


@pytest.mark.parametrize("value", [True, False, None, 1.0, 9820982911946154508.0, [], {}])
def test_only_texts_and_whole_numbers_are_texts(value: object) -> None:
    assert fields.text(value) == ""


def test_day_is_the_day_as_written() -> None:
    assert fields.day("2026-11-26T23:30:00-10:00") == date(2026, 11, 26)
    assert fields.day("26. 11. 2026") is None


def test_ids_beyond_2_to_the_53_stay_exact() -> None:
    found = fields.document(b'{"id": 9820982911946154508}')
    assert fields.identity(found["id"], "the id") == "9820982911946154508"


def test_halves_of_surrogate_pairs_become_storable() -> None:
    assert fields.text(" a\ud83d ").encode() == "a\ufffd".encode()


def test_links_are_web_addresses_only() -> None:
    assert fields.link("HTTPS://example.com/a?b=1") == "HTTPS://example.com/a?b=1"
    others = ("javascript:alert(1)", "https://a b", 'https://a"b', "ftp://x", "https://", "//x", None)
    assert not any(map(fields.link, others))


def test_what_is_said_about_an_unreadable_body_quotes_nothing_of_it() -> None:
    with pytest.raises(UnreadableError) as caught:
        fields.document(b'{"email": jana@example.com}')
    assert "jana" not in str(caught.value)
    assert caught.value.__cause__ is None
