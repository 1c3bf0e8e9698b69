"""Slack is away for an hour while 2,000 cases come: what is still true is shown then, in order, at Slack's pace."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.care.state import CaseState
from chalicelib.care.team import MOST_CAPACITY
from chalicelib.deliver import Job
from ops.simulation import bodies
from ops.simulation.cast import ZUZANA
from ops.simulation.world import World
from tests.outages.outage import HOUR, Outage, Provider, to_be_claimed

CASES = 2000
RESOLVED = 100


def complaint(world: World, number: int) -> bytes:
    """Somebody nobody knows, under a post of the page."""
    body = bodies.comment("Kde je moja zásielka?", world.now, id_=f"1_{number}", author=f"Zákazník {number}")
    return body.replace(b'"7700"', f'"77{number:05}"'.encode())


def over(job: Job) -> bool:
    """Is the case resolved, as it was when its card went out?"""
    case = job.world.case(job.row.about.id)
    return case is not None and case.state is CaseState.RESOLVED


# What does not answer differs by what one message does: it needs no crowd.
@pytest.mark.parametrize(("silent", "many"), [(False, CASES), (True, CASES // 4)], ids=["refuses", "does not answer"])
def test_slack_away_for_an_hour(silent: bool, many: int, capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    outage = Outage(world, capsys)
    away = world.now + timedelta(minutes=5), world.now + timedelta(minutes=5) + HOUR
    slack = Provider(world, away, timedelta(seconds=1), silent)
    world.senders["slack"] = slack
    world.staffed(*(replace(ZUZANA, id=f"U{n}", capacity=MOST_CAPACITY) for n in range(1, many // MOST_CAPACITY + 1)))
    outage.run(away[0])
    number = iter(range(many))

    def comes() -> None:
        for _ in range(1 if world.now.second % 9 else 2):
            if (one := next(number, None)) is not None:
                world.happens("meta", complaint(world, one))

    outage.run(away[1] - timedelta(minutes=2), comes)
    cases = sorted(world.subjects("case"), key=lambda case: case.opened_at)
    assert len(cases) == many
    resolved = {case.id for case in cases[:: many // RESOLVED]}
    for case in resolved:
        world.happens("slack", bodies.press("case_resolve", case, "U1", world.now))
    assert slack.out == []
    assert slack.tried < 25, "one message asks, not all"
    outage.run(world.now + timedelta(minutes=80))

    cards = [(at, job) for at, job in slack.out if job.row.params.get("first")]
    assert {job.row.about.id for _, job in cards} == {case.id for case in cases}
    assert len(cards) == many, "each once"
    assert {job.row.about.id for _, job in cards if over(job)} == resolved
    # Every card is drawn from the case as it is when it goes out: to draw them all takes long, and says no more.
    drawn = [job for _, job in cards if over(job)] + [job for _, job in cards if not over(job)][::20]
    assert [to_be_claimed(job) for job in drawn] == [not over(job) for job in drawn]
    opened = [job.row.created_at for _, job in cards]
    behind = sum(later < earlier for earlier, later in pairwise(opened))
    # Of which nobody knows is asked about a quarter of an hour after, and so may come later than its neighbours.
    assert behind <= (slack.tried - len(slack.out) - slack.refused if silent else 0)
    assert all(later - earlier >= timedelta(seconds=1) for (earlier, _), (later, _) in pairwise(slack.out))
    assert slack.refused < 10, "the limit is kept, not found out again and again"
    assert {row.status for row in world.rows() if row.channel == "slack"} <= {"sent", "skipped", "new", "waiting"}
    assert outage.told() == {"SlackAwayAlarm": ["ALARM", "OK"]}
