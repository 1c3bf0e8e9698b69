"""An erasure as it is carried out: in slices, over everything of one person, and of nobody else."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import deliver_slack, erase, nightly, proofs, trace
from chalicelib.care.state import Case, Ref
from chalicelib.channels import slack
from chalicelib.errors import LinkError, PermanentError, TemporaryError
from chalicelib.export import file_name
from chalicelib.gate import admit
from chalicelib.receipts import Delivery
from chalicelib.secrets import keys
from ops.simulation import bodies
from ops.simulation.world import DEMO, World
from tests.rules import erasing
from tests.rules.erasing import Chat


@pytest.fixture(autouse=True)
def chat(world: World, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Slack's real side over its stand-in."""
    world.senders["slack"] = deliver_slack
    return Chat(monkeypatch)


def redacted(world: World, topic: str = "customers/redact", **body: Any) -> None:
    content = {"shop_id": 5, "customer": {"id": 77, "email": "jana@example.sk"}, **body}
    headers = {"topic": topic, "webhook_id": f"{topic}{world.said}"}
    world.said += 1
    world.happens("shopify", json.dumps(content).encode(), **headers)


def test_the_receipt_proves_what_was_done_and_names_nobody(world: World, chat: Chat) -> None:
    world.staffed().order()
    world.complains()
    customer = world.customer
    done = world.store.erasure("demo", erasing.erase(world))
    assert done
    assert done.done_at
    claims = proofs.read(keys().link, done.proof)
    counts = {name: n for name, n in claims["counts"].items() if name not in ("messages", "lines")}
    assert counts == {"orders": 1, "cases": 1, "customers": 1, "bodies": 3, "posts": 1}
    assert claims["who"] == proofs.who(keys().hash, "demo", customer.ref)
    assert customer.id not in done.proof + repr(claims)
    assert (done.todo, done.seen) == ((), ())
    left = [line.what for ref in (customer.ref, world.case.ref) for line in world.store.timeline("demo", ref)]
    assert left == ["customer.erased", "case.erased"]
    assert chat.workspace.messages == []


def test_nobody_elses_things_are_touched(world: World, chat: Chat) -> None:
    world.staffed().order()
    world.order(1002, customer=erasing.OTHER)
    world.complains("Kde je #1002?", author="Eva Malá", id_="2_2")
    eva = next(each for each in world.subjects("customer") if each.first_name == "Eva")
    jana = next(each for each in world.subjects("customer") if each.id != eva.id)
    before = [row for row in world.rows() if row.to == str(eva.ref)]
    erasing.erase(world, jana.id)
    assert eva in world.subjects("customer")
    assert world.case.lines[0].text == "Kde je #1002?"
    assert [row for row in world.rows() if row.to == str(eva.ref)] == before
    assert len(chat.workspace.messages) == 1
    assert sum(b"eva@example.sk" in each.body for each in world.store._deliveries.values()) == 1


def test_what_waited_to_be_sent_is_not_sent(world: World) -> None:
    world.email.does.extend([TemporaryError("busy", retry_after=7200)] * 3)
    world.staffed().order()
    world.ships()
    assert {row.status for row in world.rows() if row.channel == "email"} == {"waiting"}
    erasing.erase(world)
    world.run(hours=3)
    assert world.email.sent == []
    assert {row.reason for row in world.rows() if row.channel == "email"} == {"the customer was erased"}


def test_a_message_decided_before_is_skipped_though_the_work_has_not_come_to_it(world: World) -> None:
    world.email.does.append(TemporaryError("busy", retry_after=600))
    world.order()
    world.post("shopify", json.dumps({"customer": {"id": 77}}).encode(), topic="customers/redact", webhook_id="r")
    while world.stream:
        world.flow(world.stream.popleft())
    row = world.row("order_received")
    world.later(minutes=20)
    assert world.deliver(row.id) == "skipped"
    assert "order_received.skipped" in [line.what for line in world.store.timeline("demo", row.about)]


