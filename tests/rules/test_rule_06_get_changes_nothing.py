"""Rule 6: GET and HEAD change nothing, ever. Mail scanners open every link.

Seen to fail with: pages.solved.show recording the link's answer; web.page pressing whatever the method;
gate.receive admitting a handshake.
"""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from chalice.app import Request

import app as entry
from chalicelib import fates, gate, links, web
from chalicelib.access import Access, admit
from chalicelib.metrics import api
from chalicelib.pages import dashboard
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.tokens import SCOPES, issue
from ops.simulation.world import World

KEYS = (b"new-link-key", b"old-link-key")


@pytest.fixture
def played(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """An order told late, a case resolved and asked about."""
    monkeypatch.setattr(web, "services", lambda: world.services)
    monkeypatch.setattr(web, "policies", lambda _: world.policies)
    world.staffed().order()
    world.ships()
    world.late()
    world.complains()
    world.press("case_resolve")
    world.tick(hours=24)
    assert "solved_question" in world.email.kinds()
    return world


def whole(world: World) -> dict[str, Any]:
    """Everything the store holds."""
    parts = vars(world.store)
    return {name: copy.deepcopy(part) for name, part in parts.items() if name not in ("_lock", "on_new")}


def asked(method: str, path: str, body: bytes = b"", query: dict[str, str] | None = None) -> Request:
    return Request({
        "httpMethod": method, "multiValueQueryStringParameters": {n: [v] for n, v in (query or {}).items()} or None,
        "headers": {"content-type": "application/x-www-form-urlencoded"}, "pathParameters": {}, "body": body.decode(),
        "isBase64Encoded": False, "stageVariables": None,
        "requestContext": {"resourcePath": path, "httpMethod": method, "identity": {}},
    })  # fmt: skip


def tokens(world: World) -> dict[str, list[str]]:
    """Every link that our mails carry, by page; a good one, and what a scanner may make of it."""
    case, made = world.case, {}
    for page, claims in {
        "solved": {"kind": "solved", "case": case.id, "cycle": str(case.cycle), "answer": "no"},
        "feedback": {"kind": "feedback", "order": "shopify:1001000"},
        "choice": {"kind": "choice", "order": "shopify:1001000"},
        "survey": {"kind": "survey", "order": "shopify:1001000", "survey": "nps", "score": "9"},
        "returns": {"kind": "return", "order": "shopify:1001000"},
        "unsubscribe": {"kind": "mute", "customer": world.customer.id, "what": "survey"},
    }.items():
        good = links.sign(KEYS, world.now, world.policies["demo"].solved.expires, shop="demo", **claims)
        made[page] = [good, good[:-2], "x"]
    return made


def looks(parts: dict[str, Any]) -> int:
    """How often the timelines say that a question was looked at."""
    lines = [line for entries in parts["_timelines"].values() for each in entries.values() for line in each]
    return sum(line.what.startswith("solved_question.opened") for line in lines)


def without_looks(parts: dict[str, Any]) -> dict[str, Any]:
    """The store without the observations that somebody looked, and without what counts them."""
    timelines = {
        about: {key: lines for key, lines in entries.items() if not lines[0].what.startswith("solved_question.opened")}
        for about, entries in parts["_timelines"].items()
    }
    return {name: part for name, part in parts.items() if name != "_spent"} | {"_timelines": timelines}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("page", ["solved", "feedback", "survey", "unsubscribe", "choice", "returns"])
def test_looking_at_a_page_writes_nothing(played: World, page: str, method: str) -> None:
    before = whole(played)
    for token in tokens(played)[page]:
        for _ in range(2):
            answer = web.page(
                page, token, asked(method, f"/{page}", b"answer=no&form=f1&score=1&choice=cancel&wish=return")
            )
            assert answer.status_code in (200, 404)
    played.pump()
    after = whole(played)
    if page == "solved":
        # The one thing that may be appended: that it was looked at, once or twice.
        before, after, seen = without_looks(before), without_looks(after), looks(after)
        assert 0 < seen <= 2
    assert after == before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("shop", ["demo", "elsewhere"])
def test_looking_at_the_contact_page_writes_nothing(played: World, shop: str, method: str) -> None:
    before = whole(played)
    for query in ({}, {"lang": "sk", "order": "#1001", "message": "Haló", "email": "jana@example.sk"}):
        answer = web.contact(shop, asked(method, "/contact/{shop}", b"message=hello", query))
        assert answer.status_code == (200 if shop == "demo" else 404)
    played.pump()
    assert whole(played) == before


def test_a_press_does_write(played: World) -> None:
    """Else the test above would hold for a page that can do nothing."""
    token = tokens(played)["solved"][0]
    assert web.page("solved", token, asked("POST", "/s", b"answer=no&form=f1")).status_code == 200
    played.pump()
    assert played.case.reopened == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("source", ["shopify", "aftership", "meta", "slack", "page", "ses", "clock"])
def test_a_handshake_writes_nothing(played: World, source: str, method: str) -> None:
    before = whole(played)
    query = {"hub.mode": "subscribe", "hub.verify_token": "let-me-in", "hub.challenge": "42"}
    answer = gate.receive(
        source, "demo", Delivery(query=query, body=b"{}"), played.store, secret, played.now,
        shops=played.policies, method=method,
    )  # fmt: skip
    assert (answer.status, answer.body) == (200, "42") if source == "meta" else answer.status in (404, 405)
    assert whole(played) == before


def asking(world: World) -> Access:
    """Somebody with a good token. That they asked is noted (access.py), and is all that is."""
    kept, text = issue("demo", "tests", tuple(SCOPES), "tests", world.now, timedelta(days=1))
    world.store.put_token(kept)
    before = whole(world)
    access = admit(world.services, world.policies, {"authorization": f"Bearer {text}"}, "metrics:read")
    assert isinstance(access, Access)
    assert {name for name, part in whole(world).items() if part != before[name]} == {"_spent"}
    world.store._spent.clear()
    world.store._tokens.clear()
    return access


def test_the_numbers_are_read_and_not_written(played: World) -> None:
    before = whole(played)
    access = asking(played)
    for query in ({}, {"by": "agent"}, {"by": "week", "from": "2026-01-01"}):
        asked_ = api.Asked(services=played.services, access=access, query=query, headers={})
        for answer in (api.metric(asked_, "summary"), api.metric(asked_, "late_parcels"), api.top(asked_, "agents")):
            assert json.loads(answer.body)
    assert whole(played) == before


@pytest.mark.parametrize("query", [{}, {"from": "2026-11-01"}, {"sample": "cases"}, {"from": "x"}])
def test_looking_at_the_dashboard_writes_nothing(played: World, query: dict[str, str]) -> None:
    before = whole(played)
    for kind in ("numbers", "solved"):
        link = links.sign(KEYS, played.now, timedelta(hours=1), kind=kind, shop="demo", agent="U1")
        shown = dashboard.show(played.services, KEYS, link, query)
        assert shown.status == (404 if kind == "solved" else 400 if query.get("from") == "x" else 200)
    assert whole(played) == before


def test_a_deliverys_fate_is_read_and_not_written(played: World) -> None:
    before = whole(played)
    for receipt_id in ("none", *list(played.store._receipts)[:3]):
        fates.of_receipt(receipt_id, played.store, "demo")
    assert whole(played) == before


def test_every_route_that_takes_get_is_one_of_those_above() -> None:
    """A new one must be added to these tests."""
    routes = {path for path, methods in entry.app.routes.items() if {"GET", "HEAD"} & set(methods)}
    assert routes == {
        "/in/{source}/{shop}", "/s/{token}", "/f/{token}", "/u/{token}", "/c/{token}", "/r/{token}",
        "/contact/{shop}", "/d/{link}",
        "/metrics/summary", "/metrics/late_now", "/metrics/{name}", "/metrics/top/{name}", "/receipts/{receipt}",
        "/schema/events.v1.json", "/openapi.json", "/health",
        "/o/{token}",
    }  # fmt: skip
