"""How much waits is looked at every few minutes, and only what changes anything becomes a receipt."""

from chalicelib.looking import look
from ops.simulation import bodies
from ops.simulation.world import World

ASKED = "Where is my parcel?"


def test_twenty_that_wait_are_one_alert_and_their_answers_its_end() -> None:
    world = World().staffed()
    for number in range(20):
        world.happens(
            "meta",
            bodies.comment(ASKED, world.now, f"{number}_0", f"Eva {number}", account=str(number)),
        )
    for _ in range(3):
        look(world.services, ["demo"])
        world.pump()
        world.later(minutes=5)
    alerts = world.rows("workload_alert")
    assert [row.params["waiting"] for row in alerts] == ["20"]
    assert alerts[0].to == "agent:U9"
    assert alerts[0].params["topic"] == world.subjects("case")[0].topic != ""


def test_between_the_fives_nothing_is_read() -> None:
    world = World().staffed()
    world.later(minutes=1)
    look(world.services, ["nobody"])  # a shop that there is not
    assert world.now.minute % 5
