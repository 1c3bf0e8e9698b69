"""What a delivery only points to is fetched, and comes in as a delivery of its own: stored, read, replayed like any."""

from chalicelib.bootstrap import Services
from chalicelib.config import settings
from chalicelib.errors import ConfigError, PermanentError, TemporaryError
from chalicelib.gate import admit
from chalicelib.receipts import Delivery, Receipt
from chalicelib.secrets import secret
from chalicelib.sources.base import Fetch

CONNECT, READ = 2, 8  # seconds: react has other receipts to see to
LIMIT_BYTES = 1024 * 1024
RATE_WAIT = 60.0


def fetched(given: Services, receipt: Receipt, wanted: Fetch) -> str:
    """Fetch it and admit it; in words, what became of it.

    TemporaryError: try again later. PermanentError: says what the operator must mend.
    """
    try:
        kept = secret(receipt.shop, receipt.source).get("access_token", "")
    except ConfigError as error:
        raise PermanentError(str(error)) from error
    token = kept if isinstance(kept, str) else next(iter(kept), "")
    body = _get(settings().apis[wanted.api] + wanted.path, token, wanted.api)
    delivery = Delivery(headers={"x-fetched-for": wanted.id}, body=body)
    new = admit(wanted.reader, receipt.shop, delivery, given.store, given.now())
    return f"fetched as receipt {new.id}" if new else "fetched before, with the same answer"


def _get(address: str, token: str, api: str) -> bytes:
    import urllib3

    if not token:
        raise PermanentError(f'the {api} secret has no "access_token": add it, then replay this receipt')
    limits = urllib3.Timeout(connect=CONNECT, read=READ)
    try:
        answer = urllib3.PoolManager(retries=False, timeout=limits).request(
            "GET", address, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            preload_content=False,
        )  # fmt: skip
        body = answer.read(LIMIT_BYTES + 1)
    except urllib3.exceptions.HTTPError as error:
        raise TemporaryError(f"{api} did not answer: {type(error).__name__}") from None
    if answer.status == 200 and len(body) <= LIMIT_BYTES:
        return bytes(body)
    if answer.status == 429 or answer.status >= 500:
        raise TemporaryError(f"{api} answered {answer.status}", retry_after=RATE_WAIT)
    advice = {
        200: "its answer is larger than 1 MiB",
        401: 'its token is not accepted: renew "access_token" in the secret, then replay this receipt',
        403: "the token may not read this: give it the right, then replay this receipt",
        404: "it is gone",
    }
    raise PermanentError(f"{api} answered {answer.status}: {advice.get(answer.status, 'see its documentation')}")
