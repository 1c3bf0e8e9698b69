import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import gate
from chalicelib.errors import ConfigError, StoreUnavailableError
from chalicelib.gate import LIMIT_BYTES, Answer, admit, receive
from chalicelib.observability import logger, metrics
from chalicelib.receipts import Delivery, Receipt
from chalicelib.sources.base import Secrets
from chalicelib.store.memory import MemoryStore
from ops.signing import sign
from tests.sources.payloads import NOW, body, delivery, lower

SECRETS: dict[str, Secrets] = {
    "shopify": {"signing": ["a-new-secret"]},
    "meta": {"signing": ["a-new-secret"], "verify_token": ["let-me-in"]},
    "x": {"signing": ["a-new-secret"]},
}
HANDSHAKE = {"hub.mode": "subscribe", "hub.verify_token": "let-me-in", "hub.challenge": "1158201444"}


class DownStore(MemoryStore):
    """A store that cannot be reached."""

    def put_receipt(self, receipt: Receipt, delivery: Delivery) -> bool:  # noqa: ARG002 - the port's signature
        raise StoreUnavailableError("throttled")


class Lines(logging.Handler):
    """What was logged, as the log gets it."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record.__dict__ | {"text": record.getMessage()})

    def only(self) -> dict[str, Any]:
        assert len(self.records) == 1
        return self.records[0]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def _metrics_of_this_test() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def secrets_for(shop: str, source: str) -> Secrets:
    if source not in SECRETS:
        raise ConfigError(f"secret test/{shop}/{source} does not exist")
    return SECRETS[source]


def post(
    store: MemoryStore, given: Delivery, source: str = "shopify", shop: str = "demo", method: str = "POST"
) -> Answer:
    return receive(source, shop, given, store, secrets_for, NOW, shops={"demo"}, method=method)


def ask(store: MemoryStore, query: dict[str, str], source: str = "meta", method: str = "GET") -> Answer:
    return post(store, Delivery(query=query), source=source, method=method)


def stored(store: MemoryStore) -> list[Receipt]:
    return store.due(NOW + timedelta(days=1), 100)[1]


def shopify(content: bytes = b"{}", **hints: str) -> Delivery:
    return Delivery(headers=lower(sign("shopify", content, SECRETS["shopify"], NOW, **hints)), body=content)


def test_a_signed_delivery_is_stored_and_its_receipt_named(store: MemoryStore) -> None:
    given = delivery("shopify", "orders_create")
    answer = post(store, given)
    assert (answer.status, answer.content_type) == (200, "application/json")
    receipt = store.receipt(json.loads(answer.body)["receipt"])
    assert receipt is not None
    assert (receipt.shop, receipt.source, receipt.status, receipt.received_at) == ("demo", "shopify", "new", NOW)
    assert receipt.next_try == NOW + timedelta(minutes=5)
    kept = store.delivery(receipt.id)
    assert kept is not None
    assert (kept.body, kept.headers["x-shopify-topic"]) == (body("shopify", "orders_create"), "orders/create")


def test_the_same_delivery_again_gets_the_same_answer_and_is_stored_once(store: MemoryStore) -> None:
    given = delivery("shopify", "orders_create")
    assert post(store, given) == post(store, given)
    assert len(stored(store)) == 1


def test_the_same_body_under_another_delivery_id_is_another_receipt(store: MemoryStore) -> None:
    assert post(store, shopify(webhook_id="w1")) != post(store, shopify(webhook_id="w2"))
    assert len(stored(store)) == 2


def test_header_names_may_come_in_any_case(store: MemoryStore) -> None:
    headers = {name.upper(): value for name, value in shopify().headers.items()}
    assert post(store, Delivery(headers=headers, body=b"{}")).status == 200


def test_broken_json_with_the_right_signature_is_stored(store: MemoryStore) -> None:
    answer = post(store, shopify(b"{broken"))
    assert answer.status == 200
    assert len(stored(store)) == 1


def test_an_unknown_topic_is_stored(store: MemoryStore) -> None:
    assert post(store, shopify(topic="carts/update")).status == 200
    assert len(stored(store)) == 1


@pytest.mark.parametrize("source", ["nobody", "", "../shopify", "slack", "page", "clock", "ses", "base", "fields"])
def test_an_unknown_source_is_404_and_our_own_are_unknown_outside(store: MemoryStore, source: str) -> None:
    assert post(store, shopify(), source=source).status == 404
    assert stored(store) == []


@pytest.mark.parametrize(("sources", "status"), [({"slack"}, 200), ({"shopify"}, 404)])
def test_an_address_takes_only_its_own_sources(store: MemoryStore, sources: set[str], status: int) -> None:
    given = delivery("slack", "block_actions_claim")
    answer = receive("slack", "demo", given, store, lambda *_: SECRETS["shopify"], NOW, shops={"demo"}, sources=sources)
    assert answer.status == status


def test_a_wrong_signature_is_401_and_the_log_tells_what_to_fix(store: MemoryStore, lines: Lines) -> None:
    headers = {**shopify().headers, "x-shopify-hmac-sha256": "bm90IGl0"}
    assert post(store, Delivery(headers=headers, body=b"{}")).status == 401
    assert stored(store) == []
    line = lines.only()
    assert (line["text"], line["levelname"]) == ("delivery refused", "WARNING")
    assert (line["source"], line["shop"]) == ("shopify", "demo")
    assert "matches none of the 1 live secrets" in line["why"]
    assert "DeliveryRefused" in metrics.metric_set


def test_a_missing_signature_is_401(store: MemoryStore) -> None:
    assert post(store, Delivery(headers={"x-shopify-topic": "orders/create"}, body=b"{}")).status == 401


def test_nothing_secret_or_personal_is_logged_or_answered(store: MemoryStore, lines: Lines) -> None:
    good = delivery("shopify", "orders_create")
    bad = Delivery(headers={**good.headers, "x-shopify-hmac-sha256": "d3Jvbmc="}, body=good.body)
    answers = [post(store, good), post(store, bad), post(DownStore(), good), post(store, good, source="aftership")]
    assert [answer.status for answer in answers] == [200, 401, 503, 503]
    told = repr(lines.records) + repr(answers)
    signature = good.headers["x-shopify-hmac-sha256"]
    assert not [word for word in ("a-new-secret", signature, "d3Jvbmc=", "Jana", "kovacova", "905 123") if word in told]


def test_an_unknown_shop_is_503_so_that_the_vendor_does_not_give_up(store: MemoryStore, lines: Lines) -> None:
    assert post(store, shopify(), shop="x" * 500).status == 503
    line = lines.only()
    assert line["levelname"] == "ERROR"
    assert "policy.toml has no" in line["why"]
    assert len(line["shop"]) <= 40


def test_a_known_source_without_its_secret_is_503_with_the_secrets_name(store: MemoryStore, lines: Lines) -> None:
    assert post(store, shopify(), source="aftership").status == 503
    assert lines.only()["why"] == "secret test/demo/aftership does not exist"


def test_a_body_over_the_limit_is_413(store: MemoryStore) -> None:
    assert post(store, shopify(b" " * LIMIT_BYTES)).status == 200
    assert post(store, shopify(b" " * (LIMIT_BYTES + 1))).status == 413


def test_a_store_that_is_down_is_503(lines: Lines) -> None:
    assert post(DownStore(), shopify()).status == 503
    assert lines.only()["why"] == "throttled"


def test_a_handshake_is_answered_with_the_bare_text_and_stores_nothing(store: MemoryStore) -> None:
    assert ask(store, HANDSHAKE) == Answer(status=200, body="1158201444", content_type="text/plain")
    assert stored(store) == []


def test_a_vendor_that_wants_json_gets_its_handshake_as_json(store: MemoryStore) -> None:
    answer = ask(store, {"crc_token": "9b4507b3"}, source="x")
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.body.startswith('{"response_token": "sha256=')
    assert ask(store, {"token": "9b4507b3"}, source="x").status == 403


@pytest.mark.parametrize("query", [{}, HANDSHAKE | {"hub.verify_token": "guess"}])
def test_a_wrong_handshake_is_403(store: MemoryStore, lines: Lines, query: dict[str, str]) -> None:
    assert ask(store, query).status == 403
    assert lines.only()["text"] == "delivery refused"
    assert "guess" not in repr(lines.records)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_where_there_is_no_handshake_is_405_and_changes_nothing(store: MemoryStore, method: str) -> None:
    assert ask(store, HANDSHAKE, source="shopify", method=method).status == 405
    assert stored(store) == []


def test_credentials_and_network_addresses_are_not_kept(store: MemoryStore) -> None:
    extra = {"authorization": "Bearer x", "cookie": "c", "x-forwarded-for": "192.0.2.7"}
    answer = post(store, Delivery(headers={**shopify().headers, **extra}, body=b"{}"))
    kept = store.delivery(json.loads(answer.body)["receipt"])
    assert kept is not None
    assert not set(extra) & set(kept.headers)


def test_admit_gives_the_receipt_once(store: MemoryStore) -> None:
    tick = Delivery(body=b'{"about": "case:1", "kind": "k", "version": "1"}')
    receipt = admit("clock", "demo", tick, store, NOW)
    assert receipt is not None
    assert store.receipt(receipt.id) == receipt
    assert admit("clock", "demo", tick, store, NOW + timedelta(minutes=1)) is None


def test_admit_lets_a_store_that_is_down_be_seen() -> None:
    with pytest.raises(StoreUnavailableError):
        admit("clock", "demo", Delivery(body=b"{}"), DownStore(), NOW)


def test_the_gate_never_parses_a_body(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> object:
        raise AssertionError("the gate looked into the body")

    given = delivery("shopify", "orders_create")
    monkeypatch.setattr(gate.json, "loads", parsed)
    assert post(store, given).status == 200


def test_a_token_in_the_address_is_not_kept(store: MemoryStore) -> None:
    admit("shopify", "demo", Delivery(body=b"{}", query={"token": "secret-token", "a": "b"}), store, NOW)
    (kept,) = (store.delivery(id_) for id_ in store._receipts)
    assert kept is not None
    assert kept.query == {"a": "b"}
