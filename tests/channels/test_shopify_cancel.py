"""An order in a Shopify shop is cancelled once, and only while nothing of it has left."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from chalicelib.channels import shopify, shopify_cancel
from chalicelib.errors import AmbiguousError, NotYetError, PermanentError, TemporaryError
from ops.standins.server import Standins, Tokens
from tests.channels.fake_provider import Answer, Provider, running

NUMBER = "1001000"
OPEN = Answer(body={"data": {"order": {"cancelledAt": None, "displayFulfillmentStatus": "UNFULFILLED"}}})
GONE = Answer(body={"data": {"order": {"cancelledAt": "2026-11-28T09:00:00Z"}}})
TAKEN = Answer(body={"data": {"orderCancel": {"job": {"id": "gid://shopify/Job/1"}, "orderCancelUserErrors": []}}})


@pytest.fixture
def standins() -> Iterator[Standins]:
    with Standins(Tokens("xoxb", "page", "secret", "x", "shpat-right")) as started:
        started.shopify.paid = {NUMBER: Decimal("49.90")}.get
        yield started


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running(OPEN) as started:
        yield started


def cancel(base: str, token: str = "shpat-right") -> None:
    shopify_cancel.cancel(shopify.Shop(base=base, token=token), NUMBER, "Aftercare r1", notify=False)


def test_it_is_cancelled_once_and_refunded_the_way_it_was_paid(standins: Standins) -> None:
    for _ in range(2):
        cancel(standins.shopify_api_url)
    assert standins.shopify.cancelled == [NUMBER]
    assert shopify_cancel.is_cancelled(shopify.Shop(base=standins.shopify_api_url, token="shpat-right"), NUMBER)
    assert "refundMethod: {originalPaymentMethodsRefund: true}" in shopify_cancel.CANCEL


def test_what_has_left_is_not_cancelled(standins: Standins) -> None:
    standins.shopify.left.add(NUMBER)
    with pytest.raises(PermanentError, match="has left already"):
        cancel(standins.shopify_api_url)
    assert not standins.shopify.cancelled


def test_it_is_done_when_the_shop_says_so_and_not_before(provider: Provider) -> None:
    provider.answers[:] = [OPEN, TAKEN, OPEN]
    with pytest.raises(NotYetError):
        cancel(provider.url)
    provider.answers[:] = [GONE]
    cancel(provider.url)
    assert sum("orderCancel" in request.json["query"] for request in provider.requests) == 1


def test_what_the_shop_does_not_allow_is_said(provider: Provider) -> None:
    said = [{"code": "INVALID", "field": ["orderId"], "message": "Cannot cancel an order with a return"}]
    provider.answers[:] = [OPEN, Answer(body={"data": {"orderCancel": {"job": None, "orderCancelUserErrors": said}}})]
    with pytest.raises(PermanentError, match="with a return"):
        cancel(provider.url)


def test_a_lost_answer_is_ambiguous_only_after_the_wish(provider: Provider) -> None:
    provider.answers[:] = [Answer(rude=True)]
    with pytest.raises(TemporaryError):
        cancel(provider.url)
    provider.answers[:] = [OPEN, Answer(rude=True)]
    with pytest.raises(AmbiguousError):
        cancel(provider.url)


@pytest.mark.parametrize("number", ["", "9", "1; drop"])
def test_no_order_is_said(standins: Standins, number: str) -> None:
    with pytest.raises(PermanentError):
        shopify_cancel.cancel(
            shopify.Shop(base=standins.shopify_api_url, token="shpat-right"), number, "x", notify=False
        )
