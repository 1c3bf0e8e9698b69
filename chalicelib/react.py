"""Receipts that became new: read them into events, decide and commit each, and close the receipt.

Never raises for one receipt: a stream record that fails blocks its whole shard. What goes wrong is written on the
receipt, which the sweep drives on.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import feeds, mail_object, settle
from chalicelib.bootstrap import Services, services
from chalicelib.care.events import Event, MailReported, ReplyReported
from chalicelib.errors import (
    ConflictError,
    MissingObjectError,
    MissingSecretError,
    PermanentError,
    StoreError,
    StoreUnavailableError,
    TemporaryError,
    UnreadableError,
)
from chalicelib.observability import PARKED_RECEIPTS, UNKNOWN_RECEIPTS, UNKNOWN_STATUSES, count, crashed, logger
from chalicelib.process import process
from chalicelib.reading import context_of
from chalicelib.receipts import EventFate, Receipt
from chalicelib.sources.base import Reading, source
from chalicelib.store import stream

BACKOFF = timedelta(minutes=1)
ATTEMPTS = 6
# A batch of a thousand events is told in words; its receipt stays a small item.
MOST_EVENTS = 50
NOT_OURS = "no such message of ours"


def handle(event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The stream's batch. Every record is answered for on its receipt, so none is reported as failed."""
    for receipt_id in stream.new_receipts(event):
        react(services(), receipt_id)
    return {"batchItemFailures": []}


def react(given: Services, receipt_id: str) -> None:
    """Take one receipt as far as it goes: done, duplicate, ignored, unknown, parked, or waiting for another try."""
    try:
        receipt = given.store.receipt(receipt_id)
        if receipt is None or receipt.status != "new":
            return
        closed = _closed(given, receipt, given.now())
        given.store.update_receipt(closed)
        if closed.status not in ("waiting", "parked"):
            feeds.heard(given, closed)
    except StoreError:
        # The receipt stays as it is with its next try, so the sweep comes back to it (or it has expired meanwhile).
        logger.exception("receipt not updated", extra={"receipt": receipt_id})


def _closed(given: Services, receipt: Receipt, now: datetime) -> Receipt:
    try:
        return _read_and_processed(given, receipt, now)
    except UnreadableError as error:
        return _parked(receipt, str(error))
    except PermanentError as error:
        # What it points to cannot be fetched until somebody mends what the error names.
        return _parked(receipt, str(error))
    except MissingObjectError as error:
        return _parked(receipt, str(error)) if receipt.attempts + 1 >= ATTEMPTS else _waiting(receipt, str(error), now)
    except (ConflictError, StoreUnavailableError, TemporaryError) as error:
        return _waiting(receipt, str(error), now)
    except MissingSecretError as error:
        # Nothing is wrong with it: it goes on by itself once the secret is there.
        logger.error("not configured", extra={"receipt": receipt.id, "why": str(error)})
        return _waiting(receipt, str(error), now)
    except Exception as error:  # noqa: BLE001 - a bug of ours: it is kept on the receipt and shown, never dropped
        crashed("receipt failed", error, receipt=receipt.id, source=receipt.source)
        fate = f"{type(error).__name__} while reading or deciding; the log has the trace of receipt {receipt.id}"
        return _parked(receipt, fate) if receipt.attempts + 1 >= ATTEMPTS else _waiting(receipt, fate, now)


def _read_and_processed(given: Services, receipt: Receipt, now: datetime) -> Receipt:
    delivery = given.store.delivery(receipt.id)
    if delivery is None:
        return _parked(receipt, "its body is gone (kept 35 days); it cannot be read any more")
    delivery = mail_object.whole(given.store, receipt.source, delivery)
    reading = source(receipt.source).read(delivery, context_of(receipt, given.policy(receipt.shop).shop))
    if reading.unknown:
        count(UNKNOWN_RECEIPTS)
    if not (reading.events or reading.fetches):
        status = "unknown" if reading.unknown else "ignored"
        return replace(receipt, status=status, fate=reading.unknown or reading.ignored, next_try=None)
    if reading.unknown:
        count(UNKNOWN_STATUSES, source=receipt.source)
    fates, told = _fates(given, reading.events, receipt, now), list[str]()
    if reading.fetches:
        from chalicelib.fetching import fetch_all

        instead, told = fetch_all(given, receipt, reading.fetches)
        fates += _fates(given, instead, receipt, now)
    words = "; ".join([f"{each.kind}: {each.fate}" for each in fates] + told + _aside(reading))
    status = _status(fates, reading)
    closed = replace(receipt, status=status, fate=words[:1000], events=fates[:MOST_EVENTS], next_try=None)
    return _parked(closed, f"{reading.unreadable}; {words}"[:1000]) if reading.unreadable else closed


