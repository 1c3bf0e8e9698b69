"""Webhook files: a body, and beside it its headers, as tests/payloads keeps them."""

import json
from pathlib import Path
from urllib.parse import urlencode

from ops.cli.output import fail


def body_of(file: Path, source: str) -> bytes:
    """The bytes of a body file; Slack's JSON payload becomes the form that Slack posts it in.

    Ends the command if it cannot be read.
    """
    try:
        body = file.read_bytes()
        bare = source == "slack" and body.lstrip().startswith(b"{")
        return urlencode({"payload": body.decode()}).encode() if bare else body
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}", code=2)


def headers_of(file: Path | None, body: Path) -> dict[str, str]:
    """The headers in `file`; by default in <body>.headers.json beside the body, if that is there."""
    beside = body.with_name(f"{body.stem}.headers.json")
    chosen = file or (beside if beside.is_file() else None)
    if chosen is None:
        return {}
    try:
        loaded = json.loads(chosen.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"{chosen} cannot be read: {error.strerror}", code=2)
    except ValueError as error:
        fail(f"{chosen} is not JSON: {error}", code=2)
    if not isinstance(loaded, dict):
        fail(f"{chosen} must be a JSON object of header names and values", code=2)
    return {str(name): str(value) for name, value in loaded.items()}
