"""Bounces are counted as they come, hold what can wait, and let it go again; all from tallies."""

from datetime import timedelta
from decimal import Decimal

from chalicelib.care.local_time import local_date
from chalicelib.care.mail_rates import BOUNCED, COMPLAINED, SENT
from chalicelib.mail_looking import look
from chalicelib.metrics.tallies import whole
from ops.simulation import bodies
from ops.simulation.world import World


def counted(world: World, sent: int, bounced: int, complained: int = 0) -> None:
    """So many mails of today, as tallies have them."""
    day = local_date(world.now, world.policies["demo"].shop.zone)
    for fact, number in ((SENT, sent), (BOUNCED, bounced), (COMPLAINED, complained)):
        partition, row = whole("demo", day, fact)
        world.store._tallies.setdefault(partition, {}).setdefault(row, {})["count"] = Decimal(number)


def looks(world: World) -> None:
    world.now += timedelta(minutes=-world.now.minute % 10)
    look(world.services, world.policies)
    world.pump()


def resolved() -> World:
    world = World().staffed()
    world.order()
    world.ships()
    world.complains()
    world.press("case_resolve")
    return world


def test_what_can_wait_waits_and_answers_do_not() -> None:
    world = resolved()
    counted(world, 1000, 45)
    looks(world)
    assert "4.50% bounced" in world.store.setting("demo", "pause")["uncritical"]
    assert [row.to for row in world.rows("mail_slowed")] == ["agent:U9"]
    world.tick(hours=24)
    assert world.row("solved_question").status == "waiting"
    held = [line for line in world.store.timeline("demo", world.case.ref) if line.what == "solved_question.held"]
    assert ["slowed: of 1000 mails 4.50% bounced" in line.why for line in held] == [True]
    world.late()
    assert world.row("late_parcel").status == "sent"
    world.run(hours=3)
    assert len([
        line for line in world.store.timeline("demo", world.case.ref) if line.what == "solved_question.held"
    ]) == 1, "it is held on and on, and said once"  # fmt: skip


def test_it_ends_by_itself_and_what_waited_goes_out() -> None:
    world = resolved()
    world.store.put_setting("demo", "pause", {"late_parcel": "a look"}, "operator", world.now)
    counted(world, 1000, 45)
    looks(world)
    world.tick(hours=24)
    counted(world, 10_000, 45)
    looks(world)
    assert world.store.setting("demo", "pause") == {"late_parcel": "a look"}
    assert len(world.rows("mail_at_pace")) == 1
    world.tick(hours=2)
    assert world.row("solved_question").status == "sent"


def test_real_mails_and_their_fates_are_what_is_counted() -> None:
    world = resolved()
    world.late()
    row = world.row("late_parcel")
    world.said_by_ses(bodies.ses_event("Bounce", row.id, bounceType="Permanent"))
    world.pump()
    day = local_date(world.now, world.policies["demo"].shop.zone)
    found = world.store.tally_rows([whole("demo", day, SENT), whole("demo", day, BOUNCED)])
    assert found[whole("demo", day, BOUNCED)]["count"] == 1
    assert found[whole("demo", day, SENT)]["count"] >= 1
