"""A plain HTTP client for the development tools: every answer is a value, also 4xx and 5xx."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

TIMEOUT = 30.0


class UnreachableError(Exception):
    """Raised when nobody answers at an address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON, None if it is not."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class _AsTheyAre(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _AsTheyAre)


def send(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, timeout: float = TIMEOUT
) -> Answer:
    """One request, redirects not followed. UnreachableError if there is no answer."""
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}), method=method)
    try:
        with _OPENER.open(request, timeout=timeout) as response:
            return _answer(response.status, response.read(), response.headers)
    except urllib.error.HTTPError as error:
        return _answer(error.code, error.read(), error.headers)
    except (OSError, HTTPException) as error:
        raise UnreachableError(f"{method} {url.partition('?')[0]}: {error}") from error


def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """GET."""
    return send("GET", url, None, headers)


def post(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """POST; the content type is JSON unless the headers say otherwise."""
    return send("POST", url, body, {"Content-Type": "application/json"} | dict(headers or {}))


def _answer(status: int, body: bytes, headers: Any) -> Answer:
    return Answer(status, body, {name.lower(): value for name, value in headers.items()})
