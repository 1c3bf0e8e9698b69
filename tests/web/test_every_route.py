"""Every route of app.py, by construction: a route that nobody generates requests for fails here.

A stranger's request leads to no 5xx but for our own outage, and of an authentic one nothing is lost. What both leave in
the log is looked at here, and after every test of the suite (tests/conftest.py).
"""

import json
import tracemalloc
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import app
from chalicelib import bootstrap, links
from chalicelib.channels import slack
from chalicelib.gate import LIMIT_BYTES
from chalicelib.overview import BOARD_LASTS
from chalicelib.react import react
from chalicelib.sources.base import INSIDE, OUTSIDE
from chalicelib.store.port import LISTED
from ops.signing import query, sign
from tests.private import MARKS, private_in
from tests.sources.test_any_input import damaged, packed
from tests.web.api import LINK_KEY, PAGES, SECRETS, SHOP, TOKEN, Answer, Api, route_event
from tests.web.strangers import (
    BOMBS,
    UNPACKED,
    bodies,
    event_parts,
    fields,
    headers,
    marks,
    methods,
    odd,
    queries,
    texts,
)

ROUTES = sorted(app.routes)
ENDS = LISTED | {"done", "waiting"}  # what only points elsewhere waits while that is away
MANY = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=50)
shops = st.just(SHOP) | st.sampled_from(["elsewhere", "demo\x00", "DEMO", "..", "x" * 5000]) | marks | texts
# What stands in a route's braces.
PARTS: dict[str, st.SearchStrategy[str]] = {
    "source": st.sampled_from(sorted(OUTSIDE | INSIDE)) | marks | texts,
    "shop": shops,
    "receipt": marks | texts | odd,
    "link": marks | texts | odd | st.sampled_from([".eJw", "a.b.c"]),
    "name": marks | texts | odd | st.sampled_from(["late_parcels", "summary.csv", "agents.csv", ".csv", "top"]),
    "token": marks | texts | odd | st.sampled_from(["A" * 8000, ".eJw", "a.b.c", "." * 3000]),
}


class Sent(NamedTuple):
    """An authentic request: its path, body and headers."""

    path: str
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple's default is never changed


def delivered(source: str, path: str, api: Api, body: bytes) -> Sent:
    secrets = SECRETS[f"{SHOP}/{source}"]
    return Sent(f"{path}?{urlencode(query(secrets))}", body, sign(source, body, secrets, api.now))


def pressed(page: str, api: Api, body: bytes) -> Sent:
    return Sent(api.link(page), body, {"content-type": "application/x-www-form-urlencoded"})


def opened(path: str, given_: dict[str, str], api: Api, body: bytes) -> Sent:  # noqa: ARG001 - as all ways
    return Sent(path, body, given_)


def by_link(api: Api, body: bytes) -> Sent:
    return Sent(f"/d/{links.sign((LINK_KEY,), api.now, BOARD_LASTS, kind='numbers', shop=SHOP, agent='U1')}", body)


# Route -> how somebody who may makes a request to it.
AUTHENTIC: dict[str, list[Callable[[Api, bytes], Sent]]] = {
    "/in/{source}/{shop}": [partial(delivered, name, f"/in/{name}/{SHOP}") for name in sorted(OUTSIDE)],
    "/slack/{shop}/interact": [partial(delivered, "slack", f"/slack/{SHOP}/interact")],
    "/slack/{shop}/command": [partial(delivered, "slack", f"/slack/{SHOP}/command")],
    "/slack/{shop}/events": [partial(delivered, "slack", f"/slack/{SHOP}/events")],
    "/s/{token}": [partial(pressed, "s")],
    "/f/{token}": [partial(pressed, "f")],
    "/o/{token}": [partial(pressed, "o")],
    "/u/{token}": [partial(pressed, "u")],
    "/c/{token}": [partial(pressed, "c")],
    "/r/{token}": [partial(pressed, "r")],
    "/contact/{shop}": [partial(opened, f"/contact/{SHOP}", {"content-type": "application/x-www-form-urlencoded"})],
    "/d/{link}": [by_link],
    "/metrics/summary": [partial(opened, "/metrics/summary", TOKEN)],
    "/metrics/late_now": [partial(opened, "/metrics/late_now", TOKEN)],
    "/metrics/{name}": [partial(opened, f"/metrics/{name}", TOKEN) for name in ("late_parcels", "summary.csv")],
    "/metrics/top/{name}": [partial(opened, "/metrics/top/agents", TOKEN)],
    "/receipts/{receipt}": [partial(opened, "/receipts/unknown", TOKEN)],
    "/openapi.json": [partial(opened, "/openapi.json", {})],
    "/schema/events.v1.json": [partial(opened, "/schema/events.v1.json", {})],
    "/health": [partial(opened, "/health", {})],
}
KEPT = [name for name in AUTHENTIC if name.startswith(("/in/", "/slack/"))]
WAYS = [(route, way) for route in KEPT for way in range(len(AUTHENTIC[route]))]
LABELS = (
    "", "application/json", "text/xml", "text/html;charset=utf-16", "application/x-www-form-urlencoded;charset=utf-7",
    "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "b" * 8000,
)  # fmt: skip
PRESSED = [route for route in ROUTES if "POST" in app.routes[route] and route not in KEPT]


