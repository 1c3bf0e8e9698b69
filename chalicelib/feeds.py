"""That a source was heard, said at most once per half hour: a busy source must not pay for being watched."""

from datetime import UTC, datetime

from chalicelib.bootstrap import Services
from chalicelib.care.events import FeedHeard
from chalicelib.errors import StoreError
from chalicelib.observability import logger
from chalicelib.process import process
from chalicelib.receipts import Receipt
from chalicelib.sources.base import OUTSIDE

SLOT_SECONDS = 1800
MOST_SAID = 1000


def heard(given: Services, receipt: Receipt) -> None:
    """Note that the receipt's source was heard. If it cannot be noted, its next delivery does it."""
    if receipt.source not in OUTSIDE:
        return
    slot = int(receipt.received_at.timestamp()) // SLOT_SECONDS
    key = f"feed-heard:{receipt.source}:{slot}"
    said = f"{receipt.shop}:{key}"
    if said in given.said:
        # Said by this container already; the event's mark makes it once over all of them.
        return
    event = FeedHeard(shop=receipt.shop, key=key, occurred_at=_start(slot), feed=receipt.source)
    try:
        process(given, event, receipt.id, given.now())
    except StoreError as error:
        logger.warning("feed not noted", extra={"source": receipt.source, "why": str(error)})
        return
    if len(given.said) > MOST_SAID:
        given.said.clear()
    given.said.add(said)


def _start(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * SLOT_SECONDS, UTC)
