"""One POST to a network's API, never tried again here: the outbox row's backoff does that."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import AmbiguousError, AwayError

CONNECT, READ = 3, 10  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is its JSON object, empty if it is none; header names in lower case."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]


def post(url: str, body: str, headers: Mapping[str, str], network: str, read: float | None = None) -> Answer:
    """AwayError: nothing was sent. AmbiguousError: nobody answered. `network` names it in both."""
    from urllib3 import exceptions as http

    from chalicelib.channels import handshake

    pool = handshake.manager(CONNECT, read or READ)
    try:
        response = pool.request("POST", url, body=body, headers=dict(headers), redirect=False)
    except (http.NewConnectionError, http.ConnectTimeoutError) as error:
        why = type(error.__cause__ or error).__name__
        raise AwayError(f"{network} cannot be reached ({why})") from error
    except http.HTTPError as error:
        raise AmbiguousError(f"{network} did not answer ({type(error).__name__})") from error
    lowered = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, _object(response.data), lowered)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
