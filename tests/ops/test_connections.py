"""What doctor says of a connection: what came, and what the vendor itself tells."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import secrets
from chalicelib.bootstrap import Services
from chalicelib.config import settings
from chalicelib.policy import policies
from chalicelib.secrets import Secrets
from chalicelib.shopify_admin import VERSION
from chalicelib.sources.base import OUTSIDE
from ops.cli.connections import meta, shopify, surveymonkey, woocommerce
from ops.cli.connections.connection import Connection
from ops.cli.connections.heard import heard
from ops.cli.connections.vendors import VENDORS, connections_check
from ops.cli.finding import Finding
from ops.simulation.world import SECRETS, World
from tests.channels.fake_provider import Answer, Provider, closed_port, running

POLICY = policies("local")["demo"]
BASE = "https://care.example"
SHOPIFY: Secrets = {"signing": ["app-secret"], "domain": "lumen.myshopify.com", "admin_token": "shpat_1"}
META: Secrets = {"signing": ["app-secret"], "verify_token": ["v"], "page_token": "page-token"}
SCOPES = [*shopify.SCOPES, shopify.HOLDS[0], "read_all_orders"]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {"STAGE": "test", "TABLE": "t", "SECRETS_PREFIX": "/aftercare/test", "BASE_URL": BASE}.items():
        monkeypatch.setenv(f"AFTERCARE_{name}", value)
    settings.cache_clear()
    secrets.use(lambda name: json.dumps(SECRETS[name.removeprefix("/aftercare/test/")]))
    yield
    secrets.use(None)
    settings.cache_clear()


def connection(source: str, kept: Secrets) -> Connection:
    return Connection(shop="demo", source=source, secrets=kept, policy=POLICY, base_url=BASE)


def at(monkeypatch: pytest.MonkeyPatch, vendor: str, url: str) -> None:
    monkeypatch.setenv(f"AFTERCARE_{vendor.upper()}_API_URL", url)
    settings.cache_clear()


def said(findings: list[Finding], level: str) -> str:
    return " | ".join(finding.found for finding in findings if finding.level == level)


def of_shopify(topics: list[str], scopes: list[str], uri: str = f"{BASE}/in/shopify/demo") -> Answer:
    return Answer(body={"data": {
        "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in scopes]},
        "webhookSubscriptions": {"nodes": [{"topic": topic, "uri": uri} for topic in topics]},
    }})  # fmt: skip


ALL_TOPICS = [topic.replace("/", "_").upper() for topic in shopify.TOPICS]


def ask_shopify(
    monkeypatch: pytest.MonkeyPatch, kept: Secrets, *answers: Answer
) -> tuple[list[Finding], Provider]:  # fmt: skip
    with running(*answers) as api:
        at(monkeypatch, "shopify", api.url)
        return list(shopify.check(connection("shopify", kept))), api


def test_shopify_with_all_of_its_topics_and_scopes_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    findings, api = ask_shopify(monkeypatch, SHOPIFY, of_shopify(ALL_TOPICS, [*SCOPES, *shopify.GIVING]))
    assert {finding.level for finding in findings} == {"ok"}
    (request,) = api.requests
    assert request.path == f"/admin/api/{VERSION}/graphql.json"
    assert request.headers["x-shopify-access-token"] == "shpat_1"


def test_shopify_without_a_topic_or_scope_says_which_and_on_which_page(monkeypatch: pytest.MonkeyPatch) -> None:
    topics = [topic for topic in ALL_TOPICS if topic != "RETURNS_CLOSE"]
    findings, _ = ask_shopify(monkeypatch, SHOPIFY, of_shopify(topics, ["write_orders", "read_fulfillments"]))
    bad = [finding for finding in findings if finding.level == "bad"]
    assert [finding.found for finding in bad] == [
        "demo: the app lacks read_returns",
        "demo: not subscribed: returns/close",
    ]
    assert all("docs/connect/shopify.md" in finding.advice for finding in bad)
    assert "holds" in said(findings, "warn")
    assert "60 days" in said(findings, "warn")


def test_topics_that_go_elsewhere_or_stand_in_the_apps_file_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    findings, _ = ask_shopify(
        monkeypatch, SHOPIFY, of_shopify(ALL_TOPICS, SCOPES, "https://old.example/in/shopify/demo")
    )
    assert f"{len(ALL_TOPICS)} go to another address" in said(findings, "warn")
    assert not said(findings, "bad")


def test_an_app_of_the_dev_dashboard_is_asked_with_a_token_for_its_client_id(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Secrets = {"signing": ["new", "old"], "domain": "lumen.myshopify.com", "client_id": "id-1"}
    findings, api = ask_shopify(
        monkeypatch, kept, Answer(body={"access_token": "day"}), of_shopify(ALL_TOPICS, [*SCOPES, *shopify.GIVING])
    )  # fmt: skip
    assert {finding.level for finding in findings} == {"ok"}
    assert api.requests[0].form == {"grant_type": "client_credentials", "client_id": "id-1", "client_secret": "new"}
    assert api.requests[1].headers["x-shopify-access-token"] == "day"


def test_without_a_token_shopify_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "shopify", closed_port())
    (finding,) = shopify.check(connection("shopify", {"signing": ["a"], "domain": "lumen.myshopify.com"}))
    assert (finding.level, "not reconciled" in finding.found) == ("warn", True)
    assert '"client_id"' in finding.advice


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_shopify_does_not_take_is_bad(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    findings, _ = ask_shopify(monkeypatch, SHOPIFY, Answer(status=status))
    assert "does not take" in said(findings, "bad")


def woo(*hooks: tuple[str, str], url: str = f"{BASE}/in/woocommerce/demo") -> Answer:
    return Answer(body=[{"topic": topic, "status": status, "delivery_url": url} for topic, status in hooks])


def ask_woo(answer: Answer) -> list[Finding]:
    with running(answer) as api:
        kept: Secrets = {"signing": ["s"], "url": api.url, "consumer_key": "ck_1", "consumer_secret": "cs_1"}
        findings = list(woocommerce.check(connection("woocommerce", kept)))
    assert api.requests[0].path == "/wp-json/wc/v3/webhooks?per_page=100"
    assert api.requests[0].headers["authorization"] == "Basic Y2tfMTpjc18x"
    return findings


def test_woocommerce_says_which_webhook_is_switched_off_or_missing() -> None:
    topics = ("order.created", "order.updated", "order.deleted", "order.restored")
    assert said(ask_woo(woo(*((topic, "active") for topic in topics))), "ok") == "demo: all 4 webhooks are active"
    findings = ask_woo(woo(("order.created", "active"), ("order.updated", "disabled"), ("order.deleted", "active")))
    assert said(findings, "bad") == (
        "demo: there is no webhook for order.restored to this address | demo: switched off: order.updated (disabled)"
    )
    assert "no webhook for" in said(
        ask_woo(woo(*((topic, "active") for topic in topics), url="https://x.example")), "bad"
    )
    assert "REST API key" in said(ask_woo(Answer(status=401)), "bad")
    assert "answered 404" in said(ask_woo(Answer(status=404)), "warn")


def subscribed(name: str, *but: str, url: str = f"{BASE}/in/meta/demo") -> dict[str, object]:
    fields = [{"name": field, "version": "v23.0"} for field in sorted(meta.FIELDS[name] - set(but))]
    return {"object": name, "callback_url": url, "active": True, "fields": fields}


def ask_meta(monkeypatch: pytest.MonkeyPatch, *bodies: object) -> tuple[list[Finding], Provider]:
    with running(*(Answer(body=body) for body in bodies)) as api:
        at(monkeypatch, "meta", api.url)
        return list(meta.check(connection("meta", META))), api


APP = {"id": "77"}
GRANTED = [scope for scopes in meta.SCOPES.values() for scope in scopes]
TOKEN = {"data": {"is_valid": True, "expires_at": 0, "scopes": GRANTED}}
PAGE = {"data": [{"id": "77", "subscribed_fields": sorted(meta.FIELDS["page"])}]}


def test_meta_with_all_fields_is_well_and_no_token_stands_in_an_address_that_is_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    findings, api = ask_meta(monkeypatch, APP, {"data": [subscribed(name) for name in meta.FIELDS]}, TOKEN, PAGE)
    assert {finding.level for finding in findings} == {"ok"}
    assert [each.path.partition("?")[0] for each in api.requests] == [
        "/app", "/77/subscriptions", "/debug_token", f"/{POLICY.shop.facebook_page_id}/subscribed_apps"
    ]  # fmt: skip
    assert [each.headers["authorization"] for each in api.requests] == [
        "Bearer page-token", "Bearer 77|app-secret", "Bearer 77|app-secret", "Bearer page-token"
    ]  # fmt: skip


def test_meta_says_what_is_not_subscribed_not_granted_or_goes_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    app = {"data": [subscribed("page", "feed"), subscribed("instagram", url="https://x.example/in/meta/demo")]}
    token = {"data": {"is_valid": True, "scopes": [scope for scope in GRANTED if scope != "pages_read_user_content"]}}
    page = {"data": [{"id": "77", "subscribed_fields": ["feed"]}]}
    bad = said(ask_meta(monkeypatch, APP, app, token, page)[0], "bad")
    for words in (
        "page is not subscribed to feed", "instagram goes to another address", "no webhook for whatsapp",
        "lacks pages_read_user_content", "the page does not give the app mention, ",
    ):  # fmt: skip
        assert words in bad


def test_meta_without_a_living_token_or_with_another_apps_secret_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    (ended,) = ask_meta(monkeypatch, {"error": {"code": 190}})[0]
    assert ended.level == "bad"
    (wrong,) = ask_meta(monkeypatch, {"error": {"code": 100}})[0]
    assert "newest secret" in wrong.found
    (other,) = ask_meta(monkeypatch, APP, {"error": {"code": 1}})[0]
    assert "not that of the app 77" in other.found


def test_surveymonkey_says_whether_its_webhook_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Answer(body={"data": [{"id": "5"}]})
    for url, level in ((f"{BASE}/in/surveymonkey/demo", "ok"), ("https://x.example", "bad")):
        one = Answer(body={"event_type": "response_completed", "subscription_url": url})
        with running(listed, one) as api:
            at(monkeypatch, "surveymonkey", api.url)
            (finding,) = surveymonkey.check(connection("surveymonkey", {"access_token": "t"}))
        assert finding.level == level
        assert [each.path for each in api.requests] == ["/webhooks", "/webhooks/5"]


def test_a_vendor_that_is_away_is_a_warning_and_the_others_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for vendor in ("meta", "surveymonkey"):
        at(monkeypatch, vendor, closed_port())
    findings = list(connections_check({"demo": POLICY}, None))
    assert {finding.area for finding in findings} == set(OUTSIDE)
    away = [finding.area for finding in findings if finding.level == "warn"]
    assert set(away) == {"meta", "surveymonkey", "shopify", "woocommerce"}, "the stores' secrets have no API keys here"
    assert not said(findings, "bad")


def test_the_address_is_told_without_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for vendor in ("meta", "surveymonkey"):
        at(monkeypatch, vendor, closed_port())
    (told,) = [each.found for each in connections_check({"demo": POLICY}, None) if each.area == "trustpilot"]
    assert told == f"demo: the vendor posts to {BASE}/in/trustpilot/demo?token=<the token>"


def test_every_vendor_that_is_asked_is_one_that_posts() -> None:
    assert VENDORS.keys() <= OUTSIDE.keys()


def told_of(world: World, services: Services, source: str) -> list[Finding]:
    policy = replace(POLICY, feeds=replace(POLICY.feeds, at_first=timedelta(hours=24)))
    made = Connection(shop="demo", source=source, secrets={}, policy=policy, base_url=BASE)
    return list(heard(made, replace(services, now=lambda: world.now)))


def test_what_came_is_told_and_silence_and_what_could_not_be_read() -> None:
    world = World()
    (nothing,) = told_of(world, world.services, "aftership")
    assert (nothing.level, "nothing has come yet" in nothing.found) == ("warn", True)
    world.happens("woocommerce", b'{"id": ', topic="order.created")
    world.happens("woocommerce", b"{}", topic="subscription.created")
    levels = {
        finding.found.partition(": ")[2]: finding.level for finding in told_of(world, world.services, "woocommerce")
    }
    assert levels["1 parked, since nobody could read them"] == "warn"
    assert levels["1 with a word that has no meaning yet"] == "warn"
    assert next(iter(levels)).startswith("last heard at")
    assert next(iter(levels.values())) == "ok"
    world.now += timedelta(hours=30)
    assert told_of(world, world.services, "woocommerce")[0].level == "warn"
