"""What a delivery only points to is fetched, and comes in as a delivery of its own: stored, read, replayed like any."""

from chalicelib.asking import ask
from chalicelib.bootstrap import Services
from chalicelib.config import settings
from chalicelib.errors import ConfigError, PermanentError
from chalicelib.gate import admit
from chalicelib.receipts import Delivery, Receipt
from chalicelib.secrets import secret
from chalicelib.sources.base import Fetch


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
    if not token:
        raise PermanentError(f'the {api} secret has no "access_token": add it, then replay this receipt')
    answer = ask(api, address, {"Authorization": f"Bearer {token}"})
    if answer.status == 200:
        return answer.body
    advice = {
        401: 'its token is not accepted: renew "access_token" in the secret, then replay this receipt',
        403: "the token may not read this: give it the right, then replay this receipt",
        404: "it is gone",
    }
    raise PermanentError(f"{api} answered {answer.status}: {advice.get(answer.status, 'see its documentation')}")
