"""WooCommerce's orders by REST: pages, the key, and what cannot be read."""

from base64 import b64encode
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.pulling.woocommerce import WooCommerce
from tests.channels.fake_provider import Answer, running

SINCE = datetime(2026, 11, 24, 6, tzinfo=UTC)


def test_pages_are_asked_for_by_number() -> None:
    pages = {"X-WP-TotalPages": "2"}
    with running(Answer(body=[{"id": 1}, {"id": 2}], headers=pages), Answer(body=[{"id": 3}], headers=pages)) as api:
        store = WooCommerce(api.url, "ck_1", "cs_1")
        first = store.page(SINCE, "")
        second = store.page(SINCE, first.cursor)
    assert [order["id"] for order in (*first.orders, *second.orders)] == [1, 2, 3]
    assert (first.cursor, second.cursor) == ("2", "")
    asked = [urlsplit(request.path) for request in api.requests]
    assert {each.path for each in asked} == {"/wp-json/wc/v3/orders"}
    assert parse_qs(asked[1].query) == {
        "modified_after": ["2026-11-24T06:00:00"], "dates_are_gmt": ["true"], "orderby": ["id"], "order": ["asc"],
        "per_page": ["50"], "page": ["2"],
    }  # fmt: skip
    assert api.requests[0].headers["authorization"] == "Basic " + b64encode(b"ck_1:cs_1").decode()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(status=401), "consumer_key"),
        (Answer(status=404), "permalinks"),
        (Answer(status=301, headers={"Location": "http://127.0.0.1:1/"}), "301"),
        (Answer(body={"code": "x"}), "no list"),
    ],
)
def test_what_somebody_must_mend_is_said(answer: Answer, says: str) -> None:
    with running(answer) as api, pytest.raises(PermanentError, match=says):
        WooCommerce(api.url, "k", "s").page(SINCE, "")


@pytest.mark.parametrize("answer", [Answer(status=502), Answer(rude=True), Answer(body=b"<b>Notice</b>[]")])
def test_what_passes_can_be_asked_again(answer: Answer) -> None:
    with running(answer) as api, pytest.raises(TemporaryError):
        WooCommerce(api.url, "k", "s").page(SINCE, "")


@pytest.mark.parametrize(
    "url", ["http://shop.example", "shop.example", "https://", "http://localhost.evil.example", ""]
)
def test_the_key_goes_over_tls_only(url: str) -> None:
    with pytest.raises(PermanentError, match="https://"):
        WooCommerce(url, "k", "s")
