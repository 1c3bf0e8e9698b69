"""What waits on the card of a group alone waits as well: a night's reading counts it."""

from chalicelib.bootstrap import Services
from chalicelib.nightly import read_backlog
from tests.movements.test_flood import Slack, desk, flooded  # noqa: F401


def test_look_alikes_that_wait_in_a_group_are_in_the_backlog(desk: Slack) -> None:  # noqa: ARG001, F811
    world = flooded(14)
    services: Services = world.services
    read_backlog(services, world.policies)
    world.pump()
    assert world.tally("backlog") == 14
