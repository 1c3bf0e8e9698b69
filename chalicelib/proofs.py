"""The receipt of an erasure: what was taken away, when, for whom; signed, so that it can be shown later."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from chalicelib.care.state import Ref
from chalicelib.errors import LinkError
from chalicelib.store.plan import instant
from chalicelib.store.privacy_port import Erasure

SALT = "aftercare.erasure.v1"


def who(hash_keys: Mapping[str, bytes], shop: str, about: Ref) -> str:
    """A keyed hash of whose data it was, with its key's version: it names nobody, but the same id gives the same."""
    version = max(hash_keys, key=lambda each: (len(each), each))
    text = "\x1f".join((shop, str(about))).encode()
    return f"{version}.{hmac.new(hash_keys[version], text, sha256).hexdigest()[:40]}"


def sign(keys: tuple[bytes, ...], done: Erasure) -> str:
    """The receipt as one text. `done.done_at` must be set."""
    assert done.done_at is not None
    return _serializer(keys[:1]).dumps({
        "erasure": done.id, "shop": done.shop, "who": done.who, "by": done.by, "asked_at": instant(done.asked_at),
        "done_at": instant(done.done_at), "counts": dict(done.counts),
    })  # fmt: skip


def read(keys: tuple[bytes, ...], proof: str) -> dict[str, Any]:
    """What a receipt says. LinkError if it is not one of ours, or was changed."""
    try:
        claims: dict[str, Any] = _serializer(keys).loads(proof)
    except BadSignature as error:
        raise LinkError("this is no receipt of ours, or it was changed") from error
    return claims


def _serializer(keys: tuple[bytes, ...]) -> URLSafeSerializer:
    # itsdangerous signs with the last key of its list and accepts any; ours have the newest first.
    return URLSafeSerializer(list(reversed(keys)), salt=SALT)
