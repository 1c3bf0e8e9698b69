"""What an agent looks for is found by what it is called, shown to them alone, and noted."""

from urllib.parse import urlencode

import pytest

from chalicelib import deliver_slack
from ops.simulation.world import World
from tests.desk.limits import check_blocks
from tests.movements.test_flood import Slack, desk  # noqa: F401


@pytest.fixture
def world(desk: Slack) -> World:  # noqa: ARG001, F811
    made = World().staffed()
    made.senders["slack"] = deliver_slack  # type: ignore[assignment]
    made.order()
    made.ships("DPD 0123 4567")
    made.complains()
    return made


def types(world: World, text: str, user: str = "U1", channel: str = "C1") -> None:
    world.later(seconds=1)
    fields = {
        "command": "/care", "text": text, "user_id": user, "channel_id": channel, "trigger_id": f"t{world.now}{user}",
    }  # fmt: skip
    world.happens("slack", urlencode(fields).encode())


@pytest.mark.parametrize(
    "words",
    [
        "#1001", "1001", "jana@example.sk", "<mailto:Jana@example.sk|Jana@example.sk>", "0905 123 456",
        "+421905123456", "dpd01234567",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_all_that_belongs_to_them(world: World, desk: Slack, words: str) -> None:  # noqa: F811
    types(world, f"find {words}")
    post = desk.posts[-1]
    assert (post.method, post.arguments["user"]) == ("chat.postEphemeral", "U1")
    check_blocks(post.arguments["blocks"])
    shown = str(post.arguments["blocks"])
    for part in (
        "Jana Kováčová",
        "jana@example.sk",
        "#1001",
        "DPD01234567",
        world.case.number,
        "slack.com/archives/C1/",
    ):
        assert part in shown, part
    assert world.lines(world.customer.ref, "customer.looked_up") == ["by Zuzana"]
    said = str(world.row("found").params).lower()
    assert not any(word in said for word in ("jana", "905123456", "dpd"))


def test_a_case_is_found_by_its_number(world: World, desk: Slack) -> None:  # noqa: F811
    types(world, f"find {world.case.number.lower()}")
    assert "Jana Kováčová" in str(desk.posts[-1].arguments["blocks"])


def test_nothing_is_said_kindly_and_nothing_typed_is_asked_for(world: World, desk: Slack) -> None:  # noqa: F811
    types(world, "find nobody@example.com")
    assert "Nobody and nothing is known by that" in str(desk.posts[-1].arguments["blocks"])
    types(world, "find")
    assert "What shall we look for" in desk.posts[-1].arguments["text"]


def test_who_is_no_agent_sees_nothing(world: World, desk: Slack) -> None:  # noqa: F811
    before = len(desk.posts)
    types(world, "find #1001", user="U404")
    (post,) = desk.posts[before:]
    assert "not on the roster" in post.arguments["text"]
    assert "Jana" not in str(post.arguments)
    assert world.rows("found") == []


def test_elsewhere_it_is_answered_in_a_direct_message(world: World, desk: Slack) -> None:  # noqa: F811
    types(world, "find #1001", channel="C0ELSEWHERE")
    assert (desk.posts[-1].method, desk.posts[-1].channel) == ("chat.postMessage", "U1")
