"""Days off: what is shipped, and what leads change of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.care.business_time import Calendar, due, is_open
from chalicelib.care.events import DayOffSet, MessageReceived, TimerFired
from chalicelib.care.holidays import MOST_CHANGES, calendar, days_off, named_days, with_day_off, with_work_on
from chalicelib.care.references import named_by
from chalicelib.care.rules import Policy
from chalicelib.care.service_rules import Queue
from chalicelib.care.state import DayOff, HolidayCalendar, Ref
from ops.simulation.cast import NOON
from tests.care.play import Play

EVE, SILVESTER, SAINTS = date(2026, 12, 24), date(2026, 12, 31), date(2027, 11, 1)
HOURS = ("mon-fri 08:00-17:00",)
NOTHING = HolidayCalendar(id="SK")


def slovak(play: Play) -> Calendar:
    return calendar(play.world, HOURS, "Europe/Bratislava", ("SK",))


def says(play: Play, on: date, **changes: object) -> None:
    play.happens(DayOffSet(
        shop="demo", key=play.key(), occurred_at=play.now, country="SK", on=on, by="operator", **changes  # type: ignore[arg-type]
    ))  # fmt: skip


def test_public_holidays_are_shipped() -> None:
    play = Play()
    assert days_off("SK", None)[EVE].name == "Christmas Eve"
    assert not is_open(datetime(2026, 12, 24, 10, 0, tzinfo=UTC), slovak(play))
    assert is_open(datetime(2026, 12, 23, 10, 0, tzinfo=UTC), slovak(play))


def test_a_day_off_and_half_a_day_off_count_from_then_on() -> None:
    play = Play()
    asked, amount = datetime(2026, 12, 31, 10, 0, tzinfo=UTC), timedelta(hours=2)  # 11:00
    assert due(asked, amount, slovak(play)) == datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    says(play, SILVESTER, until="12:00", name="New Year's Eve")
    assert due(asked, amount, slovak(play)) == datetime(2027, 1, 4, 8, 0, tzinfo=UTC)  # the 1st is a holiday, too
    says(play, SILVESTER)
    assert due(asked, amount, slovak(play)) == datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    assert play.notes("calendar.changed") == [
        "2026-12-31 (New Year's Eve): people work until 12:00; by operator", "2026-12-31: nobody works; by operator",
    ]  # fmt: skip


def test_a_holiday_on_which_people_work_and_back() -> None:
    play = Play()
    says(play, EVE, works=True)
    assert is_open(datetime(2026, 12, 24, 10, 0, tzinfo=UTC), slovak(play))
    says(play, EVE, name="Christmas Eve")
    assert not is_open(datetime(2026, 12, 24, 10, 0, tzinfo=UTC), slovak(play))


def test_a_day_off_that_was_one_of_ours_is_simply_no_more() -> None:
    changed = with_work_on(with_day_off(NOTHING, DayOff(SILVESTER, "")), SILVESTER)
    assert changed == NOTHING


def test_a_wrong_hour_is_refused_and_noted() -> None:
    play = Play()
    says(play, SILVESTER, until="29:99")
    assert play.world.holiday_calendar("SK") is None
    assert "must be a clock time" in play.notes("calendar.refused")[0]


def test_a_calendar_holds_so_many_changes_and_no_more() -> None:
    many = tuple(DayOff(date(2027, 1, 1) + timedelta(days=n), "") for n in range(MOST_CHANGES))
    full = HolidayCalendar(id="SK", off=many)
    with pytest.raises(ValueError, match="200 days are changed already"):
        with_day_off(full, DayOff(SILVESTER, ""))
    assert with_day_off(full, DayOff(many[0].on, "again")).off[0].name == "again"


def test_of_two_countries_the_longer_absence_counts() -> None:
    play = Play()
    says(play, date(2026, 11, 11), until="12:00")  # Poland's Independence Day
    both = calendar(play.world, HOURS, "Europe/Bratislava", ("SK", "PL"))
    assert not is_open(datetime(2026, 11, 11, 9, 0, tzinfo=UTC), both)
    assert [off.on for off in named_days(play.world, ("SK", "PL"), date(2026, 11, 2), date(2026, 12, 23))] == [
        date(2026, 11, 11)
    ]


def test_what_may_set_a_deadline_is_decided_with_the_days_off() -> None:
    policy = Policy(shop=Play().policy.shop, queues={"care": Queue(default=True, holidays=("SK", "PL"))})
    for event in (
        MessageReceived(shop="demo", key="k", occurred_at=NOON, channel="email", thread="", item_id="", author_id="",
                        text=""),
        TimerFired(shop="demo", key="k", occurred_at=NOON, subject="case:1", kind="clock_due", params={}),
        DayOffSet(shop="demo", key="k", occurred_at=NOON, country="SK", on=EVE, by="operator"),
    ):  # fmt: skip
        assert Ref("calendar", "SK") in named_by(event, policy)[0]
