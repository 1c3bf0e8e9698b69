"""A message and its change come at one moment, to two workers: neither misses the other, whichever is first."""

import json
from collections.abc import Callable

import pytest

from chalicelib.care.decide import decide
from chalicelib.care.events import Event, Forgotten
from chalicelib.errors import ConflictError
from chalicelib.gather import gather
from chalicelib.receipts import Delivery
from chalicelib.sources import meta
from chalicelib.sources.base import Context
from chalicelib.store.port import Mark
from ops.simulation import bodies
from ops.simulation.cast import NOON
from ops.simulation.world import DEMO, World

CONTEXT = Context(shop="demo", receipt_id="r", received_at=NOON, accounts={"facebook_page_id": bodies.PAGE})
SAID, CHANGED = "Where is it? My number is 0905 123 456.", "Where is it?"


def event_of(world: World, verb: str, id_: str) -> Event:
    body = bodies.comment(
        SAID if verb == "add" else CHANGED, world.now, id_=id_, verb=verb, parent="" if id_ == "1_1" else "1_1"
    )
    (event,) = meta.read(Delivery(body=body), CONTEXT).events
    return event


def decided(world: World, event: Event) -> Callable[[], str]:
    """It is decided now, and committed when called."""
    loaded = gather(world.store, event, DEMO, world.now)
    decision = decide(loaded.world, event, world.now, DEMO)
    mark = Mark(shop="demo", event=event.key, receipt="r", now=world.now, outcome="done")
    return lambda: world.store.commit(loaded, decision, mark)


@pytest.mark.parametrize("known", [True, False], ids=["in a known thread", "the first of its thread"])
@pytest.mark.parametrize(
    ("first", "second"), [("add", "remove"), ("remove", "add"), ("add", "edited")], ids=lambda verb: str(verb)
)
def test_who_comes_second_is_decided_again(world: World, first: str, second: str, known: bool) -> None:
    if known:
        world.happens("meta", bodies.comment("Hello", world.now, id_="1_1"))
    id_ = "1_2" if known else "1_1"
    at_once, later = (decided(world, event_of(world, verb, id_)) for verb in (first, second))
    assert at_once() == "done"
    with pytest.raises(ConflictError):
        later()
    assert decided(world, event_of(world, second, id_))() == "done"
    words = json.dumps([line.text for case in world.subjects("case") for line in case.lines])
    assert SAID not in words
    assert (CHANGED in words) == (second == "edited")


def test_what_is_taken_back_of_somebody_forgotten_is_no_conflict(world: World) -> None:
    """The case that it had opened is still there, without its person and without its name."""
    world.happens("meta", bodies.comment(SAID, world.now, id_="1_1"))
    (case,) = world.subjects("case")
    forgotten = Forgotten(shop="demo", key="f", occurred_at=world.now, subject=str(case.ref), because="asked")
    assert decided(world, forgotten)() == "done"
    assert decided(world, event_of(world, "remove", "1_1"))() == "done"
