"""Business time, counted against somebody who counts every quarter of an hour, or every second, one by one."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care.business_time import (
    Calendar,
    Interval,
    NeverOpenError,
    closing,
    due,
    interval_of,
    is_open,
    opening,
    segments,
    until,
    week_of,
    worked,
)

ZONES = (
    "Europe/Bratislava", "Europe/Warsaw", "Europe/Bucharest", "Europe/Moscow", "America/New_York",
    "Australia/Lord_Howe", "Asia/Kathmandu",
)  # fmt: skip
# Two years: four changes to and from summer time in most of these zones, of half an hour in one.
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)
BLOCKS = 2 * 365 * 24 * 4
OFFICE = week_of(("mon-fri 09:00-12:00", "mon-fri 13:00-17:00"))
BRATISLAVA = Calendar("Europe/Bratislava", OFFICE)


@cache
def clocks(zone: str) -> list[tuple[date, timedelta]]:
    """The local day and clock of every quarter of the two years. No offset here is finer than that."""
    local = (BEGIN + number * STEP for number in range(BLOCKS + 1))
    shown = (at.astimezone(ZoneInfo(zone)) for at in local)
    return [(at.date(), timedelta(hours=at.hour, minutes=at.minute)) for at in shown]


def counted(calendar: Calendar, start: int, end: int) -> timedelta:
    """What the seconds `start` to `end` after BEGIN come to, block by block."""
    shown, total = clocks(calendar.zone), 0
    for block in range(start // 900, end // 900 + 1):
        day, clock = shown[block]
        if any(each.start <= clock < each.end for each in calendar.intervals(day)):
            total += max(0, min(end, (block + 1) * 900) - max(start, block * 900))
    return timedelta(seconds=total)


def at(seconds: int) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Up to three intervals a day, the night and midnight included."""
    marks = draw(st.lists(st.integers(0, 96), max_size=6, unique=True).map(sorted))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Interval(STEP * start, STEP * end) for start, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone = draw(st.sampled_from(ZONES))
    week = draw(st.lists(intervals(), min_size=7, max_size=7).filter(any))
    days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    off = draw(st.dictionaries(days, st.one_of(st.just(()), intervals()), max_size=8))
    return Calendar(zone, tuple(week), off)


LATEST = (BLOCKS - 1) * 900
SPANS = st.tuples(st.integers(0, LATEST), st.integers(0, 50 * 86400))


@settings(max_examples=60, deadline=None)
@given(calendars(), SPANS)
def test_it_is_what_somebody_counts_who_counts_everything(calendar: Calendar, span: tuple[int, int]) -> None:
    start, end = span[0], min(span[0] + span[1], LATEST)
    total = counted(calendar, start, end)
    assert worked(at(start), at(end), calendar) == total
    stretches = segments(at(start), at(end), calendar)
    assert sum((each.end - each.start for each in stretches), timedelta()) == total
    assert all(before.end < after.start for before, after in pairwise(stretches))


@settings(max_examples=60, deadline=None)
@given(calendars(), SPANS)
def test_what_is_due_is_the_first_instant_by_which_it_passed(calendar: Calendar, span: tuple[int, int]) -> None:
    start, amount = span[0], timedelta(seconds=span[1] % 90_000)
    found = due(at(start), amount, calendar)
    if found > at(LATEST):
        assert worked(at(start), found, calendar) == amount
        return
    end = int((found - BEGIN).total_seconds())
    assert counted(calendar, start, end) == amount
    assert amount == timedelta() or counted(calendar, start, end - 1) == amount - timedelta(seconds=1)


@pytest.mark.parametrize("zone", ZONES)
def test_two_years_at_once(zone: str) -> None:
    calendar = Calendar(zone, week_of(("mon-fri 08:15-12:00", "tue-sat 12:30-24:00", "sun 00:00-03:15")))
    assert worked(BEGIN, at(LATEST), calendar) == counted(calendar, 0, LATEST)
    assert due(BEGIN, counted(calendar, 0, LATEST), calendar) <= at(LATEST)


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Bratislava", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Bratislava", datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ],
)
def test_every_second_around_a_change_of_the_clocks(zone: str, change: datetime) -> None:
    calendar = Calendar(zone, week_of(("mon-sun 00:10-01:45", "mon-sun 02:10-02:20", "mon-sun 02:40-24:00")))
    first, local = change - timedelta(hours=2), ZoneInfo(zone)
    passed = timedelta()
    for second in range(4 * 3600):
        now = first + timedelta(seconds=second)
        if second % 173 == 0:
            assert worked(first, now, calendar) == passed
        shown = now.astimezone(local)
        clock = timedelta(hours=shown.hour, minutes=shown.minute, seconds=shown.second)
        counts = any(each.start <= clock < each.end for each in calendar.intervals(shown.date()))
        assert is_open(now, calendar) == counts
        passed += timedelta(seconds=1) * counts
    assert worked(first, first + timedelta(hours=4), calendar) == passed


