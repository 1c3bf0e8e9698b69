"""The faulty story's parts: the plan that a seed draws, a vendor's trouble, a door that can be shut."""

import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from ops import web
from ops.faults.door import Door
from ops.faults.plan import AWS, META, OPERATIONS, RUNG, SLACK, STEPS, plan
from ops.standins.server import Standins, Tokens

SEEDS = range(200)
KINDS = {*((where, kind) for where in OPERATIONS for kind in AWS), *(("slack", kind) for kind in SLACK)}
KINDS |= {("meta", kind) for kind in META}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_plan_has_every_kind_once_at_a_step_that_calls(seed: int) -> None:
    found = plan(seed)
    assert Counter((fault.where, fault.kind) for fault in found.all) == Counter(KINDS)
    for name, faults in found.faults.items():
        assert all(name in {step.name for step in STEPS[fault.where]} for fault in faults)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_plan_meets_what_the_sweep_looks_for_and_takes_out(seed: int) -> None:
    met = {fault.operation: name for name, faults in plan(seed).faults.items() for fault in faults}
    assert "Query" in met
    assert met["DeleteItem"] in {step.name for step in RUNG}


def test_a_seed_is_a_plan_and_another_seed_another() -> None:
    assert plan(7) == plan(7)
    assert len({str(plan(seed)) for seed in SEEDS}) == len(SEEDS)


@pytest.fixture
def standins() -> Iterator[Standins]:
    with Standins(Tokens("xoxb", "page-token", "app-secret")) as running:
        yield running


def post(url: str, text: str = "hello") -> web.Answer:
    """A message to the team's channel."""
    body = f'{{"channel": "C0AFTERCARE", "text": "{text}"}}'.encode()
    return web.post(
        f"{url}chat.postMessage", body, {"Authorization": "Bearer xoxb", "Content-Type": "application/json"}
    )


def test_trouble_comes_once_each_in_order(standins: Standins) -> None:
    standins.slack_trouble.brew(["busy", "fails", "lost"])
    answers = [post(standins.slack_api_url, str(number)) for number in range(4)]
    assert [answer.status for answer in answers] == [429, 500, 502, 200]
    assert answers[0].headers["retry-after"].isdecimal()
    # What was lost was done, what failed was not.
    assert [message.text for message in standins.world.channel()] == ["2", "3"]
    assert standins.slack_trouble.left() == []


def test_some_calls_are_spared(standins: Standins) -> None:
    standins.slack_trouble.spared = frozenset({"chat.postMessage"})
    standins.slack_trouble.brew(["fails"])
    assert post(standins.slack_api_url).status == 200
    assert standins.slack_trouble.left() == ["fails"]


def test_a_shut_door_refuses_and_an_open_one_leads_on(standins: Standins) -> None:
    with Door(standins.port) as door:
        address = standins.slack_api_url.replace(str(standins.port), str(door.port))
        assert post(address).status == 200
        door.shut()
        with pytest.raises(web.UnreachableError, match="refused"):
            post(address)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", door.port), 5)
        door.open()
        assert post(address).status == 200
