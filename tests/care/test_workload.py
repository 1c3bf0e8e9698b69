"""Too much waits: one alert, one word when it is over; and surge mode."""

from datetime import timedelta

from chalicelib.care.events import SurgeSet, TimerFired
from chalicelib.care.workload import WORKLOAD_LOOKED
from tests.care.play import Play


def look(play: Play, waiting: int, ago: timedelta = timedelta()) -> None:
    oldest = (play.now - ago).isoformat() if waiting else ""
    play.happens(TimerFired(
        shop="demo", key=play.key(), occurred_at=play.now, subject="workload:all", kind=WORKLOAD_LOOKED,
        params={"waiting": str(waiting), "oldest": oldest},
    ))  # fmt: skip


def test_the_lead_is_alerted_once_and_told_once_that_it_is_over() -> None:
    play = Play()
    look(play, 19)
    assert play.messages("workload_alert") == []
    look(play, 20)
    look(play.later(minutes=5), 120)
    (alert,) = play.messages("workload_alert")
    assert alert.to == "agent:U9"
    assert (alert.params["waiting"], alert.params["here"]) == ("20", "3")
    look(play.later(minutes=5), 3)
    look(play.later(minutes=5), 2)
    assert len(play.messages("workload_calm")) == 1
    look(play, 25)
    assert len(play.messages("workload_alert")) == 2


def test_one_that_waits_for_too_long_is_an_alert_too_in_business_time() -> None:
    play = Play()
    look(play, 1, timedelta(hours=3))
    look(play, 1, timedelta(days=3))  # since Friday 13:00
    assert len(play.messages("workload_alert")) == 1


def test_nobody_is_alerted_at_night() -> None:
    play = Play().later(hours=9)
    look(play, 100)
    assert play.messages("workload_alert") == []


def test_surge_mode_is_switched_and_noted() -> None:
    play = Play()
    for key, on in (("a", True), ("b", True), ("c", False)):
        play.happens(SurgeSet(shop="demo", key=key, occurred_at=play.now, on=on, by="U9"))
        assert (play.world.workload.surge_since is not None) == on
    assert (play.notes("surge.on"), play.notes("surge.off")) == (["by U9"], ["by U9"])
