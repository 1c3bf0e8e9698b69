"""Orders that we asked a store for (chalicelib/pulling): by night, by command, or from a file of its past.

Read by the store's own readers, so each event has the key that it has by webhook: what we have is a duplicate.
`x-pulled-from` names the store, `x-history` is "yes" for what is taken in from the past. Fed by ourselves only.
"""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.care.events import StoreReconciled
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import shopify_whole, standard, woocommerce_orders
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, identity, text, whole
from chalicelib.sources.inside import verify as verify

READERS: dict[str, Callable[[Table, Context], Reading]] = {
    "shopify": shopify_whole.read,
    "woocommerce": woocommerce_orders.updated,
}


def delivery_id(delivery: Delivery) -> str:
    """What is the same from the same store is the same delivery, whenever it was asked for; a report is of its run."""
    return text(delivery.headers.get("x-pulled-from"))


def read(delivery: Delivery, context: Context) -> Reading:
    """All that an order says. UnreadableError without the order's id."""
    source = text(delivery.headers.get("x-pulled-from"))
    if source == "report":
        return Reading(events=(_report(document(delivery.body), context),))
    if source == "standard":
        reading = standard.read(delivery, context)
    elif source in READERS:
        reading = READERS[source](document(delivery.body), context)
    else:
        raise UnreadableError("nobody can read what was pulled from there")
    if text(delivery.headers.get("x-history")) != "yes":
        return reading
    return replace(reading, events=tuple(replace(event, history=True) for event in reading.events))


def _report(body: Table, context: Context) -> StoreReconciled:
    feed = identity(body.get("source"), "the report's source")
    return StoreReconciled(
        shop=context.shop, key=f"reconciled:{feed}:{identity(body.get('run'), 'the run')}", feed=feed,
        occurred_at=context.received_at, looked_at=whole(body.get("looked_at")), missing=whole(body.get("missing")),
        different=whole(body.get("different")),
    )  # fmt: skip
