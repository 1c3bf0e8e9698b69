"""What a delivery only points to is fetched, and comes in as a delivery of its own: stored, read, replayed like any."""

import json
from collections.abc import Iterable

from chalicelib.asking import Answered, ask
from chalicelib.bootstrap import Services
from chalicelib.care.events import Event
from chalicelib.channels import meta, meta_faults
from chalicelib.channels.http import Answer
from chalicelib.config import settings
from chalicelib.errors import ChannelError, ConfigError, PermanentError, TemporaryError
from chalicelib.gate import admit
from chalicelib.observability import logger
from chalicelib.receipts import Delivery, Receipt
from chalicelib.secrets import secret
from chalicelib.signatures import live
from chalicelib.sources.base import Fetch

# After so many tries, a quarter of an hour, what is known without it counts: somebody waits for an answer.
TRIES = 4


def fetch_all(given: Services, receipt: Receipt, wanted: Iterable[Fetch]) -> tuple[tuple[Event, ...], list[str]]:
    """Fetch and admit each: the events that count instead of what could not be had, and what became of each in words.

    TemporaryError: try again later. PermanentError: says what the operator must mend. Both only for what nothing
    stands in for, and after all have had their turn.
    """
    instead: list[Event] = []
    words: list[str] = []
    failed: TemporaryError | PermanentError | None = None
    for each in wanted:
        try:
            words.append(_fetched(given, receipt, each))
        except (TemporaryError, PermanentError) as error:
            if not each.instead or (isinstance(error, TemporaryError) and receipt.attempts + 1 < TRIES):
                failed = failed or error
                continue
            logger.warning("not fetched", extra={"receipt": receipt.id, "api": each.api, "why": str(error)})
            instead.extend(each.instead)
            words.append(f"told without what it points to: {error}")
    if failed:
        raise failed
    return tuple(instead), words


def _fetched(given: Services, receipt: Receipt, wanted: Fetch) -> str:
    try:
        kept = secret(receipt.shop, receipt.source)
        signing = live(kept)[0] if wanted.api == "meta" else ""
    except ConfigError as error:
        raise PermanentError(str(error)) from error
    found = kept.get(wanted.token, "")
    token = found if isinstance(found, str) else next(iter(found), "")
    if not token:
        raise PermanentError(f'the {wanted.api} secret has no "{wanted.token}": add it, then replay this receipt')
    address = settings().apis[wanted.api] + wanted.path + _proof(token, signing)
    answer = ask(wanted.api, address, {"Authorization": f"Bearer {token}"})
    if answer.status != 200:
        raise _fault(wanted, answer)
    delivery = Delivery(headers={"x-fetched-for": wanted.id}, body=answer.body)
    new = admit(wanted.reader, receipt.shop, delivery, given.store, given.now())
    return f"fetched as receipt {new.id}" if new else "fetched before, with the same answer"


def _proof(token: str, app_secret: str) -> str:
    """Meta lets an app demand that each call shows the app's secret, too."""
    return f"&appsecret_proof={meta.proof(token, app_secret)}" if app_secret else ""


def _fault(wanted: Fetch, answer: Answered) -> ChannelError:
    if wanted.api == "meta":
        # Meta tells by a code what others tell by the status.
        return meta_faults.of_answer(Answer(answer.status, _object(answer.body), answer.headers), wanted.reader)
    advice = {
        401: f'its token is not accepted: renew "{wanted.token}" in the secret, then replay this receipt',
        403: "the token may not read this: give it the right, then replay this receipt",
        404: "it is gone",
    }
    return PermanentError(
        f"{wanted.api} answered {answer.status}: {advice.get(answer.status, 'see its documentation')}"
    )  # fmt: skip


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
