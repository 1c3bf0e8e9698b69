"""What does not fit into a customer's day goes out in the morning, if it is still true."""

from dataclasses import replace

import pytest

from chalicelib.deliver import Job
from chalicelib.held import held_until
from ops.simulation.world import World


@pytest.fixture
def sparing(world: World) -> World:
    policy = world.policies["demo"]
    world.policies["demo"] = replace(policy, quiet=replace(policy.quiet, per_day=2))
    return world.staffed()


def test_ordinary_mails_wait_and_a_delay_notice_does_not(sparing: World) -> None:
    sparing.order()
    sparing.ships()
    assert sparing.email.kinds() == ["order_received"]
    (held,) = sparing.lines(sparing.the_order().ref, "order_shipped.held")
    assert held.startswith("enough for 2026-11-23: 1 notices, quiet.per_day = 2; looked at again")
    sparing.late()
    assert sparing.email.kinds() == ["order_received", "late_parcel"]
    sparing.run(hours=20)
    assert sparing.email.kinds() == ["order_received", "late_parcel", "order_shipped"]
    assert len(sparing.lines(sparing.the_order().ref, "order_shipped.held")) == 1


def test_what_is_no_longer_true_in_the_morning_is_not_sent(sparing: World) -> None:
    sparing.order()
    sparing.ships()
    sparing.scan("Delivered", "Delivered_001")
    sparing.run(hours=20)
    assert "order_shipped" not in sparing.email.kinds()
    assert sparing.row("order_shipped").status == "skipped"


def test_two_in_one_moment_never_share_a_place_and_who_tries_again_needs_no_other(sparing: World) -> None:
    """Both were looked at before either had gone out: which is when what was counted by then let both pass."""
    sparing.order()
    sparing.ships()
    waiting = sparing.row("order_shipped")
    refused: list[bool] = []
    send = sparing.email.send

    def beside(job: Job) -> str:
        refused.append(held_until(replace(job, row=waiting)) is not None)
        assert held_until(job) is None
        return send(job)

    sparing.email.send = beside  # type: ignore[method-assign]
    sparing.late()
    assert refused == [True]
