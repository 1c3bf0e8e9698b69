"""Somebody takes back what they wrote: no word of it is left anywhere, and what others wrote stays."""

from dataclasses import replace

import pytest

from chalicelib import deliver_slack
from chalicelib.care.state import CaseState
from chalicelib.config import settings
from chalicelib.receipts import Delivery
from ops.simulation import bodies
from ops.simulation.world import World
from tests.channels.fake_provider import Answer, Provider, running

MARK = "zmarkwithdrawn"


def left(world: World) -> str:
    """Everything that the store still holds, bodies in clear."""
    return repr(vars(world.store)).casefold()


@pytest.fixture
def slack(world: World, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """A Slack that takes everything, behind the real channel."""
    # Every message has a place of its own.
    answers = (Answer(body={"ok": True, "channel": "C1", "ts": f"1.{number}"}) for number in range(1, 200))
    with running(*answers) as provider:
        monkeypatch.setenv("AFTERCARE_SLACK_API_URL", provider.url)
        settings.cache_clear()
        world.senders["slack"] = deliver_slack
        yield provider  # type: ignore[misc]
    settings.cache_clear()


def test_a_comment_that_is_deleted_leaves_no_word(world: World, slack: Provider) -> None:
    world.staffed().complains("Kde je moja objednávka?")
    world.later(minutes=5).complains(f"{MARK}, haló?", id_="1_2", parent="1_1")
    world.later(minutes=5).happens(
        "meta", bodies.comment(f"{MARK} a ešte toto", world.now, "1_2", parent="1_1", verb="edited")
    )
    assert MARK in left(world)
    world.later(minutes=5).happens("meta", bodies.comment("", world.now, "1_2", parent="1_1", verb="remove"))
    world.run(minutes=5)
    assert MARK not in left(world)
    assert "kde je moja objednávka?" in left(world)
    assert [line.gone for line in world.case.lines] == [False, True]
    assert world.case.state is CaseState.WAITING
    deleted = [request for request in slack.requests if request.path.endswith("chat.delete")]
    assert len(deleted) == 2, "the line of the message, and that of its change"


def test_a_deletion_that_comes_first_leaves_no_word_of_what_comes_after(world: World, slack: Provider) -> None:
    world.staffed().happens("meta", bodies.comment("", world.now, verb="remove"))
    world.complains(f"{MARK}: kde je #1001?")
    world.run(minutes=5)
    assert MARK not in left(world)
    assert world.subjects("case") == []
    assert slack.requests == []


def test_the_words_go_in_a_shops_first_week_too(world: World, slack: Provider) -> None:
    """`observe` sends nothing to anybody; what is erased is not sent."""
    world.policies["demo"] = replace(world.policies["demo"], mode="observe")
    world.staffed().complains(f"{MARK}?")
    world.happens("meta", bodies.comment("", world.now, verb="remove"))
    world.run(minutes=5)
    assert MARK not in left(world)
    assert slack.requests == []


def test_a_message_of_a_batch_goes_and_the_others_of_it_can_still_be_read(world: World, slack: Provider) -> None:
    import json

    one, other = (
        json.loads(bodies.comment(text, world.now, id_))["entry"][0]
        for text, id_ in ((f"{MARK}?", "1_1"), ("A moja?", "2_2"))
    )
    receipt = world.staffed().happens("meta", json.dumps({"object": "page", "entry": [one, other]}).encode())
    world.happens("meta", bodies.comment("", world.now, verb="remove"))
    world.run(minutes=5)
    assert MARK not in left(world)
    kept = world.store.delivery(receipt)
    assert isinstance(kept, Delivery)
    assert b"A moja?" in kept.body
    assert slack.requests


def review(kind: str, **data: object) -> bytes:
    """One event of Trustpilot's."""
    import json

    return json.dumps({"events": [{"eventName": f"service-review-{kind}", "eventData": {"id": "v1", **data}}]}).encode()


@pytest.mark.parametrize("stars", [5, 1])
def test_a_review_that_is_taken_down_leaves_no_word_good_or_bad_or_changed(
    world: World, slack: Provider, stars: int
) -> None:
    world.staffed()
    for hour, kind in ((8, "created"), (9, "updated")):
        at = f"2026-11-25T0{hour}:00:00Z"
        world.happens("trustpilot", review(kind, stars=stars, text=f"{MARK} {kind}", updatedAt=at))
        world.run(minutes=5)
    assert MARK in left(world)
    world.happens("trustpilot", review("deleted", deletedAt="2026-11-25T10:00:00Z"))
    world.run(minutes=5)
    assert MARK not in left(world)
    assert [request.path for request in slack.requests if request.path.endswith("chat.delete")]
    # Told again by a late webhook, it does not come back.
    world.happens("trustpilot", review("updated", stars=stars, text=f"{MARK}!", updatedAt="2026-11-25T09:30:00Z"))
    world.run(minutes=5)
    assert MARK not in left(world)
    assert all(case.state is CaseState.CLOSED for case in world.subjects("case"))
