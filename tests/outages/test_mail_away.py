"""SES is away for an hour with 2,000 mails to send: what is no longer true is not sent, the rest in order."""

from datetime import timedelta
from itertools import pairwise

import pytest

from ops.simulation import bodies
from ops.simulation.world import DUE, LATE, World
from tests.outages.outage import HOUR, Outage, Provider

ORDERS = 2000
LATE_ONES, CANCELLED = range(3000, 3100), range(1500, 1600)
DELIVERED = LATE_ONES[::2]


def buyer(number: int) -> dict[str, object]:
    return {"id": number, "first_name": "Jana", "last_name": "Nová", "email": f"c{number}@example.sk", "phone": ""}


def test_mail_away_for_an_hour(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    outage = Outage(world, capsys)
    away = world.now + timedelta(minutes=5), world.now + timedelta(minutes=5) + HOUR
    ses = Provider(world, away, timedelta(0))
    world.senders["email"] = ses
    for number in LATE_ONES:
        world.order(number, customer=buyer(number))
        world.ships(f"N{number}", number=number)
    outage.run(away[0])
    before = len(ses.out)
    number = iter(range(ORDERS))

    def comes() -> None:
        if (one := next(number, None)) is not None:
            world.order(one, promised=DUE, customer=buyer(10_000 + one))

    for late in LATE_ONES:
        world.scan("Exception", "Exception_017", LATE, parcel=f"N{late}", number=late, event_id=f"late-{late}")
    outage.run(away[1] - timedelta(minutes=2), comes)
    for parcel in DELIVERED:
        world.scan("Delivered", "Delivered_001", parcel=f"N{parcel}", number=parcel, event_id=f"there-{parcel}")
    for gone in CANCELLED:
        world.happens("shopify", bodies.cancelled(gone, world.now), topic="orders/cancelled", webhook_id=f"c{gone}")
    assert len(ses.out) == before
    outage.run(world.now + timedelta(minutes=30))

    sent = ses.rows()[before:]
    received = [row.about.id for row in sent if row.kind == "order_received"]
    wanted = [f"shopify:{one * 1000}" for one in range(ORDERS) if one not in CANCELLED]
    assert received == wanted
    assert sum(row.kind == "late_parcel" for row in sent) == len(LATE_ONES) - len(DELIVERED)
    skipped = [row.kind for row in world.rows() if row.status == "skipped"]
    assert (skipped.count("order_received"), skipped.count("late_parcel")) == (len(CANCELLED), len(DELIVERED))
    assert [row.created_at for row in sent] == sorted(row.created_at for row in sent)
    after = [at for at, _ in ses.out[before:]]
    assert max(map(after.count, set(after))) <= world.policies["demo"].rates.email
    assert all(earlier <= later for earlier, later in pairwise(after))
    assert outage.told() == {"EmailAwayAlarm": ["ALARM", "OK"]}
