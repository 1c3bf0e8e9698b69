import json
from datetime import timedelta

import pytest

from chalicelib import react as movement
from chalicelib.care.state import Ref
from chalicelib.errors import MissingSecretError, StoreError, StoreUnavailableError
from chalicelib.gate import admit
from chalicelib.react import ATTEMPTS, BACKOFF, react
from chalicelib.receipts import Delivery, EventFate
from chalicelib.sources import shopify
from chalicelib.store.items import receipt_item
from ops.simulation import bodies
from ops.simulation.world import DEMO, DUE, World
from tests.movements.faults import FaultyStore, conflicts

ORDER = Ref("order", "shopify:1001000")


def test_done_says_what_became_of_each_event(world: World) -> None:
    receipt = world.receipt(world.order())
    assert (receipt.status, receipt.next_try) == ("done", None)
    assert receipt.fate == "OrderPlaced: done"
    assert receipt.events == (EventFate("shopify:order-placed:1001000", "OrderPlaced", "done"),)


def test_the_same_meaning_under_another_delivery_id_is_a_duplicate(world: World) -> None:
    world.order()
    body = bodies.order(1001, world.now, DUE)
    again = world.receipt(world.happens("shopify", body, webhook_id="another"))
    assert (again.status, again.fate) == ("duplicate", "OrderPlaced: duplicate")
    assert len(world.rows("order_received")) == 1


def test_what_concerns_nobody_is_ignored_with_the_reason(world: World) -> None:
    receipt = world.receipt(world.happens("shopify", b"{}", topic="fulfillment_events/delete"))
    assert receipt.status == "ignored"
    assert "a scan was taken back" in receipt.fate


def test_an_unknown_topic_is_kept_as_unknown(world: World) -> None:
    receipt = world.receipt(world.happens("shopify", b"{}", topic="moons/rise"))
    assert (receipt.status, receipt.fate, receipt.next_try) == ("unknown", "moons/rise", None)
    assert world.store.delivery(receipt.id) is not None


def test_an_unknown_status_counts_as_an_event_and_is_listed_as_unknown(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = world.happens("aftership", bodies.scan("N1", world.now, tag="Teleported"))
    receipt = world.receipt(id_)
    assert (receipt.status, receipt.next_try) == ("unknown", None)
    assert receipt.fate == "ParcelScanned: done; unknown: Teleported"
    assert receipt in world.store.receipts("demo", "unknown", 10)
    counted = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "UnknownStatuses" in line]
    assert [(each["UnknownStatuses"], each["source"]) for each in counted] == [([1.0], "aftership")]


def test_a_deployment_without_its_keys_takes_deliveries_in_and_works_on_them_once_they_are_there() -> None:
    world = World(store := FaultyStore())
    store.faults["commit"] = [MissingSecretError("secret /aftercare/test/keys does not exist")] * (ATTEMPTS + 2)
    id_ = world.order()
    for _ in range(ATTEMPTS + 1):
        world.tick(hours=2)
    assert world.receipt(id_).status == "waiting"
    assert "keys does not exist" in world.receipt(id_).fate
    world.tick(hours=2)
    assert world.receipt(id_).status == "done"


def test_what_cannot_be_read_is_parked_with_its_error_and_its_body(world: World) -> None:
    receipt = world.receipt(world.happens("shopify", b'{"id": broken'))
    assert (receipt.status, receipt.next_try, receipt.attempts) == ("parked", None, 1)
    assert "JSON" in receipt.fate
    kept = world.store.delivery(receipt.id)
    assert kept is not None
    assert kept.body == b'{"id": broken'
    assert world.store.receipts("demo", "parked", 10) == [receipt]


