"""Rule 4: nobody is told twice, and nobody is told what is no longer true.

Seen to fail with: a random id (late_parcel._message_id); slip_days not compared; why_untrue left out of
deliver.why_not; a claim on any status (memory.claim); last_word left out of the conditions; the episode kept open
when the parcel is in time again; told_date kept, or dropped, whether told or not (late_over).
"""

from datetime import UTC, date, datetime, timedelta

from chalicelib.care.effects import Decision, SendMessage
from chalicelib.care.vocabulary import ParcelState
from chalicelib.store.port import Mark
from ops.simulation.world import LATE, World
from tests.care.play import Play

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def shipped(world: World) -> World:
    world.order()
    world.ships()
    world.email.sent.clear()
    return world


def asleep(world: World) -> World:
    """It is night where the customer lives: a notice waits."""
    shipped(world).now = NIGHT
    return world


def notices(world: World) -> list[str]:
    return [row.params["new_date"] for row in world.email.sent if row.kind == "late_parcel"]


def test_however_often_the_carrier_says_it_the_customer_hears_it_once(world: World) -> None:
    shipped(world)
    for minute in range(5):
        world.late()
        world.scan("Exception", "Exception_017", LATE, at=world.now, event_id=f"again{minute}")
        world.later(minutes=1)
    world.run(hours=2)
    assert notices(world) == ["2026-11-30"]


def test_the_id_says_what_is_said_to_whom_about_what_and_not_which_event_led_to_it() -> None:
    ids = []
    for key in ("carrier-1", "carrier-2"):
        play = Play()
        play.order()
        play.ships()
        play.later(hours=len(ids)).scan(ParcelState.EXCEPTION, LATE, key=key)
        ids.append([message.id for kind in ("late_parcel", "late_parcel_line") for message in play.messages(kind)])
    assert ids[0] == ids[1]
    play.later(hours=1).scan(ParcelState.EXCEPTION, LATE + timedelta(days=5))
    assert len({message.id for message in play.messages("late_parcel")}) == 2


def test_an_id_that_is_known_is_never_a_second_row(world: World) -> None:
    """Whatever decides it again: it is left out, and the timeline says so."""
    shipped(world).late()
    row = world.row("late_parcel")
    loaded = world.store.load("demo", [])
    again = SendMessage(
        id=row.id, kind=row.kind, channel=row.channel, to=row.to, about=row.about, not_after=row.not_after
    )
    world.store.commit(loaded, Decision((again,)), Mark(shop="demo", event="x", receipt="r", now=world.now))
    world.pump()
    assert world.row("late_parcel") == row
    assert world.lines(row.about, "message.known") == [f"late_parcel: {row.id} was decided before"]
    assert notices(world) == ["2026-11-30"]


def test_a_notice_that_waited_for_the_morning_is_not_sent_if_the_parcel_came_first(world: World) -> None:
    asleep(world).late()
    assert world.row("late_parcel").status == "waiting"
    world.later(hours=1).scan("Delivered")
    world.now = MORNING
    world.tick()
    assert notices(world) == []
    assert "not late any more" in world.row("late_parcel").reason


def test_of_two_notices_that_waited_only_the_newest_date_is_told(world: World) -> None:
    asleep(world).late(date(2026, 11, 30))
    world.later(hours=1).late(date(2026, 12, 4))
    assert [row.status for row in world.rows("late_parcel")] == ["waiting", "waiting"]
    world.now = MORNING
    world.tick()
    assert notices(world) == ["2026-12-04"]
    (old,) = [row for row in world.rows("late_parcel") if row.status == "skipped"]
    assert old.reason == "a newer message tells of it"


def test_a_notice_without_a_date_gives_way_to_the_one_with_it(world: World) -> None:
    asleep(world).late(None)
    world.later(hours=1).late(LATE)
    world.now = MORNING
    world.tick()
    assert notices(world) == ["2026-11-30"]


def test_a_parcel_that_is_on_time_again_by_the_morning_is_not_called_late(world: World) -> None:
    asleep(world).late()
    world.later(hours=1).scan("InTransit", eta=date(2026, 11, 26))
    world.now = MORNING
    world.tick()
    assert notices(world) == []
    assert "not late any more" in world.row("late_parcel").reason


def test_and_hears_of_it_when_it_is_late_once_more(world: World) -> None:
    """What was never sent was never told."""
    asleep(world).late()
    world.later(hours=1).scan("InTransit", eta=date(2026, 11, 26))
    world.now = MORNING
    world.tick()
    world.later(hours=1).late()
    assert notices(world) == ["2026-11-30"]


def test_an_eta_that_flaps_does_not_repeat_itself_to_the_customer(world: World) -> None:
    shipped(world).late()
    for _ in range(3):
        world.later(hours=1).scan("InTransit", eta=date(2026, 11, 26))
        world.later(hours=1).late()
    assert notices(world) == ["2026-11-30"]


def test_two_workers_send_one_message(world: World) -> None:
    shipped(world)
    world.email.does.append(lambda: None)
    world.late()
    row = world.row("late_parcel")
    assert [world.deliver(row.id) for _ in range(3)] == ["not free"] * 3
    assert notices(world) == ["2026-11-30"]
