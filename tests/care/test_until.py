"""Until when somebody is away, as people type it."""

from datetime import UTC, datetime

import pytest

from chalicelib.care.until import moment

MONDAY = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)  # 13:30 in Bratislava


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14:00", "2026-11-23T13:00"), ("until 14:00", "2026-11-23T13:00"), ("14.00", "2026-11-23T13:00"),
        ("9:15", "2026-11-24T08:15"),  # has passed today
        ("tomorrow", "2026-11-23T23:00"), ("Tomorrow 10:00", "2026-11-24T09:00"), ("today 18:00", "2026-11-23T17:00"),
        ("friday", "2026-11-26T23:00"), ("fri 9:00", "2026-11-27T08:00"),
        ("monday", "2026-11-29T23:00"),  # not today: the next one
        ("2026-12-24", "2026-12-23T23:00"), ("2026-12-24 12:00", "2026-12-24T11:00"),
        ("2h", "2026-11-23T14:30"), ("45 min", "2026-11-23T13:15"), ("3 days", "2026-11-26T12:30"),
    ],
)  # fmt: skip
def test_what_is_understood(typed: str, expected: str) -> None:
    assert moment(typed, MONDAY, "Europe/Bratislava") == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "lunch", "25:00", "today 9:00", "2026-11-01", "2030-01-01", "999 d", "m", "today", "0m", "14:00 monday"],
)
def test_what_is_not(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        moment(typed, MONDAY, "Europe/Bratislava")
