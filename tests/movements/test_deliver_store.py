"""What an agent gave on its way into a store: once, whatever is lost, and what the store says is what is known."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib import deliver_store
from chalicelib.care.rules import Authority
from chalicelib.care.state import Goodwill
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Limit, Money
from chalicelib.config import settings
from chalicelib.receipts import Delivery
from chalicelib.sources import standard
from ops.simulation.world import SECRETS, World
from tests.channels.fake_provider import Answer, Provider, running
from tests.channels.test_shopify import PAID

LIMITS = {"EUR": {kind: Limit(1000, 5000) for kind in GoodwillKind}}
ORDER = Answer(body={"data": {"order": PAID}})
MADE = Answer(body={"data": {"refundCreate": {"refund": {"legacyResourceId": "88"}, "userErrors": []}}})
NOBODY = Answer(rude=True)


@pytest.fixture
def store(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Shopify, and the shop's own system at the same address."""
    with running(ORDER) as provider:
        monkeypatch.setenv("AFTERCARE_SHOPIFY_API_URL", provider.url)
        monkeypatch.setitem(SECRETS["demo/outgoing"], "url", f"{provider.url}aftercare")
        settings.cache_clear()
        world.senders["store"] = deliver_store
        allows(world, {"shopify": "api"})
        world.staffed().order()
        world.complains()
        yield provider
    settings.cache_clear()


def allows(world: World, ways: dict[str, str]) -> None:
    authority = Authority(roles={"agent": LIMITS, "lead": LIMITS}, ways=ways)
    world.policies["demo"] = replace(world.policies["demo"], authority=authority)


def gives(world: World, kind: GoodwillKind = GoodwillKind.REFUND) -> Goodwill:
    world.gives(kind, Money(800, "EUR"), GoodwillReason.LATE)
    return entry(world)


def entry(world: World) -> Goodwill:
    found: Goodwill = world.subjects("goodwill")[-1]
    return found


def test_a_refund_is_made_in_the_store_and_told(world: World, store: Provider) -> None:
    store.answers[:] = [ORDER, MADE]
    made = gives(world)
    assert (made.state, made.reference) == ("done", "shopify:88")
    assert store.requests[0].json["variables"] == {"id": "gid://shopify/Order/1001000"}
    assert world.row("goodwill").status == "sent"
    assert world.email.kinds()[-1] == "goodwill_told"
    assert world.tally("goodwill_given") == 1
    assert world.tally("goodwill_given|minor=EUR") == 800


def test_an_answer_that_was_lost_is_asked_for_before_anything_is_repeated(world: World, store: Provider) -> None:
    store.answers[:] = [ORDER, NOBODY]
    made = gives(world)
    assert made.state == "approved"
    assert world.row("goodwill").status == "claimed"
    known = {**PAID, "refunds": [{"legacyResourceId": "88", "note": f"Aftercare {made.id}: late"}]}
    store.answers[:] = [Answer(body={"data": {"order": known}})]
    world.run(minutes=20)
    assert (entry(world).state, entry(world).reference) == ("done", "shopify:88")
    assert sum("refundCreate" in request.json["query"] for request in store.requests) == 1


def test_what_never_arrived_is_sent_again_with_the_same_key(world: World, store: Provider) -> None:
    store.answers[:] = [ORDER, NOBODY]
    gives(world)
    store.answers[:] = [ORDER, ORDER, MADE]
    world.run(minutes=20)
    assert entry(world).state == "done"
    keys = [r.json["variables"]["key"] for r in store.requests if "refundCreate" in r.json["query"]]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_what_the_store_refuses_is_said_in_its_words(world: World, store: Provider) -> None:
    said = [{"field": [], "message": "The payment is too old"}]
    store.answers[:] = [ORDER, Answer(body={"data": {"refundCreate": {"refund": None, "userErrors": said}}})]
    made = gives(world)
    assert (made.state, made.trouble) == ("failed", "Shopify says: The payment is too old")
    line = next(row for row in world.slack.sent if row.params.get("line") == "failed")
    assert "too old" in line.params["why"]
    assert "goodwill_told" not in world.email.kinds()


def test_a_voucher_has_a_code_of_its_own(world: World, store: Provider) -> None:
    free = {"codeDiscountNodeByCode": None, "shop": {"currencyCode": "EUR"}}
    node = {"codeDiscountNode": {"id": "gid://shopify/DiscountCodeNode/1"}, "userErrors": []}
    store.answers[:] = [Answer(body={"data": free}), Answer(body={"data": {"discountCodeBasicCreate": node}})]
    made = gives(world, GoodwillKind.THANK_YOU)
    assert made.state == "done"
    given = store.requests[1].json["variables"]["discount"]
    assert (given["code"], given["usageLimit"]) == (made.code, 1)
    assert world.row("goodwill_told").params["code"] == made.code


