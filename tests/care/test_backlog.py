"""What waits, by its age."""

import json
from datetime import timedelta

from chalicelib.care import events as e
from chalicelib.care.backlog import BACKLOG_READ, by_age
from ops.simulation.cast import NOON
from tests.care.play import Play


def test_ages_have_bounds_and_none_is_left_out() -> None:
    hours = (0, 3.99, 4, 24, 71, 72, 24 * 7, 24 * 30, 9999)
    assert by_age((NOON - timedelta(hours=each) for each in hours), NOON) == {
        "under_4_hours": 2, "under_1_day": 1, "under_3_days": 2, "under_7_days": 1, "under_30_days": 1,
        "30_days_and_more": 2,
    }  # fmt: skip


def test_what_was_read_is_counted_also_if_it_is_nothing() -> None:
    play = Play()
    play.happens(e.TimerFired(
        shop="demo", key="k", occurred_at=play.now, subject="workload:all", kind=BACKLOG_READ,
        params={"on": "2026-11-23", "ages": json.dumps(by_age([play.now], play.now))},
    ))  # fmt: skip
    facts = play.facts("backlog")
    assert [(fact.dimensions["age"], fact.value) for fact in facts if fact.value] == [("under_4_hours", 1)]
    assert len({fact.id for fact in facts}) == 6
    assert {fact.at for fact in facts} == {play.now}