def test_a_parked_receipt_is_replayed_by_making_it_new(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as bug:
        bug.setitem(
            shopify.READERS, "orders/create", lambda *_: (_ for _ in ()).throw(movement.UnreadableError("a bug"))
        )
        receipt = world.receipt(world.order())
        assert (receipt.status, receipt.fate) == ("parked", "a bug")
    world.store.update_receipt(movement.replace(receipt, status="new"))
    world.pump()
    assert world.receipt(receipt.id).status == "done"
    assert world.the_order().name == "#1001"


def test_a_bug_is_tried_again_with_backoff_and_parked_at_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(shopify.READERS, "orders/create", broken)
    id_ = world.order()
    for attempt in range(1, ATTEMPTS):
        receipt = world.receipt(id_)
        assert (receipt.status, receipt.attempts) == ("waiting", attempt)
        assert receipt.next_try == world.now + BACKOFF * 2**attempt
        assert "ZeroDivisionError" in receipt.fate
        world.tick(seconds=(BACKOFF * 2**attempt).total_seconds())
    assert world.receipt(id_).status == "parked"
    assert world.receipt(id_).attempts == ATTEMPTS
    monkeypatch.undo()


def test_a_contended_subject_makes_the_receipt_wait_and_never_parks_it() -> None:
    store = FaultyStore()
    world = World(store)
    store.faults["commit"] = conflicts(5)
    id_ = world.order()
    assert (world.receipt(id_).status, world.receipt(id_).fate) == ("waiting", "moved")
    world.tick(minutes=2)
    assert world.receipt(id_).status == "done"


@pytest.mark.parametrize("call", ["receipt", "commit", "update_receipt"])
def test_a_store_that_is_away_leaves_the_receipt_to_the_sweep(call: str) -> None:
    store = FaultyStore()
    world = World(store)
    store.faults[call] = [StoreUnavailableError("throttled")]
    id_ = world.happens("shopify", bodies.order(1001, world.now, DUE))
    assert world.receipt(id_).status in ("new", "waiting")
    world.tick(minutes=5)
    assert world.receipt(id_).status == "done"
    assert world.email.kinds() == ["order_received"]


def test_a_receipt_that_is_gone_blocks_nobody_behind_it() -> None:
    store = FaultyStore()
    world = World(store)
    answer = world.post("shopify", bodies.order(1001, world.now, DUE))
    store.faults["update_receipt"] = [StoreError("there is no receipt r1")]
    react(world.services, answer.body.split('"')[3])
    assert store.calls["update_receipt"] == 1


def test_nothing_is_raised_for_one_record_of_a_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(shopify.READERS, "orders/cancelled", broken)
    monkeypatch.setattr(movement, "services", lambda: world.services)
    bad = world.post("shopify", bodies.cancelled(1002, world.now), topic="orders/cancelled")
    good = world.post("shopify", bodies.order(1001, world.now, DUE))
    images = [
        {"eventName": "INSERT", "dynamodb": {"NewImage": receipt_item(item).serialize()}} for item in world.stream
    ]
    assert movement.handle({"Records": images}) == {"batchItemFailures": []}
    statuses = [world.receipt(answer.body.split('"')[3]).status for answer in (bad, good)]
    assert statuses == ["waiting", "done"]


def test_a_closed_receipt_is_not_read_again(world: World) -> None:
    id_ = world.order()
    before = world.receipt(id_)
    world.later(hours=1)
    react(world.services, id_)
    react(world.services, "no such receipt")
    assert world.receipt(id_) == before


def test_a_body_that_is_gone_is_parked_and_says_so(world: World) -> None:
    answer = world.post("shopify", bodies.order(1001, world.now, DUE))
    id_ = answer.body.split('"')[3]
    del world.store._deliveries[id_]
    world.pump()
    assert world.receipt(id_).status == "parked"
    assert "35 days" in world.receipt(id_).fate


def test_a_batch_is_closed_after_its_last_event_and_half_of_it_is_not_done_twice() -> None:
    store = FaultyStore()
    world = World(store).staffed()
    changes = [json.loads(bodies.comment("Kde je to?", world.now, id_=f"1_{n}"))["entry"][0] for n in (1, 2)]
    body = json.dumps({"object": "page", "entry": changes}).encode()
    first = iter([None, *conflicts(5)])
    commit = store.commit

    def contended(*given: object, **more: object) -> str:
        if error := next(first, None):
            raise error
        return commit(*given, **more)

    store.commit = contended  # type: ignore[method-assign]
    id_ = world.happens("meta", body)
    assert world.receipt(id_).status == "waiting"
    assert len(world.subjects("case")) == 1
    world.tick(minutes=2)
    assert world.receipt(id_).status == "done"
    assert world.receipt(id_).fate == "MessageReceived: done; MessageReceived: done"
    assert len(world.subjects("case")) == 2
    assert world.tally("case_opened") == 2


def test_a_receipt_of_a_shop_that_the_policy_lost_waits_to_be_looked_at(world: World) -> None:
    admit("shopify", "gone", Delivery(body=b"{}"), world.store, world.now)
    world.pump()
    (receipt,) = world.store._receipts.values()
    assert receipt.status == "waiting"
    assert receipt.next_try == world.now + timedelta(minutes=2)


def test_what_ses_tells_counts_for_the_shop_of_the_mail(world: World) -> None:
    """SES's notices are told apart by tags that an identity's notification does not have."""
    world.policies = {"other": DEMO, "demo": DEMO}
    world.order()
    mail = world.row("order_received")
    world.said_by_ses(bodies.notice("Bounce", mail.id, world.now, bounceType="Permanent"))
    world.pump()
    assert world.customer.muted.keys() == {"all"}
    assert world.lines(ORDER, "mail.bounce") == [f"message {mail.id}, for good"]
    assert world.store.timeline("other", ORDER) == []
