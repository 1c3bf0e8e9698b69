"""What our own API answers: JSON, and problems that say what to change (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker gets."""

    status: int
    body: str
    headers: Mapping[str, str]

    def with_headers(self, more: Mapping[str, str]) -> "Answer":
        """The same, and these headers."""
        return replace(self, headers={**self.headers, **more})


def found(body: object) -> Answer:
    """What was asked for."""
    return _answer(200, body, "application/json")


def text(body: str, content_type: str) -> Answer:
    """What was asked for, in another form."""
    return Answer(200, body, {"Content-Type": content_type, "Cache-Control": "no-store"})


def problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An error: `detail` says what to change."""
    return _answer(status, {"title": title, "status": status, "detail": detail}, "application/problem+json", headers)


def unavailable() -> Answer:
    """Our own outage."""
    return problem(503, "this cannot be read now", "try again in a few minutes")


def _answer(status: int, body: object, content_type: str, headers: Mapping[str, str] | None = None) -> Answer:
    # What one token may see is nothing for a cache on the way.
    return Answer(
        status, json.dumps(body), {"Content-Type": content_type, "Cache-Control": "no-store", **(headers or {})}
    )
