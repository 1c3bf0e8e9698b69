"""Money in a Shopify shop moves once, whatever is repeated; what Shopify says is said to the agent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.channels import shopify
from chalicelib.errors import AmbiguousError, AwayError, PermanentError, TemporaryError
from ops.standins.server import Standins, Tokens
from tests.channels.fake_provider import Answer, running

REFUND = shopify.Refund(id="e1d2c3", order="1001000", amount=Decimal("8.00"), currency="EUR", reason="late")
VOUCHER = shopify.Voucher(
    id="f1", code="THANKS-F1", amount=Decimal("5.00"), currency="EUR", starts=datetime(2026, 11, 25, tzinfo=UTC),
    lasts=timedelta(days=90),
)  # fmt: skip
PAID: dict[str, Any] = {
    "presentmentCurrencyCode": "EUR", "refunds": [], "transactions": [{
        "id": "gid://shopify/OrderTransaction/1", "kind": "SALE", "status": "SUCCESS", "gateway": "card",
        "amountSet": {"presentmentMoney": {"amount": "49.90", "currencyCode": "EUR"}}, "parentTransaction": None,
    }],
}  # fmt: skip
ORDER = Answer(body={"data": {"order": PAID}})


@pytest.fixture
def standins() -> Iterator[Standins]:
    with Standins(Tokens("xoxb", "page", "secret", "x", "shpat-right")) as started:
        started.shopify.paid = {"1001000": Decimal("49.90")}.get
        yield started


def shop(standins: Standins) -> shopify.Shop:
    return shopify.Shop(base=standins.shopify_api_url, token="shpat-right")


def test_a_refund_repeated_is_one_and_is_found_by_its_note(standins: Standins) -> None:
    assert shopify.refunded(shop(standins), REFUND) == ""
    made = shopify.give_back(shop(standins), REFUND)
    assert shopify.give_back(shop(standins), REFUND) == made
    assert shopify.refunded(shop(standins), REFUND) == made
    (moved,) = standins.shopify.refunds
    assert (moved.amount, moved.note) == (Decimal("8.00"), "Aftercare e1d2c3: late")


def test_the_same_key_at_the_store_moves_once_even_if_its_list_lags(standins: Standins) -> None:
    with running(ORDER) as blind:
        order = shopify._order(shopify.Shop(base=blind.url, token="t"), REFUND)
    given = {"orderId": "gid://shopify/Order/1001000", "note": "x", "transactions": list(
        shopify._transactions(order, REFUND)
    )}  # fmt: skip
    key = str(shopify.uuid5(shopify.KEYS, REFUND.id))
    for _ in range(2):
        shopify.asked(shop(standins), shopify.REFUND, {"input": given, "key": key}, changes=True)
    assert len(standins.shopify.refunds) == 1


def test_no_more_goes_back_than_is_left(standins: Standins) -> None:
    shopify.give_back(shop(standins), replace(REFUND, id="a", amount=Decimal("45.00")))
    with pytest.raises(PermanentError, match=r"only 4\.90 EUR of what was paid is left"):
        shopify.give_back(shop(standins), REFUND)
    assert shopify.give_back(shop(standins), replace(REFUND, id="b", amount=Decimal("4.90")))


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"order": "9"}, "no such order"), ({"order": "1; drop"}, "names no order"), ({"currency": "PLN"}, "paid in EUR")],
)
def test_what_cannot_be_refunded_says_why(standins: Standins, changes: dict[str, str], says: str) -> None:
    with pytest.raises(PermanentError, match=says):
        shopify.give_back(shop(standins), replace(REFUND, **changes))  # type: ignore[arg-type]
    assert not standins.shopify.refunds


def test_a_voucher_repeated_is_one_code(standins: Standins) -> None:
    assert shopify.vouched(shop(standins), VOUCHER) == ""
    made = shopify.give_voucher(shop(standins), VOUCHER)
    assert shopify.give_voucher(shop(standins), VOUCHER) == made == shopify.vouched(shop(standins), VOUCHER)
    assert list(standins.shopify.codes) == ["THANKS-F1"]
    with pytest.raises(PermanentError, match="codes are in EUR"):
        shopify.give_voucher(shop(standins), replace(VOUCHER, code="X", currency="PLN"))


def test_a_wrong_token_says_what_to_do(standins: Standins) -> None:
    with pytest.raises(PermanentError, match="token is not accepted"):
        shopify.give_back(shopify.Shop(base=standins.shopify_api_url, token="guessed"), REFUND)


def errors(code: str) -> Answer:
    return Answer(body={"errors": [{"message": "words", "extensions": {"code": code}}]})


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (Answer(rude=True), AmbiguousError, "did not answer"),
        (Answer(status=502, body="broken"), AmbiguousError, "may have done it"),
        (Answer(status=429), AwayError, "wait"),
        (errors("IDEMPOTENCY_CONCURRENT_REQUEST"), TemporaryError, "busy"),
        (errors("THROTTLED"), TemporaryError, "busy"),
        (errors("ACCESS_DENIED"), PermanentError, "write_orders"),
        (errors("INTERNAL_SERVER_ERROR"), AmbiguousError, "may have done it"),
        (errors("argumentLiteralsIncompatible"), PermanentError, "argumentLiteralsIncompatible"),
        (Answer(body={"data": {"refundCreate": {"refund": None, "userErrors": [
            {"field": ["transactions"], "message": "Refund exceeds what is available"},
        ]}}}), PermanentError, "Shopify says: Refund exceeds"),
        (Answer(body={"data": {"refundCreate": None}}), AmbiguousError, "neither"),
    ],
)  # fmt: skip
def test_what_each_answer_to_a_refund_means(answer: Answer, error: type[Exception], says: str) -> None:
    with running(ORDER, answer) as provider, pytest.raises(error, match=says):
        shopify.give_back(shopify.Shop(base=provider.url, token="t"), REFUND)


def test_only_asking_is_never_ambiguous() -> None:
    for answer in (Answer(rude=True), Answer(status=500), errors("TIMEOUT")):
        with running(answer) as provider, pytest.raises(TemporaryError):
            shopify.refunded(shopify.Shop(base=provider.url, token="t"), REFUND)


def test_a_refund_is_sent_with_its_key_and_silently() -> None:
    done = Answer(body={"data": {"refundCreate": {"refund": {"legacyResourceId": "5"}, "userErrors": []}}})
    with running(ORDER, done) as provider:
        assert shopify.give_back(shopify.Shop(base=provider.url, token="t"), REFUND) == "5"
    sent = provider.requests[1].json
    assert "refundCreate(input: $input) @idempotent(key: $key)" in sent["query"]
    assert sent["variables"]["key"] == str(shopify.uuid5(shopify.KEYS, "e1d2c3"))
    given = sent["variables"]["input"]
    assert (given["notify"], given["currency"]) == (False, "EUR")
    assert given["transactions"] == [{
        "orderId": "gid://shopify/Order/1001000", "gateway": "card", "kind": "REFUND", "amount": "8.00",
        "parentId": "gid://shopify/OrderTransaction/1",
    }]  # fmt: skip
