"""Webhooks over HTTP: who gets which status, and what is stored, whatever is wrong with a delivery."""

import json
from io import StringIO

import pytest

from chalicelib import bootstrap, secrets
from chalicelib.errors import StoreUnavailableError
from chalicelib.gate import LIMIT_BYTES
from chalicelib.sources.standard_schema import schema
from tests.sources.payloads import body as payload
from tests.web.api import FORM, SECRETS, SHOP, Api

ADDRESS = f"/in/shopify/{SHOP}"
ORDER = payload("shopify", "orders_create")


def test_a_signed_delivery_is_stored_as_it_came(api: Api) -> None:
    answer = api.post(ADDRESS, ORDER, api.shopify(ORDER))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    ((receipt, delivery),) = api.store.presses
    assert answer.json == {"receipt": receipt.id}
    assert delivery.body == ORDER
    assert delivery.headers["x-shopify-topic"] == "orders/create"


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_header_names_come_in_any_case(api: Api, case: object) -> None:
    assert callable(case)
    headers = {case(name): value for name, value in api.shopify(ORDER).items()}
    assert api.post(ADDRESS, ORDER, headers).status == 200


def test_a_body_may_come_in_base64(api: Api) -> None:
    assert api.send("POST", ADDRESS, ORDER, api.shopify(ORDER), base64=True).status == 200
    assert api.store.presses[0][1].body == ORDER


@pytest.mark.parametrize("label", ["text/plain", "application/json; charset=utf-8", "nonsense", ""])
def test_what_a_vendor_calls_its_body_does_not_matter(api: Api, label: str) -> None:
    assert api.post(ADDRESS, ORDER, api.shopify(ORDER) | {"Content-Type": label}).status == 200


@pytest.mark.parametrize("signature", ["bm90IGl0", "", None, "ž", "x" * 5000])
def test_a_wrong_or_missing_signature_is_401_and_the_log_tells_the_operator(
    api: Api, log: StringIO, signature: str | None
) -> None:
    headers = api.shopify(ORDER) | {"X-Shopify-Hmac-Sha256": signature or ""}
    if signature is None:
        del headers["X-Shopify-Hmac-Sha256"]
    assert api.post(ADDRESS, ORDER, headers).status == 401
    assert api.store.presses == []
    assert "delivery refused" in log.getvalue()
    assert "X-Shopify-Hmac-Sha256" in log.getvalue()
    for private in ("jana.kovacova", "Kováčová", *SECRETS[f"{SHOP}/shopify"]["signing"], signature or "no-signature"):
        assert private not in log.getvalue()


def test_a_rotated_secret_is_still_good(api: Api) -> None:
    old = SECRETS | {f"{SHOP}/shopify": {"signing": SECRETS[f"{SHOP}/shopify"]["signing"][::-1]}}
    headers = api.shopify(ORDER)
    secrets.use(lambda name: json.dumps(old[name.partition("/")[2]]))
    assert api.post(ADDRESS, ORDER, headers).status == 200


@pytest.mark.parametrize("source", ["nobody", "slack", "page", "clock", "ses", "operator", "base", "..", "%2e%2e", "é"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_unknown_source_is_404_and_so_are_our_own(api: Api, source: str, method: str) -> None:
    assert api.send(method, f"/in/{source}/{SHOP}").status == 404
    assert api.store.calls == []


def test_what_is_known_but_not_configured_is_503(api: Api, log: StringIO) -> None:
    nothing: dict[str, str] = {}
    secrets.use(lambda name: nothing[name])
    assert api.post(f"/in/aftership/{SHOP}", b"{}").status == 503
    assert f"secret test/{SHOP}/aftership does not exist: create it with" in log.getvalue()
    assert api.post("/in/shopify/othershop", b"{}").status == 503
    assert "[shops.othershop]" in log.getvalue()


def test_a_body_over_the_limit_is_413(api: Api) -> None:
    large = b" " * (LIMIT_BYTES + 1)
    assert api.post(ADDRESS, large, api.shopify(large)).status == 413
    assert api.store.calls == []


@pytest.mark.parametrize(("body", "topic"), [(b'{"id": 1, "na', "orders/create"), (b"", "orders/create"),
                                             ("{ž".encode(), "orders/create"), (b"{}", "galaxies/create")])  # fmt: skip
def test_what_is_rightly_signed_is_stored_broken_or_unknown(api: Api, body: bytes, topic: str) -> None:
    assert api.post(ADDRESS, body, api.shopify(body, topic=topic)).status == 200
    assert api.store.presses[0][1].body == body


def test_a_store_that_is_away_is_503_so_that_the_vendor_tries_again(api: Api, log: StringIO) -> None:
    api.store.down = True
    assert api.post(ADDRESS, ORDER, api.shopify(ORDER)).status == 503
    assert "not stored" in log.getvalue()
    assert "jana" not in log.getvalue()


def test_secrets_that_cannot_be_read_are_503(api: Api) -> None:
    def away(name: str) -> str:
        raise StoreUnavailableError(name)

    headers = api.shopify(ORDER)
    secrets.use(away)
    assert api.post(ADDRESS, ORDER, headers).status == 503


def test_the_same_delivery_again_has_the_same_answer_and_one_receipt(api: Api) -> None:
    headers = api.shopify(ORDER)
    assert api.post(ADDRESS, ORDER, headers) == api.post(ADDRESS, ORDER, headers)
    assert len(api.store.presses) == 1


def test_a_token_in_the_address_lets_in_and_is_nowhere_afterwards(api: Api, log: StringIO) -> None:
    secrets.use(lambda name: json.dumps(SECRETS.get(name.partition("/")[2], {}) | {"token": ["token-in-the-address"]}))
    address, scan = f"/in/shippo/{SHOP}", payload("shippo", "track_updated_delayed")
    assert api.post(f"{address}?token=token-in-the-address", scan).status == 200
    assert api.post(f"{address}?token=token-in-the-adresse", scan).status == 401
    assert api.post(address, scan).status == 401
    ((_, kept),) = api.store.presses
    assert (kept.body, kept.query) == (scan, {})
    assert "delivery refused" in log.getvalue()
    assert "token-in-the-ad" not in log.getvalue()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_meta_checks_the_address(api: Api, method: str) -> None:
    asked = f"/in/meta/{SHOP}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    right = api.send(method, f"{asked}let-me-in")
    assert (right.status, right.text, right.headers["content-type"]) == (200, "1158201444", "text/plain")
    assert api.send(method, f"{asked}guessed").status == 403
    assert api.send(method, ADDRESS).status == 405
    assert api.store.calls == []


def test_the_generic_webhooks_schema_is_served(api: Api) -> None:
    answer = api.get("/schema/events.v1.json")
    assert (answer.status, answer.json) == (200, schema())
    assert api.store.calls == []


def test_health_says_only_that_the_api_answers(api: Api) -> None:
    assert api.get("/health").json == {"status": "ok"}
    assert api.send("HEAD", "/health").status == 200
    assert api.store.calls == []


@pytest.mark.parametrize("path", [ADDRESS, f"/slack/{SHOP}/interact"])
def test_a_cold_start_without_secrets_is_503(api: Api, path: str) -> None:
    def away(name: str) -> str:
        raise StoreUnavailableError(name)

    bootstrap.use(None)
    secrets.use(away)
    assert api.post(path, b"payload={}", FORM).status == 503
