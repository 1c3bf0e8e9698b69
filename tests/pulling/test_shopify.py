"""Shopify's orders by GraphQL: pages, costs, and that its readers read them as they read its webhooks."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.care import events as e
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.pulling import shopify
from chalicelib.pulling.shopify import Shopify
from chalicelib.pulling.shopify_shape import as_webhook
from chalicelib.sources import shopify_whole
from tests.channels.fake_provider import Answer, Provider, running
from tests.pulling.shopify_pages import NODE, node, page, refused
from tests.sources.payloads import CONTEXT

SINCE = datetime(2026, 11, 24, tzinfo=UTC)


def client(api: Provider) -> Shopify:
    return Shopify(api.url, "lumen.myshopify.com", "shpat_1")


def test_an_order_reads_as_its_webhooks_do() -> None:
    events = shopify_whole.read(as_webhook(NODE), CONTEXT).events
    id_ = "9820982911946154508"
    order = f"shopify:{id_}"
    placed, shipped, changed, paid, left, refund, scan = events
    assert [event.key.rpartition(":")[0] for event in (placed, paid, left)] == [
        "shopify:order-placed", "shopify:order-paid", "shopify:order-fulfilled",
    ]  # fmt: skip
    assert isinstance(placed, e.OrderPlaced)
    assert (placed.name, placed.total, placed.promised_on) == ("#1001", e.Money(4590, "EUR"), date(2026, 11, 27))
    assert placed.shipping == "DPD kuriér"
    assert placed.person is not None
    assert (placed.person.store_id, placed.person.first_name, placed.person.country) == (
        "shopify:7115254620512387", "Jana", "CZ",
    )  # fmt: skip
    assert isinstance(shipped, e.ParcelsShipped)
    assert shipped.key.startswith(f"shopify:parcels-shipped:{id_}:5859193618564291233:")
    assert [(each.number, each.carrier) for each in shipped.shipments] == [("05228910012345", "DPD")]
    assert isinstance(changed, e.OrderChanged)
    assert (changed.total, changed.items) == (e.Money(4290, "EUR"), (e.Item("Stolová lampa Luna", 1, "8101"),))
    assert (paid.occurred_at, left.occurred_at) == (
        datetime(2026, 11, 23, 9, 14, 58, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(refund, e.RefundMade)
    assert (refund.key, refund.amount) == (f"shopify:refund:{id_}:901234567890123", e.Money(300, "EUR"))
    assert isinstance(scan, e.FulfilmentScanned)
    assert scan.key == "shopify:fulfilment-scanned:5859193618564291233:in_transit:20261124T163000:2026-11-26"
    assert (scan.order_id, scan.state) == (order, e.ParcelState.IN_TRANSIT)


def test_of_several_methods_the_first_is_meant_as_in_webhooks() -> None:
    """Lines that were removed are in webhooks, and not here."""
    titles = ["DPD Express", "Packeta"]
    pulled = as_webhook(node(shippingLines={"nodes": [{"title": title} for title in titles]}))
    sent = {**pulled, "shipping_lines": [{"title": "DPD kuriér", "is_removed": True}, *pulled["shipping_lines"]]}
    for body in (pulled, sent):
        changed = next(x for x in shopify_whole.read(body, CONTEXT).events if isinstance(x, e.OrderChanged))
        assert changed.shipping == "DPD Express"


def test_an_order_of_many_lines_says_nothing_of_them() -> None:
    lines = {**NODE["lineItems"], "pageInfo": {"hasNextPage": True}}
    changed = next(
        each
        for each in shopify_whole.read(as_webhook(node(lineItems=lines)), CONTEXT).events
        if isinstance(each, e.OrderChanged)
    )
    assert changed.items is None


def test_a_paid_order_that_was_cancelled_stays_so() -> None:
    cancelled = node(cancelledAt="2026-11-24T10:00:00Z", displayFinancialStatus="REFUNDED")
    times = {type(each): each.occurred_at for each in shopify_whole.read(as_webhook(cancelled), CONTEXT).events}
    assert times[e.OrderPaid] < times[e.OrderCancelled]


def test_pages_are_turned_over_with_the_token_in_a_header() -> None:
    with running(page(node(1001), following="c1"), page(node(1002))) as api:
        store = client(api)
        first = store.page(SINCE, "")
        second = store.page(SINCE, first.cursor)
    assert [order["id"] for order in (*first.orders, *second.orders)] == ["1001000", "1002000"]
    assert second.cursor == ""
    asked = [request.json["variables"] for request in api.requests]
    assert [each["after"] for each in asked] == [None, "c1"]
    assert asked[1]["query"] == "updated_at:>='2026-11-24T00:00:00Z'"
    assert api.requests[0].path == "/admin/api/2026-10/graphql.json"
    assert api.requests[0].headers["x-shopify-access-token"] == "shpat_1"


def test_an_app_of_the_dev_dashboard_gets_a_token_for_a_day_once() -> None:
    with running(Answer(body={"access_token": "day"}), page(node(), following="c1"), page(node())) as api:
        store = Shopify(api.url, "lumen.myshopify.com", client_id="id", client_secret="secret")
        store.page(SINCE, store.page(SINCE, "").cursor)
    assert api.requests[0].path == "/admin/oauth/access_token"
    assert api.requests[0].form == {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}
    assert [request.headers["x-shopify-access-token"] for request in api.requests[1:]] == ["day", "day"]
    with running(Answer(status=400, body={"error": "app_not_installed"})) as api, pytest.raises(PermanentError):
        Shopify(api.url, "lumen.myshopify.com", client_id="id", client_secret="secret").page(SINCE, "")


def test_a_search_that_was_turned_over_long_enough_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopify, "TURNED_OVER", 1)
    with running(page(node(1001), following="c1"), page(node(1002))) as api:
        store = client(api)
        store.page(SINCE, store.page(SINCE, "").cursor)
    asked = api.requests[1].json["variables"]
    assert (asked["after"], asked["query"]) == (None, "updated_at:>='2026-11-24T16:40:00Z'")


def test_an_empty_bucket_is_waited_for() -> None:
    with running(page(node(), following="c1", left=112)) as api:
        assert client(api).page(SINCE, "").wait == pytest.approx(3.0)
    with running(refused("THROTTLED", left=12)) as api, pytest.raises(TemporaryError) as told:
        client(api).page(SINCE, "")
    assert told.value.retry_after == pytest.approx(4.0)


def test_what_is_too_dear_is_asked_for_in_smaller_pages() -> None:
    with running(refused("MAX_COST_EXCEEDED"), refused("MAX_COST_EXCEEDED"), page(node())) as api:
        store = client(api)
        assert len(store.page(SINCE, "").orders) == 1
        store.page(SINCE, "")
    assert [request.json["variables"]["first"] for request in api.requests] == [25, 12, 6, 6]


def test_half_an_answer_is_none() -> None:
    half = page(node())
    half.body["errors"] = [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]
    with running(half) as api, pytest.raises(TemporaryError):
        client(api).page(SINCE, "")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(status=401), "admin_token"),
        (Answer(status=403), "scopes"),
        (Answer(status=404), '"domain"'),
        (refused("ACCESS_DENIED"), "scopes"),
        (refused("undefinedField"), "did not take the query"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}), "302"),
    ],
)
def test_what_somebody_must_mend_is_said(answer: Answer, says: str) -> None:
    with running(answer) as api, pytest.raises(PermanentError, match=says):
        client(api).page(SINCE, "")


@pytest.mark.parametrize(
    "answer",
    [Answer(status=503), Answer(status=429, headers={"Retry-After": "2.0"}), Answer(rude=True), Answer(body=b"<")],
)
def test_what_passes_can_be_asked_again(answer: Answer) -> None:
    with running(answer) as api, pytest.raises(TemporaryError) as told:
        client(api).page(SINCE, "")
    assert told.value.retry_after == (2.0 if answer.status == 429 else 60.0 if answer.status == 503 else None)


@pytest.mark.parametrize("domain", ["lumen.example", "lumen.myshopify.com.evil.example", "evil/.myshopify.com", ""])
def test_the_token_goes_to_shopify_only(domain: str) -> None:
    with pytest.raises(PermanentError, match="myshopify"):
        Shopify("https://{domain}/", domain, "t")
