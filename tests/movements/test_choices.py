"""A choice from the press on its page until the store has done it, or a person has the task."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import deliver_store
from chalicelib.care.choice_rules import Choices, Offers
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.config import settings
from chalicelib.gate import admit
from chalicelib.receipts import Delivery
from ops.simulation import bodies
from ops.simulation.world import World
from tests.channels.fake_provider import Answer, Provider, running

OFFERS = Offers(late=tuple(ChoiceKind))


def order(cancelled: bool = False, left: str = "UNFULFILLED") -> Answer:
    known = {"cancelledAt": "2026-11-28T09:00:00Z" if cancelled else None, "displayFulfillmentStatus": left}
    return Answer(body={"data": {"order": known}})


TAKEN = Answer(body={"data": {"orderCancel": {"job": {"id": "gid://shopify/Job/1"}, "orderCancelUserErrors": []}}})


@pytest.fixture
def store(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Shopify, and an order that was told late before anything of it had left."""
    with running(order()) as provider:
        monkeypatch.setenv("AFTERCARE_SHOPIFY_API_URL", provider.url)
        settings.cache_clear()
        world.senders["store"] = deliver_store
        policy = world.policies["demo"]
        choices = Choices(unshipped=OFFERS, shipped=OFFERS, by_store=True)
        world.policies["demo"] = replace(policy, choices=choices)
        world.staffed().order()
        world.run(days=4, hours=21)
        assert world.email.kinds()[-1] == "late_parcel"
        yield provider
    settings.cache_clear()


def chooses(world: World, choice: str, form: str = "f1", **more: str) -> None:
    claims = {"kind": "choice", "order": world.the_order().id, "shop": "demo"}
    body: dict[str, Any] = {"form": form, "choice": choice, "claims": claims, **more}
    admit("page", "demo", Delivery(body=json.dumps(body).encode()), world.store, world.now)
    world.pump()


def wishes(store: Provider) -> int:
    return sum("orderCancel" in request.json["query"] for request in store.requests)


def test_shopify_cancels_once_and_the_customer_hears_when_it_is_done(world: World, store: Provider) -> None:
    store.answers[:] = [order(), TAKEN, order(), order(cancelled=True)]
    chooses(world, "cancel")
    assert "choice_confirmed" not in world.email.kinds()
    world.run(minutes=5)
    assert world.the_order().choices[-1].state == "done"
    assert world.email.kinds()[-1] == "choice_confirmed"
    assert wishes(store) == 1
    assert world.tally("choice_made") == 1
    assert not world.subjects("case")


def test_the_stores_own_word_may_come_before_our_second_look(world: World, store: Provider) -> None:
    store.answers[:] = [order(), TAKEN, order(), order(cancelled=True)]
    chooses(world, "cancel")
    world.happens("shopify", bodies.cancelled(1001, world.now), topic="orders/cancelled", webhook_id="c1001")
    world.run(minutes=5)
    assert world.the_order().choices[-1].state == "done"
    assert world.email.kinds()[-1] == "choice_confirmed"
    assert wishes(store) == 1
    assert not world.subjects("case")


def test_the_same_press_delivered_twice_is_one_wish(world: World, store: Provider) -> None:
    store.answers[:] = [order(), TAKEN, order(cancelled=True)]
    for _ in range(2):
        chooses(world, "cancel")
    assert wishes(store) == 1
    assert len(world.the_order().choices) == 1


def test_an_answer_that_was_lost_is_asked_for_before_anything_is_repeated(world: World, store: Provider) -> None:
    store.answers[:] = [order(), Answer(rude=True)]
    chooses(world, "cancel")
    store.answers[:] = [order(cancelled=True)]
    world.run(minutes=20)
    assert world.the_order().choices[-1].state == "done"
    assert wishes(store) == 1


def test_what_has_left_in_the_store_becomes_a_task_that_is_promised_by_a_day(world: World, store: Provider) -> None:
    store.answers[:] = [order(left="PARTIALLY_FULFILLED")]
    chooses(world, "cancel")
    chosen = world.the_order().choices[-1]
    assert (chosen.state, chosen.trouble) == ("agent", "something of the order has left already, or is being packed")
    assert (world.case.channel, world.case.topic) == ("choice", "cancellation")
    assert world.row("choice_confirmed").params["by"] == str(chosen.by)
    assert wishes(store) == 0


def test_a_shop_that_stays_away_is_a_persons_after_two_hours(world: World, store: Provider) -> None:
    store.answers[:] = [Answer(status=503)]
    chooses(world, "cancel")
    world.run(hours=3)
    assert world.the_order().choices[-1].state == "agent"
    assert world.case.topic == "cancellation"


def test_a_task_keeps_the_customers_words_until_they_are_erased(world: World, store: Provider) -> None:
    assert store.url
    chooses(world, "swap", words="Radšej Lunu", by="2026-12-01")
    assert [line.text for line in world.case.lines] == ["Radšej Lunu"]
    assert str(world.the_order().choices[-1].by) == "2026-12-01"