@pytest.fixture(autouse=True)
def _slack_takes_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "open_view", lambda *_, pushed: None)  # noqa: ARG005


def test_requests_are_generated_for_every_route() -> None:
    assert set(AUTHENTIC) == set(app.routes)
    assert {part for route in ROUTES for part in braced(route)} == set(PARTS)
    assert set(PAGES) == {route[1] for route in ROUTES if braced(route) == ["token"]}


def braced(route: str) -> list[str]:
    return [part[1:-1] for part in route.split("/") if part.startswith("{")]


def assert_fine(answer: Answer, log: StringIO, outage: bool = False) -> None:
    """No 5xx but for our own outage, no exception, one line per header, nothing private in the log."""
    lines = log.getvalue()
    log.seek(0)
    log.truncate()
    assert answer.status < 500 or (outage and answer.status == 503), lines
    assert "exception" not in lines.casefold()
    assert '"trace"' not in lines
    assert not any(letter in value for value in answer.headers.values() for letter in "\r\n")
    assert private_in(lines) == []


@pytest.mark.parametrize("route", ROUTES)
@MANY
@given(data=st.data())
def test_a_strangers_request(api: Api, log: StringIO, route: str, data: st.DataObject) -> None:
    captured = {part: data.draw(PARTS[part]) for part in braced(route)}
    event = route_event(data.draw(methods), route, captured)
    event["headers"] = data.draw(headers)
    event["body"], event["isBase64Encoded"] = b64encode(data.draw(bodies)).decode(), True
    event |= data.draw(event_parts)
    answer = api.handle(event)
    # A shop that the policy does not know may be one that is not configured yet: its vendor is to try again.
    assert_fine(answer, log, outage=captured.get("shop", SHOP) != SHOP)
    assert api.store.presses == []


@pytest.mark.parametrize("route", ROUTES)
@MANY
@given(method=methods, body=bodies, more=headers, query=queries)
def test_a_right_request_by_any_method(
    api: Api, log: StringIO, route: str, method: str, body: bytes, more: dict[str, str], query: str
) -> None:
    for way in AUTHENTIC[route]:
        sent, before = way(api, body), len(api.store.presses)
        ours = {name.lower() for name in sent.headers}
        given_ = {name: value for name, value in more.items() if name.lower() not in ours} | sent.headers
        answer = api.send(method, f"{sent.path}?{query}", body, given_, base64=True)
        assert_fine(answer, log)
        if method not in app.routes[route]:
            assert answer.status == 405
        if method != "POST":
            assert len(api.store.presses) == before


def ends_well(api: Api, log: StringIO, sent: Sent, more: dict[str, str] | None = None) -> set[str]:
    """Send what is authentic; it is stored as it came, and comes to an end. What became of that body, each time."""
    known = {receipt.id for receipt, _ in api.store.presses}
    answer = api.send("POST", sent.path, sent.body, {**(more or {}), **sent.headers}, base64=True)
    assert answer.status == 200
    for receipt in {receipt.id for receipt, _ in api.store.presses} - known:
        react(bootstrap.services(), receipt)
    fates = {receipt.status for receipt, delivery in api.store.presses if delivery.body == sent.body}
    assert fates
    assert fates <= ENDS
    assert_fine(answer, log)
    return fates


@pytest.mark.parametrize(("route", "way"), WAYS)
@MANY
@given(body=bodies, more=headers)
def test_nothing_authentic_is_lost_whatever_it_is(
    api: Api, log: StringIO, route: str, way: int, body: bytes, more: dict[str, str]
) -> None:
    if b"ssl_check=1" not in body:
        ends_well(api, log, AUTHENTIC[route][way](api, body), more)


