"""Whatever a stranger sends, every source reads it, or says that it cannot; and what it reads can be stored."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care.events import Event
from chalicelib.errors import UnreadableError
from chalicelib.pulling.shopify_shape import as_webhook
from chalicelib.receipts import Delivery
from chalicelib.sources import shopify, woocommerce
from chalicelib.sources.base import INSIDE, OUTSIDE, Reading, source
from tests.pulling.shopify_pages import NODE
from tests.sources.payloads import CONTEXT, FOLDER

SOURCES = sorted(OUTSIDE | INSIDE)
PULLED = ("shopify", "woocommerce", "standard", "report")
TOPICS = (*sorted(shopify.READERS), *sorted(woocommerce.READERS), *PULLED, "shop/redact", "x")
TOPIC_HEADERS = ("x-shopify-topic", "x-wc-webhook-topic", "x-pulled-from")
OWN = {
    "page": [
        {"claims": {"kind": "solved", "case": "c", "cycle": "1"}, "form": "f", "answer": "no"},
        {"claims": {"kind": "feedback", "order": "o"}, "form": "f", "score": "3", "comment": "c"},
        {"claims": {"kind": "mute", "customer": "c", "what": "survey"}, "form": "f"},
    ],
    "form": [
        {"form": "f", "robot": "", "name": "n", "email": "e", "order": "1", "topic": "refund", "message": "m",
         "phone": "p", "lang": "sk", "call_at": "2026-11-25T08:00:00+00:00", "call_until": "2026-11-25T10:00:00+00:00"},
    ],
    "operator": [
        {"said": "1", "agent": {"id": "U1", "name": "Zuzana", "languages": ["sk"], "shifts": []}, "away": {"U2": True}},
        {"said": "2", "talk": {"channel": "phone", "text": "t", "customer": "c", "at": "2026-11-25T08:00:00+01:00"}},
    ],
    "book_week": [
        {"week": "2026-11-23", "due": {"U1": ["e1"]},
         "groups": [{"size": 3, "language": "sk", "topic": "delivery", "cases": ["c1", "c2"]}]},
    ],
    "clock": [
        {"about": "case:1", "kind": "k", "version": "v", "due_at": "2026-11-25T08:00:00+00:00", "params": {"a": "b"}}
    ],
}  # fmt: skip

odd = st.sampled_from([
    "", " ", "0", "-1", "1e999", "\ud800", "\x00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-02-30",
    10**40, -1, 2**63, 1e308, float("inf"), float("nan"), "٣", "x" * 5000, "2026-11-25T08:00:00", [], {}, [[]], [None],
])  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | odd
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@cache
def samples(name: str) -> list[Any]:
    """A source's payloads. They are read once; whoever changes one changes a copy."""
    if name == "pulled":
        return [
            as_webhook(NODE),
            {"source": "shopify", "run": "1", "looked_at": 3, "missing": 1, "different": 0},
            *samples("woocommerce"),
        ]
    files = sorted((FOLDER / name).glob("*.json")) if name not in OWN else []
    return OWN.get(name) or [json.loads(file.read_text()) for file in files if "headers" not in file.name]


@cache
def places(name: str, number: int) -> list[tuple[Any, ...]]:
    """Every place in a source's payload, in an order that is always the same."""
    return sorted(paths(samples(name)[number]), key=repr)


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths(each, (*here, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


@st.composite
def damaged(draw: st.DrawFn, name: str) -> Any:
    """A vendor's payload with one or two places replaced by anything."""
    number = draw(st.integers(0, len(samples(name)) - 1))
    value = replaced(samples(name)[number], draw(st.sampled_from(places(name, number))), draw(values))
    if draw(st.booleans()):
        value = replaced(value, draw(st.sampled_from(sorted(paths(value), key=repr))), draw(values))
    return value


def read(name: str, body: bytes, topic: str = "orders/create") -> Reading | None:
    """What the source makes of it; None if it says that it is unreadable. Anything else it raises fails the test."""
    delivery = Delivery(headers=dict.fromkeys(TOPIC_HEADERS, topic), body=body)
    assert isinstance(source(name).delivery_id(delivery), str)
    try:
        return source(name).read(delivery, CONTEXT)
    except UnreadableError:
        return None


def packed(name: str, value: Any) -> bytes:
    content = json.dumps(value)
    return urlencode({"payload": content}).encode() if name == "slack" else content.encode()


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple | dict):
        for each in value.items() if isinstance(value, dict) else value:
            yield from texts(each)


def storable(event: Event) -> bool:
    """UTF-8 throughout (`encode` raises if not), with a key, in UTC."""
    size = sum(len(text.encode()) for text in texts(event))
    in_utc = isinstance(event.occurred_at, datetime) and event.occurred_at.utcoffset() == timedelta()
    return size > 0 and bool(event.key) and in_utc


def holds(reading: Reading | None) -> bool:
    """A reading tells something, and all its events can be stored."""
    if reading is None:
        return True
    return bool(reading.events or reading.ignored or reading.unknown or reading.fetches) and all(
        map(storable, (*reading.events, *(event for each in reading.fetches for event in each.instead)))
    )


@pytest.mark.parametrize("name", SOURCES)
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_damaged_payloads(name: str, data: st.DataObject) -> None:
    value = data.draw(damaged(name))
    assert holds(read(name, packed(name, value), data.draw(st.sampled_from(TOPICS))))


@pytest.mark.parametrize("name", SOURCES)
@given(value=values, topic=st.sampled_from(TOPICS))
@settings(max_examples=60, deadline=None)
def test_any_json(name: str, value: Any, topic: str) -> None:
    assert holds(read(name, packed(name, value), topic))


@pytest.mark.parametrize("name", SOURCES)
@given(body=st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_bytes(name: str, body: bytes) -> None:
    assert holds(read(name, body))


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b"9" * 10_000, b'{"a":' * 100_000, b"payload=" + b"[" * 100_000, b"&".join([b"a=1"] * 5000)],
)
def test_bodies_made_to_break_parsers(name: str, body: bytes) -> None:
    assert holds(read(name, body))
