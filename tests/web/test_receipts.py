"""What became of a delivery, over HTTP: with a token, one's own shop only, and nothing of what was in it."""

from datetime import UTC, datetime

import pytest

from chalicelib.receipts import Delivery, EventFate, Receipt
from tests.web.api import TOKEN, Api
from tests.web.test_metrics import assert_problem

RECEIPT = Receipt(
    id="3f2a", shop="demo", source="shopify", received_at=datetime(2026, 11, 25, 8, 33, tzinfo=UTC), status="duplicate",
    fate="OrderPlaced: duplicate",
    events=(EventFate("shopify:order-placed:1", "OrderPlaced", "duplicate", "81c0"),),
)  # fmt: skip


def known(api: Api, receipt: Receipt) -> None:
    api.store.put_receipt(receipt, Delivery(body=b'{"email": "jana@example.sk"}'))


def test_its_fate_and_its_events(api: Api) -> None:
    known(api, RECEIPT)
    answer = api.get("/receipts/3f2a", TOKEN)
    assert answer.status == 200
    assert answer.json == {
        "receipt": "3f2a", "source": "shopify", "received_at": "2026-11-25T08:33:00+00:00", "status": "duplicate",
        "fate": "OrderPlaced: duplicate", "attempts": 0, "next_try": None,
        "events": [
            {"key": "shopify:order-placed:1", "type": "OrderPlaced", "fate": "duplicate", "duplicate_of": "81c0"}
        ],
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer guessed"}])
def test_only_with_a_token(api: Api, given: dict[str, str]) -> None:
    known(api, RECEIPT)
    api.store.calls.clear()
    assert_problem(api.get("/receipts/3f2a", given), 401)
    assert api.store.calls == []


def test_another_shops_receipt_is_none(api: Api) -> None:
    known(api, Receipt(id="theirs", shop="other", source="shopify", received_at=RECEIPT.received_at))
    assert "90 days" in assert_problem(api.get("/receipts/theirs", TOKEN), 404)
    assert_problem(api.get("/receipts/nothing", TOKEN), 404)


def test_our_own_outage_is_503(api: Api) -> None:
    api.store.down = True
    assert_problem(api.get("/receipts/3f2a", TOKEN), 503)


def test_the_answer_of_a_webhook_names_its_receipt(api: Api) -> None:
    body = b'{"id": 1}'
    answer = api.post("/in/shopify/demo", body, api.shopify(body, topic="moons/rise"))
    assert api.get(f"/receipts/{answer.json['receipt']}", TOKEN).json["status"] == "new"