def test_around_the_clock_every_second_counts_also_at_midnight_and_in_a_long_night() -> None:
    always = Calendar("Europe/Bratislava", week_of(("mon-sun 00:00-24:00",)))
    night = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert worked(night, night + timedelta(days=1), always) == timedelta(days=1)
    assert segments(night, night + timedelta(days=3), always) == ((night, night + timedelta(days=3)),)
    assert due(night, timedelta(hours=30), always) == night + timedelta(hours=30)


def test_half_a_day_off_and_a_whole_one() -> None:
    eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    calendar = Calendar("Europe/Bratislava", OFFICE, {eve: until(OFFICE[3], timedelta(hours=13)), christmas: ()})
    asked = datetime(2026, 12, 24, 10, 30, tzinfo=UTC)  # 11:30
    assert due(asked, timedelta(hours=2), calendar) == datetime(2026, 12, 28, 9, 30, tzinfo=UTC)
    assert opening(asked + timedelta(hours=3), calendar) == datetime(2026, 12, 28, 8, 0, tzinfo=UTC)
    assert not is_open(datetime(2026, 12, 25, 10, 0, tzinfo=UTC), calendar)


def test_what_is_used_up_when_people_leave_is_due_then() -> None:
    asked = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)  # Friday 15:00
    assert due(asked, timedelta(hours=2), BRATISLAVA) == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    just_after = due(asked, timedelta(hours=2, seconds=1), BRATISLAVA)
    assert just_after == datetime(2026, 11, 30, 8, 0, 1, tzinfo=UTC)


def test_until_when_people_are_there() -> None:
    ten = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert closing(ten, BRATISLAVA, ten + timedelta(days=9)) == datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    assert closing(ten, BRATISLAVA, ten + timedelta(minutes=5)) == ten + timedelta(minutes=5)
    assert opening(ten, BRATISLAVA) == ten


def test_parts_of_a_second_are_kept() -> None:
    asked = datetime(2026, 11, 27, 9, 0, 0, 250_000, tzinfo=UTC)
    assert due(asked, timedelta(minutes=1), BRATISLAVA) == asked + timedelta(minutes=1)
    assert worked(asked, asked.replace(hour=11), BRATISLAVA) == timedelta(hours=2) - timedelta(microseconds=250_000)


def test_a_date_far_away_is_no_loop_over_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    plain = Calendar.intervals

    def looked(calendar: Calendar, day: date) -> tuple[Interval, ...]:
        nonlocal looks
        looks += 1
        return plain(calendar, day)

    monkeypatch.setattr(Calendar, "intervals", looked)
    due(BEGIN, timedelta(hours=700), BRATISLAVA)  # five months
    assert looks < 400


def test_without_hours_there_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(NeverOpenError, match="no hours are given"):
        week_of(())
    never = Calendar("Europe/Bratislava", ((),) * 7)
    assert worked(BEGIN, at(LATEST), never) == timedelta()
    with pytest.raises(NeverOpenError, match="ten years"):
        due(BEGIN, STEP, never)
    with pytest.raises(NeverOpenError, match="ten years"):
        opening(BEGIN, never)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("mon-fri 09:00-12:00", "tue 11:00-13:00"), "hours of tue overlap: 09:00-12:00 and 11:00-13:00"),
        (("mon-fri 17:00-09:00",), "the start before the end"),
        (("mon-fri 09:00",), "must be a clock time"),
        (("mon 9:00-17:00",), "must be a clock time"),
        (("mon 09:00-24:30",), "must be a clock time"),
        (("monday 09:00-17:00",), "must start with days"),
        (("sat-mon 09:00-17:00",), "from monday to sunday"),
    ],
)
def test_hours_that_make_no_sense_are_refused(lines: tuple[str, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        week_of(lines)


def test_a_day_may_end_at_midnight_and_begin_there() -> None:
    assert interval_of("22:00-24:00") == (timedelta(hours=22), timedelta(hours=24))
    with pytest.raises(ValueError, match="the start before the end"):
        interval_of("24:00-24:00")
