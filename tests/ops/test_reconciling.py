"""The commands that ask a store, over the movements in memory: by API, by file, and what they say when it fails."""

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from chalicelib import secrets
from chalicelib.config import settings
from ops.cli import reconciling
from ops.cli.__main__ import app
from ops.simulation.cast import NOON
from ops.simulation.world import SECRETS, World
from ops.store_export import ExportError, orders_in
from tests.channels.fake_provider import Answer, Provider, running
from tests.movements.conftest import _settings as _settings
from tests.movements.conftest import catalogues as catalogues
from tests.pulling.shopify_pages import page, placed, refused

NOW = (NOON - timedelta(hours=1)).isoformat()
HEAD = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Total,Created at,Lineitem quantity,"
    "Lineitem name,Billing Name,Shipping Country,Note Attributes,Cancelled at,Source,Phone,Id"
)
FIRST = {
    "Name": "#1001", "Email": "jana@example.sk", "Financial Status": "paid", "Paid at": "2026-11-20 10:20:00 +0100",
    "Fulfillment Status": "unfulfilled", "Currency": "EUR", "Total": "45.90", "Created at": "2026-11-20 10:15:00 +0100",
    "Lineitem quantity": "1", "Lineitem name": "Lampa Luna", "Billing Name": "Jana Kováčová", "Shipping Country": "SK",
    "Note Attributes": "gift: no\ndelivery_date: 2026-11-27", "Source": "web", "Id": "5001",
}  # fmt: skip
SENT = FIRST | {
    "Name": "#1002", "Email": "peter@example.sk", "Created at": "2025-03-01 07:59:00 +0100", "Note Attributes": "",
    "Paid at": "2025-03-01 08:00:00 +0100", "Fulfillment Status": "fulfilled", "Id": "5002",
    "Fulfilled at": "2025-03-03 08:00:00 +0100",
}  # fmt: skip
VOIDED = FIRST | {
    "Name": "#1003", "Email": "eva@example.sk", "Financial Status": "voided", "Paid at": "", "Id": "5003",
    "Cancelled at": "2026-11-21 09:00:00 +0100",
}  # fmt: skip
LINE = {"Name": "#1001", "Email": "jana@example.sk", "Lineitem quantity": "2", "Lineitem name": "Žiarovka E27"}
ROWS = (FIRST, LINE, SENT, VOIDED, FIRST | {"Name": "#1004", "Id": ""})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """While the command waits for a store, time goes by."""
    world = World()
    world.store.on_new.append(lambda kind, _: world.pump() if kind == "receipt" else None)
    monkeypatch.setattr(reconciling, "opened", lambda *_: world.services)
    clock = SimpleNamespace(sleep=lambda seconds: world.later(seconds=seconds), monotonic=lambda: 0.0)
    monkeypatch.setattr(reconciling, "time", clock)
    return world


@pytest.fixture
def shopify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with running(page(placed(1001, NOW))) as api:
        monkeypatch.setenv("AFTERCARE_SHOPIFY_API_URL", api.url)
        settings.cache_clear()
        known = {**SECRETS, "demo/shopify": {"domain": "lumen.myshopify.com", "admin_token": "shpat_1"}}
        secrets.use(lambda name: json.dumps(known[name.removeprefix("/aftercare/test/")]))
        yield api


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "orders_export.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictWriter(opened, HEAD.split(","))
        rows.writeheader()
        rows.writerows(ROWS)
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_store_is_compared_and_the_next_run_goes_on(world: World, shopify: Provider) -> None:
    tried = run("reconcile", "--dry-run", "--json")
    assert (json.loads(tried.stdout)["sources"][0]["missing"], world.subjects("order")) == (1, [])
    done = run("reconcile", "--json")
    assert done.exit_code == 0, done.output
    (report,) = json.loads(done.stdout)["sources"]
    assert (report["source"], report["looked_at"], report["taken_in"], report["done"]) == ("shopify", 1, 1, True)
    assert world.the_order().placed_at == NOON - timedelta(hours=1)
    assert world.row("feed_line").params["line"] == "reconciled"
    world.later(days=1)
    assert "done" in run("reconcile").output
    asked = [request.json["variables"]["query"] for request in shopify.requests]
    assert asked == ["updated_at:>='2026-11-22T12:00:00Z'"] * 2 + ["updated_at:>='2026-11-23T10:00:00Z'"]


