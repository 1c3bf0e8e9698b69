"""Five hundred who write alike within minutes: nobody is lost, one card, one alert, and no agent overrun."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import deliver_slack
from chalicelib.care.service_rules import Groups
from chalicelib.care.state import CaseState
from chalicelib.channels import slack
from chalicelib.channels.outcome import Outcome
from chalicelib.slack_ids import SURGE_OFF, SURGE_ON
from chalicelib.slack_post import Post
from chalicelib.store.port import Row
from ops.simulation import bodies
from ops.simulation.cast import ADAM, MARTA, ZUZANA
from ops.simulation.world import DEMO, World
from ops.standins.slack_blocks import buttons_of
from tests.desk.limits import check_blocks

GROUPS = Groups(at_least=10, within=timedelta(minutes=15), quiet=timedelta(minutes=30))


class Slack:
    """What was posted, as the real worker prepared it."""

    def __init__(self) -> None:
        self.posts: list[Post] = []

    def send(self, row: Row, post: Post, token: str, api_url: str) -> Outcome:  # noqa: ARG002
        self.posts.append(post)
        return Outcome(f"{post.channel or 'V'}:{len(self.posts)}.000100")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Slack:
    seen = Slack()
    monkeypatch.setattr(slack, "send", seen.send)
    return seen


def flooded(size: int, groups: Groups = GROUPS, seconds: float = 1) -> World:
    """So many mentions by as many people, all but word for word alike."""
    world = World(policies={"demo": replace(DEMO, groups=groups)})
    world.senders["slack"] = deliver_slack  # type: ignore[assignment]
    world.staffed(replace(ZUZANA, capacity=4), replace(ADAM, capacity=4), replace(MARTA, capacity=0))
    for number in range(size):
        text = f"@lumen Your checkout is down again!! https://lumen.example/pay?{number % 3}"
        body = bodies.comment(text, world.now, f"{number}_0", f"Eva {number}", account=f"9{number}")
        world.happens("meta", body)
        world.later(seconds=seconds)
    return world


def test_a_flood_is_one_card_one_alert_and_five_hundred_cases(desk: Slack) -> None:
    world = flooded(500)
    cases = world.subjects("case")
    assert len(cases) == 500
    assert len({case.author_id for case in cases}) == 500
    waiting = [case for case in cases if case.queue == "grouped"]
    assert len(waiting) == 490
    assert {case.alike.id for case in waiting} == {world.subjects("group")[0].round}
    # The first ten are in somebody's hands or wait for them, as ever; nobody has more than they can take.
    held = Counter(case.agent_id for case in cases if case.agent_id)
    assert held == {"U1": 4, "U2": 4}
    assert {len(agent.open_case_ids) for agent in world.subjects("agent")} == {4, 0}
    assert [row.to for row in world.rows("group_alert")] == ["agent:U9"]
    assert len(world.rows("lead_nobody")) == 1
    assert not world.rows("workload_alert")
    assert len(world.rows("case_card")) == 10
    assert len(desk.posts) < 40
    (workload,) = world.subjects("workload")
    assert (workload.surge_since is not None, workload.surge_by) == (True, f"group:{world.subjects('group')[0].id}")
    (alert,) = (post for post in desk.posts if post.channel == "U9" and "🌊" in str(post))
    assert buttons_of(alert.arguments["blocks"]).keys() == {SURGE_OFF}


def test_the_card_says_how_many_there_are_and_quotes_one(desk: Slack) -> None:
    world = flooded(60)
    world.tick(minutes=1)
    cards = [post for post in desk.posts if "🌊" in str(post.arguments.get("blocks")) and post.channel != "U9"]
    assert [post.method for post in cards] == ["chat.postMessage", "chat.update"]
    last = cards[-1]
    check_blocks(last.arguments["blocks"])
    assert "60 wait who write alike" in str(last.arguments["blocks"])
    assert "Your checkout is down again" in str(last.arguments["blocks"])
    first = [case for case in world.subjects("case") if case.alike.carded]
    assert len(first) == 10


def test_it_is_over_after_a_silence_and_surge_mode_with_it(desk: Slack) -> None:  # noqa: ARG001
    world = flooded(12)
    world.run(minutes=35)
    (group,) = world.subjects("group")
    assert group.opened_at is None
    assert world.subjects("workload")[0].surge_since is None
    body = bodies.comment("@lumen Your checkout is down again!!", world.now, "777_0", "Ida", account="777")
    world.happens("meta", body)
    (case,) = (case for case in world.subjects("case") if case.author_name == "Ida")
    assert case.alike is None
    assert case.queue != "grouped"


def test_few_or_slow_ones_are_no_group(desk: Slack) -> None:  # noqa: ARG001
    assert not any(case.alike for case in flooded(9).subjects("case"))
    assert not any(case.alike for case in flooded(14, seconds=120).subjects("case"))
    assert not flooded(12, Groups()).subjects("group")


def test_surge_mode_is_left_to_the_leads_where_the_policy_says_so(desk: Slack) -> None:
    world = flooded(12, replace(GROUPS, surge=False))
    assert not [each for each in world.subjects("workload") if each.surge_since]
    alert = next(post for post in desk.posts if post.channel == "U9" and "🌊" in str(post))
    assert "/care surge on" in alert.arguments["text"]
    assert buttons_of(alert.arguments["blocks"]).keys() == {SURGE_ON}


def test_who_takes_one_out_of_the_group_gets_its_card(desk: Slack) -> None:
    world = flooded(15)
    case = next(case for case in world.subjects("case") if case.queue == "grouped")
    before = len(desk.posts)
    world.happens("slack", bodies.press("case_claim", case.id, "U9", world.now))
    (after,) = (each for each in world.subjects("case") if each.id == case.id)
    assert (after.state, after.agent_id, after.alike.carded) == (CaseState.CLAIMED, "U9", True)
    assert world.store.post("demo", f"case:{case.id}:card")
    assert [post.method for post in desk.posts[before:]] == ["chat.postMessage"]


def test_of_many_whose_time_is_over_each_lead_hears_once(desk: Slack) -> None:
    world = flooded(20)
    world.run(minutes=125)
    told = [post for post in desk.posts if "The first of those who write alike" in str(post.arguments.get("text"))]
    assert [post.channel for post in told] == ["U9"]
    about = {str(row.about) for row in world.rows("clock_missed")}
    assert len(about) == 10, "those with cards of their own, as ever"