@pytest.mark.parametrize("source", sorted(OUTSIDE | {"slack": ""}))
@MANY
@given(data=st.data())
def test_nothing_authentic_is_lost_however_damaged(api: Api, log: StringIO, source: str, data: st.DataObject) -> None:
    path = f"/slack/{SHOP}/interact" if source == "slack" else f"/in/{source}/{SHOP}"
    ends_well(api, log, delivered(source, path, api, packed(source, data.draw(damaged(source)))))


@pytest.mark.parametrize("page", sorted(PAGES))
@MANY
@given(form=fields)
@example(form={"form": "f1", "answer": "yes", "score": "3", "comment": MARKS["text"]})
def test_no_press_is_lost(api: Api, log: StringIO, page: str, form: dict[str, str]) -> None:
    before = len(api.store.presses)
    answer = api.press(api.link(page), **form)
    assert_fine(answer, log)
    for receipt, delivery in api.store.presses[before:]:
        react(bootstrap.services(), receipt.id)
        assert json.loads(delivery.body)["claims"]["kind"] == PAGES[page]["kind"]
    assert {receipt.status for receipt, _ in api.store.presses} <= ENDS
    assert_fine(answer, log)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("route", PRESSED)
def test_a_press_that_is_labelled_as_something_else_hurts_nobody(
    api: Api, log: StringIO, route: str, label: str
) -> None:
    """With a link that is good, so that its body is looked at."""
    body = urlencode({"form": "f1", "answer": "yes", "score": "3", "comment": MARKS["text"]}).encode()
    for way in AUTHENTIC[route]:
        sent = way(api, body)
        for each in (body, body.decode().encode("utf-16"), b"--x\r\n" + body):
            answer = api.send("POST", sent.path, each, {**sent.headers, "content-type": label}, base64=True)
            assert_fine(answer, log)
    for receipt, _ in api.store.presses:
        react(bootstrap.services(), receipt.id)
    assert {receipt.status for receipt, _ in api.store.presses} <= ENDS


@pytest.mark.parametrize(("route", "way"), WAYS)
@pytest.mark.parametrize("coding", sorted(BOMBS))
def test_what_is_compressed_is_kept_as_it_came_and_never_unpacked(
    api: Api, log: StringIO, route: str, way: int, coding: str
) -> None:
    sent = AUTHENTIC[route][way](api, BOMBS[coding])
    with little_memory():
        assert ends_well(api, log, sent, {"Content-Encoding": coding}) == {"parked"}


@pytest.mark.parametrize("route", PRESSED)
def test_a_form_that_is_compressed_is_no_form_and_never_unpacked(api: Api, log: StringIO, route: str) -> None:
    for coding, bomb in BOMBS.items():
        for sent in (way(api, bomb) for way in AUTHENTIC[route]):
            with little_memory():
                assert_fine(
                    api.send("POST", sent.path, bomb, {**sent.headers, "Content-Encoding": coding}, base64=True), log
                )


@contextmanager
def little_memory() -> Iterator[None]:
    """Nothing inside takes as much as a bomb would grow to."""
    tracemalloc.start()
    try:
        yield
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < UNPACKED / 4


@pytest.mark.parametrize("route", [route for route in ROUTES if "POST" in app.routes[route]])
def test_a_body_over_the_limit_is_413_and_one_at_it_is_taken(api: Api, log: StringIO, route: str) -> None:
    for way in AUTHENTIC[route]:
        over, at = way(api, b"a" * (LIMIT_BYTES + 1)), way(api, b"a" * LIMIT_BYTES)
        before = len(api.store.presses)
        assert api.send("POST", over.path, over.body, over.headers, base64=True).status == 413
        assert len(api.store.presses) == before
        answer = api.send("POST", at.path, at.body, at.headers, base64=True)
        assert answer.status == 200
        assert_fine(answer, log)


def test_a_bug_in_a_route_leaves_no_words_of_anybody_in_the_log(
    api: Api, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        int(MARKS["email"])

    monkeypatch.setattr("chalicelib.web.gate.receive", broken)
    assert api.post(f"/in/shopify/{SHOP}", b"{}", api.shopify(b"{}")).status == 500
    assert "ValueError" in log.getvalue()
    assert "test_every_route.py" in log.getvalue(), "the place of the bug must be there"
    assert private_in(log.getvalue()) == []
    assert urlencode({"": MARKS["email"]}) not in log.getvalue()
