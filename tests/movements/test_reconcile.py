"""What the store knows and no webhook told: found by pages, taken in once, told to the team; nights go on where they
stopped."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import nightly, reconcile, secrets
from chalicelib.care.promise_rules import Method, Promise
from chalicelib.care.state import Ref
from chalicelib.config import settings
from chalicelib.pulling.shopify_shape import as_webhook
from chalicelib.reconcile import Report
from ops.simulation.cast import NOON
from ops.simulation.world import LATE, SECRETS, World
from tests.channels.fake_provider import Answer, Provider, running
from tests.pulling.shopify_pages import node, page, placed, refused

NOW = (NOON - timedelta(hours=1)).isoformat()
JUST_NOW = (NOON - timedelta(minutes=2)).isoformat()
BEFORE = (NOON - timedelta(hours=3)).isoformat()
LONG_AGO = (NOON - timedelta(days=20)).isoformat()
FEED = Ref("feed", "shopify")
SHUT = {**SECRETS, "demo/shopify": {k: v for k, v in SECRETS["demo/shopify"].items() if k != "admin_token"}}


@contextmanager
def keys(source: str = "shopify", **ours: str) -> Iterator[None]:
    """The shop's secret opens that store's API, if `ours` are given, and no other's."""
    known = {**SHUT, f"demo/{source}": {**SHUT[f"demo/{source}"], **ours}}
    secrets.use(lambda name: json.dumps(known[name.removeprefix("/aftercare/test/")]))
    yield
    secrets.use(lambda name: json.dumps(SECRETS[name.removeprefix("/aftercare/test/")]))


def night(world: World, monkeypatch: pytest.MonkeyPatch, api: Provider) -> Report:
    monkeypatch.setenv("AFTERCARE_SHOPIFY_API_URL", api.url)
    settings.cache_clear()
    with keys(domain="lumen.myshopify.com", admin_token="shpat_1"):
        (report,) = reconcile.nightly(world.services, ["demo"], world.now + timedelta(minutes=7))
    world.pump()
    return report


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.looked_at, report.missing, report.different, report.taken_in


def lines(*titles: str) -> dict[str, Any]:
    return {"nodes": [{"title": title} for title in titles]}


def known(world: World) -> set[str]:
    return {order.name for order in world.subjects("order") if order.placed_at}


def test_an_order_that_no_webhook_told_of_is_taken_in_and_the_team_hears(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[str, float, dict[str, str]]] = []
    monkeypatch.setattr(reconcile, "count", lambda name, value, **more: counted.append((name, value, more)))
    world.order(1001)
    told = placed(1001, NOW, currentTotalPriceSet={"shopMoney": {"amount": "49.9"}})
    told |= {"lineItems": {"nodes": [{"title": "Lamp", "quantity": 1, "product": {"legacyResourceId": "1"}}]}}
    with running(page(told, placed(1002, BEFORE))) as api:
        report = night(world, monkeypatch, api)
        assert (numbers(report), report.done) == ((2, 1, 0, 1), True)
        assert known(world) == {"#1001", "#1002"}
        assert counted == [("OrdersReconciled", 1, {"source": "shopify"})]
        line = world.row("feed_line")
        assert (line.params["line"], line.params["number"]) == ("reconciled", "1")
        assert "2 changed orders compared, 1 missing here" in world.lines(FEED, "feed.reconciled")[0]
        again = night(world, monkeypatch, api)
    assert numbers(again) == (2, 0, 0, 0)
    assert len(world.rows("feed_line")) == 1


def test_what_is_different_is_taken_in_and_what_was_told_is_not_told_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.order(1001)
    world.ships("N1")
    mails = len(world.email.sent)
    changed = placed(1001, NOW, updatedAt=(NOON + timedelta(hours=1)).isoformat(), displayFinancialStatus="PAID")
    world.later(hours=2)
    with running(page(changed)) as api:
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 1, 1)
        assert world.the_order().paid_at is not None
        assert len(world.email.sent) == mails
        assert not world.rows("feed_line"), "nothing was missing"
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 0, 0)


def test_another_method_is_taken_in_and_promised_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    express = Promise(days=5, methods={"express": Method(words=("express",), days=1)})
    world.policies["demo"] = replace(world.policies["demo"], promise=express)
    told = placed(1001, NOW, customAttributes=[], shippingLines=lines("Packeta"))
    with running(page(told)) as api:
        night(world, monkeypatch, api)
    world.later(days=1)
    changed = {**told, "updatedAt": (NOON + timedelta(hours=2)).isoformat(), "shippingLines": lines("DPD Express")}
    with running(page(changed)) as api:
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 1, 1)
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 0, 0)
    promise = world.the_order().promise
    assert promise
    assert (world.the_order().method, promise.source) == ("express", "policy: 1 days by express from 2026-11-23")


def test_a_method_that_the_policy_comes_to_name_is_no_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = placed(1001, NOW, customAttributes=[], shippingLines=lines("Packeta"))
    with running(page(told)) as api:
        night(world, monkeypatch, api)
        economy = Promise(days=5, methods={"economy": Method(words=("packeta",), days=8)})
        world.policies["demo"] = replace(world.policies["demo"], promise=economy)
        world.later(days=1)
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 0, 0)


