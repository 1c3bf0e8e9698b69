"""A source that falls silent for longer than it usually is: said once, and again when it is back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.events import FeedHeard
from chalicelib.care.silent_feed import FEED_SILENT, patience
from chalicelib.care.state import Feed
from ops.simulation.cast import NOON
from tests.care.play import Play


def hear(play: Play) -> None:
    play.happens(FeedHeard(shop="demo", key=play.key(), occurred_at=play.now, feed="shopify"))


def feed(play: Play) -> Feed:
    found = play.world.feed("shopify")
    assert found is not None
    return found


def lines(play: Play) -> list[str]:
    return [message.params["line"] for message in play.messages("feed_line")]


def known(night: int = 9) -> Play:
    """Three weeks of hourly deliveries by day, silent for so many hours every night."""
    play = Play()
    for _ in range(21):
        for _ in range(24 - night):
            hear(play)
            play.later(hours=1)
        play.later(hours=night - 1)
    hear(play)
    return play


def test_a_new_source_may_be_silent_for_a_day() -> None:
    play = Play()
    hear(play)
    assert patience(feed(play), play.policy) == timedelta(hours=24)
    play.timer(FEED_SILENT)
    assert lines(play) == ["silent"]
    assert play.now == NOON + timedelta(hours=24)


def test_a_known_source_may_be_silent_for_half_again_its_longest_silence() -> None:
    play = known(night=9)
    assert patience(feed(play), play.policy) == timedelta(hours=13.5)
    play.timer(FEED_SILENT)
    (message,) = play.messages("feed_line")
    assert (message.params["hours"], message.params["usual"]) == ("14", "9")
    (why,) = play.notes("feed.silent")
    assert "1.5 times the longest silence of four weeks (9.0 h)" in why


def test_a_busy_source_is_given_some_hours() -> None:
    play = known(night=1)
    assert patience(feed(play), play.policy) == play.policy.feeds.at_least


def test_it_is_said_once_per_silence_and_again_when_it_is_back() -> None:
    play = known()
    for _ in range(3):
        play.later(hours=1).timer(FEED_SILENT)
    play.later(hours=20)
    hear(play)
    assert lines(play) == ["silent", "back"]
    hear(play.later(hours=1))
    assert lines(play) == ["silent", "back"]


def test_a_silence_that_was_an_alarm_does_not_become_usual() -> None:
    play = known(night=9)
    play.timer(FEED_SILENT)
    hear(play.later(days=3))
    assert patience(feed(play), play.policy) == timedelta(hours=13.5)


def test_who_is_heard_in_time_is_not_missed() -> None:
    play = known()
    hear(play.later(hours=12))
    play.timer(FEED_SILENT)
    assert lines(play) == ["silent"]
    (message,) = play.messages("feed_line")
    assert message.params["hours"] != "12"


def test_a_timer_that_rings_for_an_older_silence_waits_on() -> None:
    play = known()
    due = [effect for effect in play.effects if getattr(effect, "kind", "") == FEED_SILENT][-2]
    hear(play.later(hours=10))
    before = lines(play)
    play.effects.append(due)
    play.timer(FEED_SILENT)
    assert lines(play) == before


@pytest.mark.parametrize("ago", [0, 1, 48])
def test_late_news_of_being_heard_changes_nothing(ago: int) -> None:
    play = known()
    before = feed(play)
    old = before.last_at - timedelta(hours=ago)
    play.happens(FeedHeard(shop="demo", key=play.key(), occurred_at=old, feed="shopify"))
    assert feed(play) == before


@given(st.lists(st.integers(1, 60 * 24 * 10), min_size=1, max_size=60))
def test_four_weeks_are_remembered_and_never_forgotten_too_early(minutes: list[int]) -> None:
    play, gaps = Play(), list[tuple[float, int]]()
    hear(play)
    for each in minutes:
        hear(play.later(minutes=each))
        gaps.append((play.now.timestamp(), each * 60))
    recent = [seconds for at, seconds in gaps if play.now.timestamp() - at < 27 * 86400]
    remembered = max(gap.seconds for gap in feed(play).gaps)
    assert remembered >= max(recent)
    assert remembered <= max(seconds for _, seconds in gaps)
    assert len(feed(play).gaps) <= 29
