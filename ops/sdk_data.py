"""Leaves of the SDK's data what a client reads of it: no words about it, and the addresses of our services alone.

Each session parses the addresses and each client its service's description. As they come, that is a tenth of a start.
"""

import gzip
import json
import re
from typing import Any

# The services that run-time code makes clients for. A service not listed fails loudly (UnknownServiceError).
SERVICES = frozenset({"dynamodb", "s3", "ses", "sqs", "ssm", "sts"})
# Of a large service that every cold start reads the description of: what is called. Another call fails loudly.
CALLED = {"ssm": frozenset({"GetParameter"})}
# By what their addresses are listed: the mail service under another name.
PREFIXES = SERVICES - {"ses"} | {"email"}

ADDRESSES = "botocore/data/endpoints.json"
_DESCRIPTION = re.compile(r"botocore/data/([^/]+)/[^/]+/service-2\.json\.gz")


def lean(name: str, content: bytes) -> tuple[str, bytes]:
    """A file of the package (its path in the zip) as it is shipped: the SDK's lighter, any other as it is."""
    if name == ADDRESSES:
        return name, _written(_of_our_services(json.loads(content)))
    if service := _DESCRIPTION.fullmatch(name):
        described = _with_calls(json.loads(gzip.decompress(content)), CALLED.get(service[1]))
        # Not compressed by itself: the whole zip is.
        return name.removesuffix(".gz"), _written(_without_words(described))
    return name, content


def _of_our_services(addresses: dict[str, Any]) -> dict[str, Any]:
    parts = [
        part | {"services": {name: one for name, one in part["services"].items() if name in PREFIXES}}
        for part in addresses["partitions"]
    ]
    return addresses | {"partitions": parts}


def _with_calls(described: dict[str, Any], called: frozenset[str] | None) -> dict[str, Any]:
    """A service's description with these calls alone, and the shapes that they name; None: with all."""
    if called is None:
        return described
    operations = {name: described["operations"][name] for name in sorted(called)}
    shapes: dict[str, Any] = {}
    wanted = _named(operations)
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = described["shapes"][name]
            wanted |= _named(shapes[name])
    return described | {"operations": operations, "shapes": dict(sorted(shapes.items()))}


def _named(described: Any) -> set[str]:
    """The shapes that a part of a description names."""
    if isinstance(described, dict):
        own = {described["shape"]} if isinstance(described.get("shape"), str) else set()
        return own.union(*(_named(part) for part in described.values()))
    return set().union(*map(_named, described)) if isinstance(described, list) else set()


def _without_words(part: Any) -> Any:
    """Without its documentation, at every depth. (A field that bears this name is no text, and stays.)"""
    if isinstance(part, dict):
        return {
            key: _without_words(value) for key, value in part.items()
            if not (key == "documentation" and isinstance(value, str))
        }  # fmt: skip
    return [_without_words(each) for each in part] if isinstance(part, list) else part


def _written(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