def test_what_an_earlier_version_remembered_by_its_row_alone_goes_from_slack_too(world: World, chat: Chat) -> None:
    world.staffed().order()
    world.ships()
    world.late()
    places = world.store._posts
    for shop, anchor in list(places):
        places[shop, anchor.partition("@")[0]] = places.pop((shop, anchor))
    assert {anchor for _, anchor in places} == {f"row:{world.row('late_parcel_line').id}"}
    done = world.store.erasure("demo", erasing.erase(world))
    assert done
    assert (done.counts["posts"], chat.workspace.messages, places) == (1, [], {})


@pytest.mark.parametrize("steps", [3, 40])
def test_the_store_asks_and_the_team_is_told(
    world: World, chat: Chat, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """However many slices it takes: what tells of it is about whom it erases, and stays."""
    monkeypatch.setattr(erase, "STEPS", steps)
    world.staffed().order()
    customer = world.customer
    redacted(world, orders_to_redact=[1001000])
    erasing.settle(world)
    (line,) = chat.workspace.messages
    assert str(customer.ref) in line.text
    assert "Jana" not in line.text
    (done,) = world.store.erasures("demo", 9)
    assert (done.by, done.done_at is not None) == ("shopify", True)
    assert [each for each in world.store._deliveries.values() if b"jana" in each.body] == []


def test_somebody_unknown_goes_from_what_led_to_nothing(world: World) -> None:
    world.happens("shopify", b'{"email": "jana@example.sk", broken')
    world.happens("shopify", b'{"email": "eva@example.sk", broken', webhook_id="w2")
    redacted(world)
    erasing.settle(world)
    left = [each.body for each in world.store._deliveries.values()]
    assert b'{"email": "eva@example.sk", broken' in left
    assert not [body for body in left if b"jana" in body]
    assert {r.status for r in world.store._receipts.values() if r.source == "shopify"} == {"ignored", "parked", "done"}


def test_news_that_comes_later_does_not_bring_them_back(world: World) -> None:
    world.staffed().order()
    world.ships()
    erasing.erase(world)
    world.scan("Delivered", "Delivered_001", words="left with Eva at Dlhá 5")
    world.happens("shopify", bodies.order(1001, world.now, None), topic="orders/updated", webhook_id="u1")
    assert world.parcel.detail == ""
    assert world.customer.email == ""
    world.run(hours=2)
    assert not [d for d in world.store._deliveries.values() if b"jana" in d.body or "Dlhá".encode() in d.body]
    assert world.email.kinds() == ["order_received", "order_shipped"]
    rows = len(world.rows("erasure"))
    world.run(hours=5)
    assert len(world.rows("erasure")) == rows, "an erasure is no news about the erased"


def test_an_old_receipt_cannot_be_read_again(world: World) -> None:
    receipt = world.receipt(world.order())
    erasing.erase(world)
    world.store.update_receipt(replace(receipt, status="new"))
    world.pump()
    assert "body is gone" in world.receipt(receipt.id).fate
    assert world.customer.email == ""


def test_who_orders_again_is_a_new_customer(world: World) -> None:
    world.order()
    erasing.erase(world)
    world.order(1002)
    old, new = sorted(world.subjects("customer"), key=lambda each: each.email)
    assert (old.email, new.email, new.orders) == ("", "jana@example.sk", 1)
    assert world.email.kinds()[-1] == "order_received"


def test_every_order_is_found_however_many_there_were(world: World) -> None:
    for number in range(1001, 1026):
        world.order(number)
    assert len(world.customer.order_ids) == 20
    erasing.erase(world)
    assert all(order.erased_at for order in world.subjects("order"))
    assert not [d for d in world.store._deliveries.values() if b"jana" in d.body]


def test_a_message_that_is_being_sent_is_waited_for(world: World) -> None:
    world.order()
    (row,) = world.rows("order_received")
    later = world.now + timedelta(hours=1)
    world.store._rows[row.id] = replace(row, status="claimed", claimed_at=world.now, next_try=later)
    id_ = erasing.erase(world)
    done = world.store.erasure("demo", id_)
    assert done
    assert done.done_at is None
    assert world.row("erasure").reason == "a message of theirs is being sent just now"
    world.store._rows[row.id] = replace(world.store._rows[row.id], status="sent", next_try=None)
    erasing.settle(world, 5)
    finished = world.store.erasure("demo", id_)
    assert finished
    assert finished.done_at


@pytest.mark.parametrize(
    ("error", "posts"),
    [(PermanentError("Slack says message_not_found"), "posts_gone_before"), (PermanentError("no"), "posts_left")],
)
def test_what_slack_will_not_delete_is_counted_not_hidden(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, posts: str
) -> None:
    world.staffed().order()
    world.complains()
    _refusing(monkeypatch, lambda: error)
    done = world.store.erasure("demo", erasing.erase(world))
    assert done
    assert (done.counts[posts], done.counts.get("posts", 0)) == (1, 0)


def test_when_slack_is_busy_the_work_goes_on_later(world: World, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    world.staffed().order()
    world.complains()
    busy = [TemporaryError("Slack asks us to wait", retry_after=90)] * 2
    _refusing(monkeypatch, lambda: busy.pop() if busy else None)
    done = world.store.erasure("demo", erasing.erase(world))
    assert done
    assert done.done_at
    assert world.row("erasure").attempts <= 2, "waiting uses up no try"
    assert chat.workspace.messages == []


def _refusing(monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception | None]) -> None:
    real = slack.call

    def call(method: str, *given: Any, **more: Any) -> Any:
        if method == "chat.delete" and (raised := error()):
            raise raised
        return real(method, *given, **more)

    monkeypatch.setattr(slack, "call", call)


class Crash(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("name", ["put_erasure", "drop_body", "wipe_row", "drop_lines", "drop_post", "commit"])
def test_a_crash_in_the_middle_goes_on_where_it_was(
    world: World, chat: Chat, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    world.staffed().order()
    world.complains()
    monkeypatch.setattr(erase, "STEPS", 3)
    calls = [0]
    real = getattr(world.store, name)

    def crashing(*given: Any, **more: Any) -> Any:
        calls[0] += 1
        answer = real(*given, **more)
        if calls[0] in (2, 4):
            raise Crash
        return answer

    body = json.dumps({"said": "x", "erase": {"subject": str(world.customer.ref)}}).encode()
    _operator(world, body)
    while world.stream:
        world.flow(world.stream.popleft())
    monkeypatch.setattr(world.store, name, crashing)
    for _ in range(80):
        try:
            world.tick(minutes=1)
        except Crash:
            continue
    (done,) = world.store.erasures("demo", 9)
    assert done.done_at
    assert not [each for each in world.store._deliveries.values() if "jana" in repr(each).casefold()]
    assert chat.workspace.messages == []


def _operator(world: World, body: bytes) -> None:
    admit("operator", "demo", Delivery(body=body), world.store, world.now)


def test_what_is_known_is_put_together_when_the_store_asks(world: World, chat: Chat) -> None:
    world.staffed().order()
    world.complains()
    redacted(world, "customers/data_request", data_request={"id": 9}, orders_requested=[1001000])
    erasing.settle(world, 3)
    line = chat.workspace.messages[-1].text
    row = world.row("data_request")
    assert file_name(row.id) in line
    assert "2026-12-23" in line
    kept = world.store.file(file_name(row.id))
    assert kept
    document = json.loads(kept)
    assert document["customers"][0]["email"] == "jana@example.sk"
    assert [order["name"] for order in document["orders"]] == ["#1001"]
    assert document["cases"][0]["lines"][0][3].startswith("Kde je")
    assert {message["kind"] for message in document["messages"]} >= {"order_received", "case_card"}
    assert any("jana@example.sk" in delivery["body"] for delivery in document["deliveries"])
    assert document["timelines"][str(world.customer.ref)] != []
    erasing.erase(world)
    assert world.store.file(file_name(row.id)) is None


def test_a_whole_shop_is_erased_after_its_wait(world: World) -> None:
    world.staffed().order()
    world.order(1002, customer=erasing.OTHER)
    world.complains("Odkaz", author="Cudzí Človek", id_="9_9")
    redacted(world, "shop/redact", shop_domain="lumen-demo.myshopify.com")
    erasing.settle(world, 5)
    assert all(each.erased_at is None for each in world.subjects("customer"))
    world.later(days=3)
    erasing.settle(world, 90)
    assert all(each.erased_at and not each.email for each in world.subjects("customer"))
    assert all(case.lines == () for case in world.subjects("case"))
    text = repr(list(world.store._deliveries.values()))
    assert "eva@example.sk" not in text
    assert "Cudz" not in text
    assert [order.name for order in world.subjects("order")] == ["#1001", "#1002"]
    assert all(each.done_at for each in world.store.erasures("demo", 9))


def test_the_wish_to_erase_a_shop_can_be_held(world: World) -> None:
    world.order()
    redacted(world, "shop/redact")
    world.store.put_setting("demo", "pause", {"shop_erasure": "a mistake"}, "eva", world.now)
    world.later(days=3)
    erasing.settle(world, 30)
    assert world.customer.erased_at is None
    assert world.row("shop_erasure").reason == "paused: a mistake"


def test_in_observe_mode_people_are_erased_all_the_same() -> None:
    world = World(policies={"demo": replace(DEMO, mode="observe")})
    world.senders["slack"] = deliver_slack
    world.order()
    erasing.erase(world)
    assert world.customer.email == ""


def test_a_stranger_is_erased_by_their_case(world: World) -> None:
    world.staffed().complains("Kde je balík?", author="Cudzí Človek")
    case = world.case
    _operator(world, json.dumps({"said": "s", "erase": {"subject": str(case.ref)}}).encode())
    erasing.settle(world)
    assert (world.case.author_name, world.case.lines) == ("", ())
    assert not [each for each in world.store._deliveries.values() if "Cudz" in repr(each)]


def test_the_night_forgets_what_was_kept_long_enough(world: World, chat: Chat) -> None:
    world.staffed().order()
    world.complains()
    world.press("case_resolve")
    assert nightly.look_at_kept(world.services, ["demo"]) == {"demo": 0}
    world.later(days=731)
    assert nightly.look_at_kept(world.services, ["demo"]) == {"demo": 1}
    erasing.settle(world)
    case: Case = world.case
    assert (case.lines, case.resolved_at is not None, world.customer.email) == ((), True, "jana@example.sk")
    assert not [message for message in chat.workspace.messages if message.blocks], "the card goes with its words"
    world.later(days=400)
    nightly.look_at_kept(world.services, ["demo"])
    erasing.settle(world)
    assert world.customer.email == ""
    assert nightly.look_at_kept(world.services, ["demo"]) == {"demo": 0}


def test_the_words_of_a_withdrawn_message_go_from_what_it_left(world: World, chat: Chat) -> None:
    world.staffed().complains("Tajne slovo")
    world.complains("Este tajnejsie", id_="1_2", parent="1_1")
    assert "tajnejsie" in chat.words()
    (line,) = [line for line in world.case.lines if "tajnejsie" in line.text]
    removed = json.loads(bodies.comment("", world.now, id_="1_2", parent="1_1"))
    removed["entry"][0]["changes"][0]["value"]["verb"] = "remove"
    world.happens("meta", json.dumps(removed).encode())
    erasing.settle(world, 3)
    assert line.item
    assert "tajnejsie" not in chat.words()
    assert not [row for row in world.rows() if "tajnejsie" in repr(row.params)]
    assert not [each for each in world.store._deliveries.values() if b"tajnejsie" in each.body]
    assert [each for each in world.store._deliveries.values() if b"Tajne slovo" in each.body]


@pytest.mark.parametrize(
    ("texts", "body", "found"),
    [
        ({"jana@example.sk"}, b"email=Jana%40example.sk&x=1", True),
        ({"jana@example.sk"}, b'{"email": "dajana@example.sk"}', False),
        ({"Jana Kováčová"}, b'{"name": "Jana Kov\\u00e1\\u010dov\\u00e1"}', True),
        ({"7115254620512387"}, b'{"id": 7115254620512387}', True),
        ({"7115254620512387"}, b'{"id": 71152546205123879}', False),
        ({"77"}, b'{"id": 77}', False),
    ],
)
def test_a_delivery_is_known_by_what_it_says(texts: set[str], body: bytes, found: bool) -> None:
    wanted = trace.pattern(texts)
    assert (wanted is not None and trace.names(Delivery(body=body), wanted)) is found


def test_a_receipt_that_was_changed_proves_nothing() -> None:
    with pytest.raises(LinkError):
        proofs.read(keys().link, "x.y")
    assert proofs.who({"1": b"a", "2": b"b"}, "demo", Ref("customer", "c1")).startswith("2.")
