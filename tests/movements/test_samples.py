"""What is behind a number: found on the weeks' own timelines, as real events leave it there."""

from datetime import timedelta

import pytest

from chalicelib.care.effects import Note
from chalicelib.care.events import CaseClaimed
from chalicelib.care.goodwill_moved import done
from chalicelib.care.local_time import local_date
from chalicelib.care.state import Goodwill, GoodwillState
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Money
from chalicelib.care.world import World as Known
from chalicelib.metrics.definitions import definition, definitions
from chalicelib.metrics.samples import SHOWN, Shown, has_sample, sample
from ops.simulation import bodies
from ops.simulation.cast import MARTA, ZUZANA
from ops.simulation.world import World
from tests.private import private_in
from tests.sources.payloads import body as payload

KEPT_OF_NONE = {
    "units_per_contact", "no_cases", "blocked_messages", "recovered", "promises_kept", "topics_corrected",
    "contacts_after_notice", "on_time_rate", "processing_time", "transit_time", "robot_messages", "groups_opened",
    "cases_begun", "good_news",
}  # fmt: skip


def behind(world: World, name: str, days: int = 0) -> list[Shown]:
    """What is behind the number of the last days."""
    zone = world.policies["demo"].shop.zone
    today = local_date(world.now, zone)
    return list(sample(world.store, "demo", zone, definition(name), today - timedelta(days=days), today))


@pytest.fixture
def shipped(world: World) -> World:
    """A team, and an order on its way."""
    world.staffed(ZUZANA, MARTA).order()
    world.ships()
    return world


def test_what_has_no_sample_is_known() -> None:
    """A new number: give it a sample in metrics/samples.py, or name it above."""
    assert {name for name, meant in definitions().items() if not has_sample(meant)} == KEPT_OF_NONE


def test_behind_late_parcels_are_the_orders_with_their_causes(shipped: World) -> None:
    world = shipped
    world.late()
    found = behind(world, "late_parcels")
    assert [(one.number, one.how, one.state) for one in found] == [("#1001", "weather", "open")]
    assert behind(world, "told_before_asked") == found
    assert private_in(repr(found)) == []
    world.later(days=2)
    assert behind(world, "late_parcels") == []
    assert len(behind(world, "late_parcels", 2)) == 1


def test_behind_returns_are_the_orders_once_each(shipped: World) -> None:
    world = shipped
    for topic in ("returns/request", "returns/approve"):
        world.later(minutes=1).happens("shopify", bodies.sent_back(1001, world.now), topic=topic, webhook_id=topic)
    assert [(one.number, one.how) for one in behind(world, "units_returned")] == [("#1001", "requested")]


def test_behind_scores_are_those_of_the_same_survey(world: World) -> None:
    world.happens("typeform", payload("typeform", "nps"))
    (one,) = behind(world, "nps")
    assert one.how.startswith("nps ")
    assert behind(world, "survey_response_rate") == [one]
    assert behind(world, "csat") == []
    assert private_in(repr(one)) == []


def test_behind_goodwill_is_its_case_with_the_way_to_its_card(world: World) -> None:
    world.staffed(ZUZANA, MARTA).complains()
    case = world.case
    entry = Goodwill(
        id="g1", kind=GoodwillKind.REFUND, amount=Money(500, "EUR"), reason=GoodwillReason.LATE, case_id=case.id,
        agent_id="U1", agent_name="Zuzana", state=GoodwillState.MOVING, asked_at=world.now,
    )  # fmt: skip
    event = CaseClaimed(shop="demo", key="k", occurred_at=world.now, case_id=case.id, slack_user="U1")
    decision = done(Known({case.ref: case}, {}), entry, event, world.now, world.policies["demo"], "r1")
    (note,) = (each for each in decision.effects if isinstance(each, Note) and each.about.type == "given")
    world.store.observe("demo", note.about, note.what, note.why, world.now)
    world.store.put_post("demo", f"case:{case.id}:card", {"channel": "C1", "ts": "1.5"})
    (one,) = behind(world, "goodwill_given")
    assert (one.number, one.how, one.address) == (case.number, "refund late", "https://slack.com/archives/C1/p15")


def test_a_sample_has_an_end(shipped: World) -> None:
    world = shipped
    for number in range(SHOWN + 2):
        world.complains(f"Kde je #1001? {number}", id_=f"1_{number}", account=f"7{number}", author="Nina")
    assert len(behind(world, "cases")) == SHOWN
