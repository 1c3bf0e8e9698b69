"""That a source was heard is said once per half hour over all its deliveries, and its silence reaches the team."""

from dataclasses import replace

from chalicelib.care.rules import Feeds
from chalicelib.care.state import Ref
from ops.simulation.world import DEMO, World


def heard(world: World) -> list[str]:
    return sorted(event for _, event in world.store._marks if event.startswith("feed-heard:"))


def test_however_much_comes_it_is_noted_once_per_half_hour(world: World) -> None:
    for number in range(1001, 1006):
        world.order(number)
    assert len(heard(world)) == 1
    world.later(minutes=40).order(1006)
    assert len(heard(world)) == 2


def test_another_container_says_it_no_second_time(world: World) -> None:
    world.order(1001)
    version = world.store._subjects["demo", Ref("feed", "shopify")][0]
    world.services.said.clear()
    world.order(1002)
    assert world.store._subjects["demo", Ref("feed", "shopify")][0] == version


def test_our_own_sources_are_not_watched(world: World) -> None:
    world.staffed().order()
    world.tick(days=2)
    assert {event.split(":")[1] for event in heard(world)} == {"shopify"}


def test_what_cannot_be_read_is_no_sign_of_life(world: World) -> None:
    world.happens("shopify", b"{broken")
    assert heard(world) == []


def test_the_team_hears_of_a_silence_and_of_its_end(world: World) -> None:
    world.policies["demo"] = replace(DEMO, feeds=Feeds())
    world.order(1001)
    world.tick(hours=23)
    assert "feed_line" not in world.slack.kinds()
    world.tick(hours=2)
    assert world.slack.kinds().count("feed_line") == 1
    world.tick(hours=30)
    assert world.slack.kinds().count("feed_line") == 1
    world.order(1002)
    assert [row.params["line"] for row in world.slack.sent if row.kind == "feed_line"] == ["silent", "back"]