def test_a_store_that_asks_to_wait_is_waited_for(world: World, shopify: Provider) -> None:
    shopify.answers = [page(placed(1001, NOW), following="c1", left=0), refused("THROTTLED"), page(placed(1002, NOW))]
    assert run("reconcile", "--since", "2026-11-20").exit_code == 0
    assert {order.name for order in world.subjects("order")} == {"#1001", "#1002"}
    assert world.now > NOON
    assert world.store.setting("demo", "reconcile:shopify") == {}, "a look back moves nothing"


@pytest.mark.usefixtures("world")
def test_a_store_that_stays_away_is_given_up_with_exit_code_1(shopify: Provider) -> None:
    shopify.answers = [page(placed(1001, NOW), following="c1"), Answer(status=503)]
    failed = run("reconcile", "--json")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["sources"][0]["why"] == "shopify answered 503"
    assert len(shopify.requests) == 1 + reconciling.TRIES
    shopify.answers = [page(placed(1002, NOW))]
    assert run("reconcile").exit_code == 0
    assert shopify.requests[-1].json["variables"]["after"] == "c1"


def test_history_is_imported_by_api_from_two_years_back(world: World, shopify: Provider) -> None:
    done = run("import", "--api")
    assert done.exit_code == 0, done.output
    assert "orders a minute" in done.output
    assert shopify.requests[0].json["variables"]["query"] == "updated_at:>='2024-11-23T12:00:00Z'"
    assert world.the_order().imported_at == NOON
    assert world.store.setting("demo", "reconcile:shopify")["since"] == "2026-11-23T10:00:00+00:00"
    assert (world.email.sent, world.slack.sent) == ([], [])


def test_history_is_imported_from_an_export_and_again_without_effect(world: World, export: Path) -> None:
    first = run("import", str(export), "--json")
    assert first.exit_code == 1, "one order has no id"
    (report,) = json.loads(first.stdout)["sources"]
    assert (report["looked_at"], report["missing"], report["taken_in"], report["unread"]) == (3, 3, 3, 1)
    orders = {order.name: order for order in world.subjects("order")}
    assert {name: str(order.state) for name, order in orders.items()} == {
        "#1001": "open", "#1002": "open", "#1003": "cancelled",
    }  # fmt: skip
    assert [item.title for item in orders["#1001"].items] == ["Lampa Luna", "Žiarovka E27"]
    assert str(orders["#1001"].promise and orders["#1001"].promise.on) == "2026-11-27"
    assert orders["#1002"].left_at is not None
    assert (world.email.sent, world.slack.sent) == ([], [])
    (report,) = json.loads(run("import", str(export), "--json").stdout)["sources"]
    assert (report["missing"], report["different"], report["taken_in"]) == (0, 0, 0)


def test_of_many_orders_nothing_but_the_answer_is_printed(world: World, tmp_path: Path) -> None:
    told = [
        {"type": "order.placed.v1", "timestamp": "2026-11-01T10:00:00Z", "data": {"order_id": f"A-{n}", "name": "#A"}}
        for n in range(120)
    ]
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(told))
    world.store.on_new.clear()
    done = run("import", str(file), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["sources"][0]["taken_in"] == 120


def test_our_own_events_can_be_imported(world: World, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    placed_ = {
        "type": "order.placed.v1", "timestamp": "2026-11-01T10:00:00Z",
        "data": {"order_id": "A-7", "name": "#A7", "person": {"email": "jana@example.sk"}},
    }  # fmt: skip
    paid = {"type": "order.paid.v1", "timestamp": "2026-11-01T10:05:00Z", "data": {"order_id": "A-7"}}
    file.write_text(f"{json.dumps(placed_)}\n{json.dumps(paid)}\n")
    done = run("import", str(file))
    assert done.exit_code == 0, done.output
    (order,) = world.subjects("order")
    assert (order.name, order.paid_at is not None, order.imported_at) == ("#A7", True, NOON)
    assert "0" in run("import", str(file)).output
    assert len(world.store._receipts) == 2


@pytest.mark.usefixtures("world")
def test_what_is_asked_wrongly_is_said(tmp_path: Path) -> None:
    assert run("import").exit_code == 2
    assert run("reconcile", "--source", "etsy").exit_code == 2
    assert run("import", str(tmp_path / "none.csv")).exit_code == 2
    without = run("reconcile")
    assert without.exit_code == 1, "no store has keys"
    for name, text in (("x.csv", "a,b\n1,2\n"), ("x.json", "{"), ("y.json", "[1]")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ExportError):
            orders_in(tmp_path / name)


@pytest.mark.parametrize("command", ["reconcile", "import"])
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage: " in run(command, "--help").output
