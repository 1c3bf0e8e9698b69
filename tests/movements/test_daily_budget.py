"""What does not fit into a customer's day goes out in the morning, if it is still true."""

from dataclasses import replace

import pytest

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
    assert held.startswith("enough for 2026-11-23: notices so far 1, quiet.per_day = 2; looked at again")
    sparing.late()
    assert sparing.email.kinds() == ["order_received", "late_parcel"]
    assert sparing.customer.mailed == 2
    sparing.run(hours=20)
    assert sparing.email.kinds() == ["order_received", "late_parcel", "order_shipped"]
    assert sparing.customer.mailed == 1
    assert len(sparing.lines(sparing.the_order().ref, "order_shipped.held")) == 1


def test_what_is_no_longer_true_in_the_morning_is_not_sent(sparing: World) -> None:
    sparing.order()
    sparing.ships()
    sparing.scan("Delivered", "Delivered_001")
    sparing.run(hours=20)
    assert "order_shipped" not in sparing.email.kinds()
    assert sparing.row("order_shipped").status == "skipped"