def _status(fates: tuple[EventFate, ...], reading: Reading) -> str:
    """One word for all: what nothing came of is named by why, the rest is done.

    With a word we do not know it is listed as unknown although its events count, so that somebody gives it a meaning.
    What wrote nothing has no mark by which an erasure would find it, so it must stand on a list.
    """
    said = {each.fate for each in fates}
    if reading.fetches:
        return "unknown" if reading.unknown else "done"
    if said == {"duplicate"}:
        return "duplicate"
    if reading.unknown:
        return "unknown"
    if said <= {"duplicate", "out_of_order"}:
        return "out_of_order"
    return "ignored" if said <= {"duplicate", "out_of_order", NOT_OURS} else "done"


def _fates(given: Services, events: tuple[Event, ...], receipt: Receipt, now: datetime) -> tuple[EventFate, ...]:
    """What became of each event. One that fails is raised only after the others of its batch have had their turn."""
    fates: list[EventFate] = []
    failed: Exception | None = None
    for event in events:
        try:
            fate = _processed(given, event, receipt.id, now)
            fates.append(EventFate(event.key, type(event).__name__, fate))
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - raised below
            failed = failed or error
    if failed:
        raise failed
    return _with_origins(given, receipt.shop, fates)


def _with_origins(given: Services, shop: str, fates: list[EventFate]) -> tuple[EventFate, ...]:
    """Of what each duplicate is one: read only where there are some."""
    twice = [each.key for each in fates if each.fate == "duplicate"]
    marks = given.store.marks(shop, twice) if twice else {}
    return tuple(each._replace(of=marks[each.key].receipt) if each.key in marks else each for each in fates)


def _aside(reading: Reading) -> list[str]:
    """What else a batch held besides its events."""
    parts = (("unknown", reading.unknown), ("ignored", reading.ignored))
    return [f"{what}: {why}" for what, why in parts if why]


def _processed(given: Services, event: Event, receipt: str, now: datetime) -> str:
    """SES knows a mail only by our row's id; the row knows whose it is, whom it went to and what it was about."""
    if isinstance(event, ReplyReported):
        return _reply_reported(given, event, receipt, now)
    if not isinstance(event, MailReported):
        return process(given, event, receipt, now)
    row = given.store.row(event.message_id)
    if row is None:
        return NOT_OURS
    if event.outcome == "send":
        # The mail went out. If its worker died before it could say so, this is how we know.
        if row.status != "claimed":
            return "duplicate"
        ending, settlement = settle.sent(row, event.provider_id, now)
        return process(given, ending, receipt, now, settlement)
    whose = replace(event, shop=row.shop, kind=row.kind, to=row.to, about=str(row.about))
    return process(given, whose, receipt, now)


def _reply_reported(given: Services, event: ReplyReported, receipt: str, now: datetime) -> str:
    """A network says what became of a reply; if its worker died before it could record it, this is how we know."""
    row = given.store.row(event.message_id)
    if row is None or row.shop != event.shop:
        return NOT_OURS
    if row.status == "claimed":
        ended = settle.failed(row, event.reason, now) if event.reason else settle.sent(row, event.provider_id, now)
        return process(given, ended[0], receipt, now, ended[1])
    if row.status != "sent" or not event.reason:
        return "duplicate"
    return process(given, settle.undelivered(row, event.reason, now), receipt, now)


def _parked(receipt: Receipt, why: str) -> Receipt:
    count(PARKED_RECEIPTS)
    return replace(receipt, status="parked", fate=why, attempts=receipt.attempts + 1, next_try=None)


def _waiting(receipt: Receipt, why: str, now: datetime) -> Receipt:
    attempts = receipt.attempts + 1
    return replace(
        receipt, status="waiting", fate=why, attempts=attempts, next_try=now + BACKOFF * 2 ** min(attempts, 6)
    )
