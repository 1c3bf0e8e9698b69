"""Asks a vendor's API one question over HTTP, once: what can be tried again is told from what somebody must mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.errors import PermanentError, TemporaryError

CONNECT, READ = 2, 8  # seconds: react has other receipts to see to
LIMIT_BYTES = 1024 * 1024
RATE_WAIT = 60.0  # seconds, where the vendor does not say how long
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; header names in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(
    api: str, address: str, headers: Mapping[str, str], body: bytes | None = None, *, read: float = READ,
    limit: int = LIMIT_BYTES,
) -> Answered:  # fmt: skip
    """GET `address`, or POST `body` to it. `api` names it in errors, which never quote address, headers or body.

    TemporaryError if it did not answer, is overloaded (429) or broken (5xx); PermanentError if the answer is larger
    than `limit` bytes. Redirects are not followed: the token would go with them.
    """
    import urllib3

    pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=CONNECT, read=read))
    try:
        answer = pool.request(
            "GET" if body is None else "POST", address, body=body, headers={"Accept": "application/json", **headers},
            preload_content=False, redirect=False,
        )  # fmt: skip
        content = answer.read(limit + 1)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise TemporaryError(f"{api} did not answer: {type(error).__name__}") from None
    if answer.status == 429 or answer.status >= 500:
        wait = _wait(answer.headers.get("retry-after", ""))
        raise TemporaryError(f"{api} answered {answer.status}", retry_after=wait)
    if len(content) > limit:
        raise PermanentError(f"{api} answered {answer.status}: its answer is larger than {limit // 2**20} MiB")
    return Answered(answer.status, bytes(content), {name.lower(): value for name, value in answer.headers.items()})


def _wait(said: str) -> float:
    """Retry-After in seconds (a date there is rare, and not worth a clock)."""
    return min(float(said), LONGEST_WAIT) if said.replace(".", "", 1).isdecimal() else RATE_WAIT
