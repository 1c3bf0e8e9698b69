"""What is behind a number: found on the weeks' own timelines, as real events leave it there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import (
    CaseBegun,
    CaseClaimed,
    CaseDismissed,
    CaseResolved,
    Event,
    Press,
    ReplyWritten,
    SolvedAnswered,
    TopicCorrected,
)
from chalicelib.care.goodwill_moved import done
from chalicelib.care.local_time import local_date
from chalicelib.care.state import Case, Goodwill, GoodwillState
from chalicelib.care.state.order import Told
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Money
from chalicelib.care.world import World as Known
from chalicelib.metrics.definitions import definition, definitions
from chalicelib.metrics.samples import SHOWN, Shown, has_sample, sample
from chalicelib.process import process
from chalicelib.store.port import Mark
from ops.simulation import bodies
from ops.simulation.cast import MARTA, ZUZANA
from ops.simulation.world import World
from tests.private import private_in
from tests.sources.payloads import body as payload

KEPT_OF_NONE = {
    "blocked_messages", "robot_messages", "on_time_rate", "processing_time", "transit_time",
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
    """A new number: give it a sample in metrics/samples.py, or name it above, and say why in definitions.toml."""
    assert {name for name, meant in definitions().items() if not has_sample(meant)} == KEPT_OF_NONE
    assert {name for name, meant in definitions().items() if meant.unsampled} == KEPT_OF_NONE


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


def happens(world: World, event: Event) -> None:
    """Something that needs no webhook."""
    assert process(world.services, event, event.key, world.now) == "done"
    world.pump()


def pressed(world: World, kind: type[Press], **more: Any) -> None:
    """An agent pressed something about the only case."""
    key = f"{kind.__name__}{world.now}"
    happens(world, kind(shop="demo", key=key, occurred_at=world.now, case_id=world.case.id, slack_user="U1", **more))


def test_behind_promises_and_dismissals_are_their_cases_with_what_became_of_them(shipped: World) -> None:
    world = shipped
    world.complains()
    for by in (world.now + timedelta(hours=5), None):
        world.later(minutes=5)
        pressed(world, ReplyWritten, text="Zistím to.", by=by)
    number = world.case.number
    assert [(one.number, one.how) for one in behind(world, "promises_kept")] == [(number, "kept")]
    pressed(world, CaseDismissed, why="mistake")
    assert [(one.number, one.how) for one in behind(world, "no_cases")] == [(number, "mistake")]


def test_what_was_dismissed_by_its_words_is_found_too(world: World) -> None:
    world.staffed(ZUZANA, MARTA).complains("Ďakujem pekne!")
    assert [one.how for one in behind(world, "no_cases")] == ["thanks"]
    assert behind(world, "cases") == []


def test_behind_cases_begun_is_the_case_that_an_agent_began(shipped: World) -> None:
    world = shipped
    happens(world, CaseBegun(
        shop="demo", key="b", occurred_at=world.now, slack_user="U1", who="#1001", what="case", text="Zavolať skladu."
    ))  # fmt: skip
    assert [(one.how, one.state) for one in behind(world, "cases_begun")] == [("case", "claimed")]


def test_behind_corrections_and_second_thoughts_are_the_cases_that_had_them(shipped: World) -> None:
    world = shipped
    world.complains()
    assert [behind(world, name) for name in ("topics_corrected", "recovered", "groups_opened")] == [[], [], []]
    pressed(world, TopicCorrected, topic="refund")
    assert [one.how for one in behind(world, "topics_corrected")] == ["refund"]
    pressed(world, CaseResolved)
    for key, solved, changed in (("1", True, 0), ("2", False, 0), ("3", True, 1)):
        world.later(minutes=5)
        answer = SolvedAnswered(
            shop="demo", key=key, occurred_at=world.now, case_id=world.case.id, cycle=1, solved=solved
        )
        happens(world, answer)
        assert [one.number for one in behind(world, "recovered")] == [world.case.number] * changed


def test_behind_contacts_after_a_notice_is_who_wrote_though_they_had_been_told(shipped: World) -> None:
    world = shipped
    world.complains()
    assert [len(behind(world, name)) for name in ("contacts_after_notice", "units_per_contact")] == [0, 1]
    pressed(world, CaseResolved)
    world.later(days=1).late()
    world.run(hours=20)
    world.later(days=8)
    world.complains("Kde je moja objednávka #1001?", id_="1_77", account="771", author="Nina")
    found = [one.on for one in behind(world, "contacts_after_notice", 20)]
    assert found == [local_date(world.now, "Europe/Bratislava")], "the first one was not told yet"
    every = [(ref, case) for (_, ref), (_, case) in world.store._subjects.items() if isinstance(case, Case)]
    presses = tuple(Put(subject=replace(case, channel="choice")) for _, case in every)
    mark = Mark(shop="demo", event="p", receipt="p", now=world.now)
    world.store.commit(world.store.load("demo", [ref for ref, _ in every]), Decision(presses), mark)
    for name in ("contacts_after_notice", "product_contacts", "channels_per_customer"):
        assert behind(world, name, 20) == [], "a press on the page behind a notice is no contact"


def test_behind_good_news_are_the_late_orders_that_were_told_it(shipped: World) -> None:
    world = shipped
    world.late()
    assert behind(world, "good_news") == []
    (ref,) = (ref for _, ref in world.store._subjects if ref.type == "order")
    loaded = world.store.load("demo", [ref])
    order = loaded.world.order(ref.id)
    assert order is not None
    told = replace(order, told=(*order.told, Told("good_news", world.now)))
    mark = Mark(shop="demo", event="g", receipt="g", now=world.now)
    world.store.commit(loaded, Decision((Put(subject=told),)), mark)
    assert [one.number for one in behind(world, "good_news")] == ["#1001"]


def test_a_sample_has_an_end(shipped: World) -> None:
    world = shipped
    for number in range(SHOWN + 2):
        world.complains(f"Kde je #1001? {number}", id_=f"1_{number}", account=f"7{number}", author="Nina")
    assert len(behind(world, "cases")) == SHOWN
