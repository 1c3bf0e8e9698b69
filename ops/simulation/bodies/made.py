"""Bodies as bytes: JSON, and Slack's form around it."""

import json
from typing import Any
from urllib.parse import urlencode


def as_json(body: dict[str, Any]) -> bytes:
    """What vendors and pages of ours post."""
    return json.dumps(body, ensure_ascii=False).encode()


def as_form(payload: dict[str, Any]) -> bytes:
    """What Slack posts."""
    return urlencode({"payload": json.dumps(payload)}).encode()
