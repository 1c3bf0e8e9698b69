"""Too much waits: one alert, one word when it is over; and surge mode."""

from datetime import timedelta

from chalicelib.care.events import SurgeSet, SurgeTyped, TimerFired
from chalicelib.care.state import Case
from chalicelib.care.state.heard import Heard
from chalicelib.care.workload import WORKLOAD_LOOKED, shared_topic
from ops.simulation.cast import NOON
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


def a_case(id_: str, *topics: str) -> Case:
    return Case(id=id_, channel="email", thread=id_, topic=topics[0] if topics else "", opened_at=NOON,
                heard=Heard(topics=topics))  # fmt: skip


def test_the_topic_that_most_share_is_named_and_no_other() -> None:
    tracking = [a_case(f"t{n}", "delivery", "tracking") if n else a_case("t0", "tracking") for n in range(4)]
    others = [a_case("r", "refund"), a_case("u"), a_case("o", "other")]
    assert shared_topic([*tracking, *others]) == "tracking"
    assert shared_topic([*tracking, *others, a_case("v")]) == "", "half is not most"
    assert shared_topic([a_case("a", "refund"), a_case("b", "refund")]) == "", "two are chance"
    assert shared_topic([a_case(f"o{n}", "other") for n in range(9)]) == "", "that says nothing"
    assert shared_topic([]) == ""


def test_a_press_under_the_alert_switches_surge_mode_for_leads_only() -> None:
    play = Play()
    for key, user, on in (("a", "U1", False), ("b", "U9", True), ("c", "U9", True)):
        play.happens(SurgeTyped(shop="demo", key=key, occurred_at=play.now, on=True, slack_user=user, typed_in="D1"))
        assert (play.world.workload.surge_since is not None) == on
    assert [row.params["said"] for row in play.messages("answer")] == ["surge_on", "surge_on"]
    assert [row.params["reason"] for row in play.messages("press_refused")] == ["not_a_lead"]
