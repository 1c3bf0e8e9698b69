"""Shopify's refunds/* and returns/*: the whole reading of every payload."""

from datetime import UTC, datetime

import pytest

from chalicelib.care.events import Item, Money, RefundMade, ReturnReported, ReturnState
from chalicelib.sources import shopify_returns
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, read

ORDER = "shopify:9820982911946154508"
LAMP = (Item("Stolová lampa Luna", 1, "8101"),)
AT = datetime(2026, 11, 24, 15, 5, 2, 123456, tzinfo=UTC)
REFUND = RefundMade(
    shop="demo", key="shopify:refund:9820982911946154508:890088186047", order_id=ORDER,
    occurred_at=datetime(2026, 11, 28, 10, 0, 5, tzinfo=UTC), refund_id="shopify:890088186047",
    amount=Money(3850, "EUR"), items=LAMP, reason="Žiarovka prišla rozbitá",
)  # fmt: skip


def test_a_refund_is_the_sum_of_what_went_back() -> None:
    assert read("shopify", "refunds_create") == Reading(events=(REFUND,))


def test_a_refund_that_only_restocks_has_no_amount() -> None:
    (event,) = read("shopify", "refunds_create_restock_only").events
    assert isinstance(event, RefundMade)
    assert (event.amount, event.reason, event.items) == (None, "", LAMP)


def test_amounts_of_two_currencies_are_not_summed() -> None:
    moved = [{"kind": "refund", "status": "success", "amount": "1.00", "currency": each} for each in ("EUR", "CZK")]
    (event,) = shopify_returns.refunded({"id": 1, "order_id": 2, "transactions": moved}, CONTEXT).events
    assert isinstance(event, RefundMade)
    assert event.amount is None


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("returns_request", ReturnState.REQUESTED, "Farba je iná ako na obrázku"),
        ("returns_approve", ReturnState.APPROVED, "Farba je iná ako na obrázku"),
        ("returns_decline", ReturnState.DECLINED, "Lehota na vrátenie uplynula; Farba je iná ako na obrázku"),
        ("returns_cancel", ReturnState.CANCELLED, "Farba je iná ako na obrázku"),
        ("returns_process_full", ReturnState.RECEIVED, "Farba je iná ako na obrázku"),
    ],
)
def test_returns(name: str, state: ReturnState, reason: str) -> None:
    assert read("shopify", name) == Reading(events=(
        ReturnReported(
            shop="demo", key=f"shopify:return:123456789012345678:{state}", occurred_at=AT, order_id=ORDER,
            return_id="shopify:123456789012345678", state=state, items=LAMP, reason=reason,
            reasons=("changed_mind",),
        ),
    ))  # fmt: skip


def test_a_closed_return_names_its_order_flatly() -> None:
    assert read("shopify", "returns_close") == Reading(events=(
        ReturnReported(
            shop="demo", key="shopify:return:123456789012345678:closed", occurred_at=AT, order_id=ORDER,
            return_id="shopify:123456789012345678", state=ReturnState.CLOSED,
        ),
    ))  # fmt: skip


def test_one_state_is_one_event_whatever_topic_tells_it() -> None:
    assert read("shopify", "returns_update") == read("shopify", "returns_approve")
    (again,) = read("shopify", "returns_reopen").events
    assert again.key == "shopify:return:123456789012345678:approved:reopened"


def test_the_published_sample_of_returns_process_is_unknown() -> None:
    assert read("shopify", "returns_process") == Reading(unknown="returns/process without an id")


def test_an_update_in_an_unknown_state() -> None:
    assert read("shopify", "returns_update_unknown_status") == Reading(unknown="return status in_review")
    assert shopify_returns.updated({"id": 1}, CONTEXT).ignored
