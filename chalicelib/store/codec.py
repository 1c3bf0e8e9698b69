"""Snapshots as JSON text, deliveries and counted facts as packed bytes.

A snapshot written by an older version lacks fields (they take their defaults), one by a newer version more
(they are ignored): so a deploy needs no migration, as long as fields are only added, with defaults. What stands at its
default is not written either, since every write of an item costs its size: so a default, once released, stays.
"""

import zlib
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from chalicelib.care.state import SUBJECTS, Subject
from chalicelib.errors import StoreError
from chalicelib.receipts import Delivery
from chalicelib.store.values import Fact

MAX_BODY = 64 * 1024 * 1024
"""Bytes a stored delivery may unpack to: above any mail we take, far below what a zip bomb makes."""


def encode(subject: Subject) -> str:
    """A snapshot as JSON text."""
    return msgspec.json.encode(_lean(subject)).decode()


def _lean(value: Any) -> Any:
    """A value without those fields of its dataclasses that stand at their defaults."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _lean(own) for name, usual in _usual(type(value)) if (own := getattr(value, name)) != usual}
    if isinstance(value, tuple | list):
        return [_lean(each) for each in value]
    if isinstance(value, dict):
        return {key: _lean(each) for key, each in value.items()}
    return value


@cache
def _usual(type_: type) -> tuple[tuple[str, Any], ...]:
    """Each field of a dataclass with its default; MISSING, which nothing equals, if it has none."""
    return tuple((field.name, _default(field)) for field in fields(type_))


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def decode(type_: str, text: str) -> Subject:
    """The inverse of `encode`. StoreError if the text is no snapshot of `type_`."""
    try:
        return msgspec.json.decode(text, type=SUBJECTS[type_])
    except (msgspec.DecodeError, KeyError) as error:
        raise StoreError(f"cannot read a snapshot of type {type_!r}: {type(error).__name__}") from error


def pack_facts(facts: Iterable[Fact]) -> bytes:
    """Facts of one shop as compressed bytes."""
    rows = [(one.id, one.name, one.at, one.value, dict(one.dimensions)) for one in facts]
    return zlib.compress(msgspec.msgpack.encode(rows), 6)


def unpack_facts(shop: str, packed: bytes) -> list[Fact]:
    """The inverse of `pack_facts`. StoreError if the bytes are broken."""
    try:
        rows = msgspec.msgpack.decode(
            zlib.decompress(packed), type=list[tuple[str, str, datetime, float, dict[str, str]]]
        )
    except (zlib.error, msgspec.DecodeError) as error:
        raise StoreError(f"cannot unpack counted facts: {error}") from error
    return [
        Fact(id=id_, shop=shop, name=name, at=at, value=value, dimensions=dimensions)
        for id_, name, at, value, dimensions in rows
    ]


def pack(delivery: Delivery) -> bytes:
    """A delivery as compressed bytes."""
    return zlib.compress(msgspec.msgpack.encode(delivery), 6)


def unpack(packed: bytes) -> Delivery:
    """The inverse of `pack`. StoreError if the bytes are broken or unpack to more than MAX_BODY."""
    reader = zlib.decompressobj()
    try:
        raw = reader.decompress(packed, MAX_BODY)
        if not reader.eof:
            raise StoreError(f"a stored delivery is cut off or unpacks to more than {MAX_BODY} bytes")
        return msgspec.msgpack.decode(raw, type=Delivery)
    except (zlib.error, msgspec.DecodeError) as error:
        raise StoreError(f"cannot unpack a stored delivery: {error}") from error
