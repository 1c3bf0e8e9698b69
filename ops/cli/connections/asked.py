"""One question to a vendor's API, and its answer as JSON. Doctor waits for nobody long."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.asking import ask

READ = 4.0  # seconds


@dataclass(frozen=True, slots=True)
class Said:
    """`document`: the answer's JSON, None if it is none."""

    status: int
    document: Any


def asked(api: str, address: str, headers: Mapping[str, str], body: bytes | None = None) -> Said:
    """GET the address, or POST `body` to it. TemporaryError or PermanentError if there is no answer to speak of."""
    answer = ask(api, address, headers, body, read=READ)
    try:
        return Said(answer.status, json.loads(answer.body))
    except ValueError:
        return Said(answer.status, None)