def test_an_event_that_its_webhook_brings_later_is_a_duplicate(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(page(placed(1001, NOW))) as api:
        night(world, monkeypatch, api)
    assert world.receipt(world.order(1001)).status == "duplicate"


def test_an_order_from_before_we_were_connected_is_taken_in_silently(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = node(1001, createdAt=LONG_AGO, processedAt=LONG_AGO)
    with running(page(old)) as api:
        assert numbers(night(world, monkeypatch, api)) == (1, 1, 0, 1)
    assert world.the_order().imported_at == NOON
    assert world.email.sent == []


def test_whoever_was_erased_is_not_looked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.order(1001)
    order = world.the_order()
    version, _ = world.store._subjects["demo", order.ref]
    world.store._subjects["demo", order.ref] = (version, replace(order, erased_at=NOON))
    with running(page(node(1001))) as api:
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 0, 0)


def test_a_night_that_ends_too_soon_is_gone_on_with(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(page(placed(1001, NOW), following="c1", left=0), page(placed(1002, NOW))) as api:
        first = night(world, monkeypatch, api)
        assert (first.done, first.looked_at, "goes on" in first.why) == (False, 1, True)
        world.later(days=1)
        second = night(world, monkeypatch, api)
    assert (second.done, known(world)) == (True, {"#1001", "#1002"})
    asked = [request.json["variables"] for request in api.requests]
    assert [each["after"] for each in asked] == [None, "c1"]
    assert asked[0]["query"] == asked[1]["query"]
    assert world.store.setting("demo", "reconcile:shopify") == {
        "since": (NOON - reconcile.OVERLAP).isoformat(),
    }, "the next run asks since this one began"


def test_a_store_that_is_away_or_asks_to_wait_is_asked_the_next_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (refused("THROTTLED"), Answer(status=503), Answer(rude=True)):
        with running(page(placed(1001, NOW), following="c1"), answer, page(placed(1002, NOW))) as api:
            report = night(world, monkeypatch, api)
            assert (report.done, report.looked_at) == (False, 1)
            assert night(world, monkeypatch, api).done
            assert api.requests[-1].json["variables"]["after"] == "c1"
    assert known(world) == {"#1001", "#1002"}


def test_a_cursor_that_is_refused_is_dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(page(placed(1001, NOW), following="c1"), refused("INVALID"), page(placed(1001, NOW))) as api:
        assert "did not take" in night(world, monkeypatch, api).why
        assert night(world, monkeypatch, api).done
    assert api.requests[-1].json["variables"]["after"] is None


def test_an_order_that_cannot_be_read_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(page(placed(1001, NOW, legacyResourceId=None), placed(1002, NOW))) as api:
        report = night(world, monkeypatch, api)
    assert (report.unread, report.taken_in, report.done) == (1, 1, True)


def test_what_changed_just_now_is_left_to_its_webhook(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(page(placed(1001, JUST_NOW))) as api:
        assert numbers(night(world, monkeypatch, api)) == (1, 0, 0, 0)
        world.later(minutes=20)
        assert numbers(night(world, monkeypatch, api)) == (1, 1, 0, 1)


def test_a_shop_without_keys_is_not_asked(world: World) -> None:
    with keys():
        assert reconcile.nightly(world.services, ["demo"], world.now + timedelta(minutes=1)) == []


def test_the_night_reconciles(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "services", lambda: world.services)
    monkeypatch.setattr(nightly, "policies", lambda _: {"demo": world.policies["demo"]})
    with running(page(placed(1001, NOW))) as api:
        monkeypatch.setenv("AFTERCARE_SHOPIFY_API_URL", api.url)
        settings.cache_clear()
        with keys(domain="lumen.myshopify.com", admin_token="shpat_1"):
            nightly.handle({})
    world.pump()
    assert known(world) == {"#1001"}


def test_woocommerce_too(world: World) -> None:
    file = Path(__file__).parents[1] / "payloads" / "woocommerce" / "order_created.json"
    body: dict[str, Any] = json.loads(file.read_text())
    with (
        running(Answer(body=[body], headers={"X-WP-TotalPages": "1"})) as api,
        keys("woocommerce", url=api.url, consumer_key="ck", consumer_secret="cs"),
    ):
        (report,) = reconcile.nightly(world.services, ["demo"], world.now + timedelta(minutes=1))
        world.pump()
        assert (report.source, report.missing) == ("woocommerce", 1)
        assert {order.id for order in world.subjects("order")} == {"woocommerce:727"}
        (report,) = reconcile.nightly(world.services, ["demo"], world.now + timedelta(minutes=1))
    assert numbers(report) == (1, 0, 0, 0)


def test_history_is_taken_in_once_and_open_parcels_are_watched_from_then_on(world: World) -> None:
    world.later(days=2)
    orders = [as_webhook(node(1001, createdAt=LONG_AGO, processedAt=LONG_AGO))]
    for missing in (1, 0):
        report = reconcile.compare(world.services, "demo", "shopify", orders, history=True)
        world.pump()
        assert (report.missing, report.taken_in) == (missing, missing)
    assert world.email.sent == []
    assert world.slack.sent == []
    world.later(hours=1)
    world.scan("InTransit", eta=LATE, parcel="05228910012345")
    assert [row.kind for row in world.email.sent] == ["late_parcel"]


def test_a_dry_run_changes_nothing(world: World) -> None:
    report = reconcile.compare(world.services, "demo", "shopify", [as_webhook(node())], dry_run=True)
    assert (report.missing, report.taken_in) == (1, 0)
    assert world.store._receipts == {}
