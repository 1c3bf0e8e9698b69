"""When somebody's shift is: local clocks, over midnight, over the changes of the clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.shifts import edges, on_shift
from chalicelib.care.state import Shift

DAY = Shift(days=(0, 1, 2, 3, 4), start="09:00", end="17:00", zone="Europe/Bratislava")
NIGHT = Shift(days=(4,), start="22:00", end="06:00", zone="Europe/Bratislava")
SPLIT = (Shift(days=(0,), start="08:00", end="12:00", zone="Europe/Bucharest"),
         Shift(days=(0,), start="13:00", end="24:00", zone="Europe/Bucharest"))  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("shifts", "at", "expected"),
    [
        ((DAY,), "2026-11-23T08:00", True),  # 09:00 in Bratislava: half-open, the start belongs
        ((DAY,), "2026-11-23T07:59", False),
        ((DAY,), "2026-11-23T16:00", False),  # 17:00: the end does not belong
        ((DAY,), "2026-11-22T10:00", False),  # a Sunday
        ((DAY,), "2026-07-06T07:00", True),  # 09:00 in summer time
        ((NIGHT,), "2026-11-27T21:30", True),  # Friday 22:30
        ((NIGHT,), "2026-11-28T04:00", True),  # Saturday 05:00 belongs to Friday's shift
        ((NIGHT,), "2026-11-28T21:30", False),  # Saturday evening does not
        ((NIGHT,), "2026-03-27T20:59", False),
        (SPLIT, "2026-11-23T09:59", True),  # 11:59 in Bucharest
        (SPLIT, "2026-11-23T10:30", False),  # 12:30: between the two
        (SPLIT, "2026-11-23T21:59", True),  # 23:59
        (SPLIT, "2026-11-23T22:00", False),  # midnight: the day's end
        ((), "2026-11-23T10:00", False),
    ],
)
def test_who_works_when(shifts: tuple[Shift, ...], at: str, expected: bool) -> None:
    assert on_shift(shifts, utc(at)) is expected


def test_the_coming_edges_follow_the_local_clock_over_a_change_of_the_clocks() -> None:
    # Friday before the clocks go back: Monday's shift starts an hour later by UTC.
    assert edges((DAY,), utc("2026-10-23T08:00"))[:2] == [utc("2026-10-23T15:00"), utc("2026-10-26T08:00")]


shifts = st.lists(
    st.builds(
        Shift, days=st.sets(st.integers(0, 6), min_size=1, max_size=3).map(lambda days: tuple(sorted(days))),
        start=st.sampled_from(["00:00", "08:30", "22:00"]), end=st.sampled_from(["06:15", "12:00", "24:00"]),
        zone=st.sampled_from(["Europe/Bratislava", "Europe/Bucharest", "America/St_Johns", "UTC"]),
    ),
    max_size=3,
).map(tuple)  # fmt: skip


@given(shifts, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)), st.floats(0, 1))
def test_nothing_changes_between_two_edges(shifts: tuple[Shift, ...], now: datetime, part: float) -> None:
    coming = edges(shifts, now)
    until = coming[0] if coming else now + timedelta(days=7)
    assert until > now
    between = now + (until - now) * min(part, 0.999)
    assert on_shift(shifts, between) is on_shift(shifts, now)