def reports(world: World, type_: str, **data: Any) -> None:
    body = {"type": type_, "timestamp": world.now.isoformat(), "data": {"goodwill_id": entry(world).id, **data}}
    world.happens("standard", json.dumps(body).encode(), id=f"{type_}-{world.now.timestamp()}")


def test_a_shops_own_system_is_told_by_a_signed_webhook_and_answers_later(world: World, store: Provider) -> None:
    allows(world, {"shopify": "webhook"})
    store.answers[:] = [Answer(status=202)]
    made = gives(world)
    assert made.state == "moving"
    (request,) = store.requests
    delivery = Delivery(headers=request.headers, body=request.body)
    standard.verify(delivery, SECRETS["demo/outgoing"], world.now)
    assert request.headers["idempotency-key"] == request.headers["webhook-id"] == made.id
    told = request.json
    assert told["type"] == "goodwill.requested.v1"
    assert told["data"]["amount"] == {"amount": "8.00", "currency": "EUR"}
    assert (told["data"]["order_id"], told["data"]["order_name"]) == ("shopify:1001000", "#1001")
    assert "Jana" not in request.body.decode(), "ids only"
    contract = json.loads((Path(__file__).parents[2] / "docs/schema/goodwill.requested.v1.json").read_text("utf-8"))
    Draft202012Validator(contract).validate(told)
    reports(world, "goodwill.done.v1", reference="RF-1")
    reports(world, "goodwill.failed.v1", reason="too late")
    assert (entry(world).state, entry(world).reference) == ("done", "standard:RF-1")
    assert world.email.kinds().count("goodwill_told") == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(body={"status": "done", "reference": "RF-1"}), "done"),
        (Answer(body={"status": "failed", "reason": "no such order"}), "failed"),
        (Answer(status=410), "failed"),
    ],
)
def test_a_shops_own_system_may_say_at_once_how_it_ended(
    world: World, store: Provider, answer: Answer, state: str
) -> None:
    allows(world, {"shopify": "webhook"})
    store.answers[:] = [answer]
    assert gives(world).state == state


def test_a_shops_own_system_that_fails_is_told_again_by_the_same_id(world: World, store: Provider) -> None:
    allows(world, {"shopify": "webhook"})
    store.answers[:] = [Answer(status=503), Answer(status=429), NOBODY, Answer(status=200)]
    made = gives(world)
    world.run(hours=2)
    assert entry(world).state == "moving"
    assert len(store.requests) == 4
    assert {request.headers["idempotency-key"] for request in store.requests} == {made.id}


def test_without_a_key_it_waits_and_is_given_up_in_the_end(world: World, store: Provider, monkeypatch: Any) -> None:
    allows(world, {"shopify": "webhook"})
    monkeypatch.setitem(SECRETS["demo/outgoing"], "url", "")
    gives(world)
    world.run(minutes=30)
    assert entry(world).state == "approved"
    assert not store.requests
    world.now += timedelta(days=3)
    world.tick()
    assert entry(world).state == "failed", "nothing has moved, and people know"


@pytest.mark.usefixtures("store")
def test_two_presses_at_one_moment_never_pass_the_limit_together(world: World) -> None:
    """The second press is decided on what was there before the first: the store refuses it, and it asks a lead."""
    allows(world, {"shopify": "person"})
    world.policies["demo"] = replace(world.policies["demo"], authority=Authority(
        roles={"agent": {"EUR": {"refund": Limit(1000, 1000)}}}, ways={},
    ))  # fmt: skip
    commit, between = (
        world.store.commit,
        [lambda: world.gives(GoodwillKind.REFUND, Money(800, "EUR"), GoodwillReason.LATE, view="V2", pump=False)],
    )

    def late(*args: Any, **named: Any) -> str:
        if between and any(getattr(each, "what", "") == "goodwill.approved" for each in args[1].effects):
            between.pop()()
        return commit(*args, **named)

    world.store.commit = late  # type: ignore[method-assign]
    world.gives(GoodwillKind.REFUND, Money(800, "EUR"), GoodwillReason.LATE, view="V1")
    states = sorted(each.state for each in world.subjects("goodwill"))
    assert states == ["asked", "moving"]
    (spending,) = world.subjects("spending")
    assert spending.spent == {"refund:EUR": 800}
