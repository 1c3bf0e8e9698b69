"""All that is known of one person, as one readable JSON document; its shape is told in docs/privacy.md."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from chalicelib import mail_object, trace
from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.port import Row, Store

FORMAT = 1
PLURALS = {
    "customer": "customers", "order": "orders", "parcel": "parcels", "case": "cases", "goodwill": "goodwill",
}  # fmt: skip
Wanted = re.Pattern[str] | None


def export(
    store: Store, shop: str, root: Ref, now: datetime, went_on: Callable[[str], None] = lambda what: None  # noqa: ARG005
) -> dict[str, Any]:  # fmt: skip
    """The document. `went_on` hears of each part as it is read."""
    subjects = list(trace.everything(store, shop, root))
    seen = {str(subject.ref) for subject in subjects}
    timelines: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    receipts: dict[str, None] = {}
    for subject in subjects:
        went_on(str(subject.ref))
        lines = timelines.setdefault(str(subject.ref), [])
        for page in trace.pages(store, shop, subject.ref):
            lines += [
                {"at": line.at, "what": line.what, "why": line.why} for _, entries in page.lines for line in entries
            ]
            messages |= {row.id: _message(row) for row in page.rows if trace.theirs(row, seen)}
            receipts |= dict.fromkeys(page.receipts)
    wanted = trace.pattern(trace.texts(subjects))
    deliveries = dict(_linked(store, list(receipts), wanted)) | dict(_others(store, shop, wanted, now, went_on))
    document = {
        "format": FORMAT, "shop": shop, "about": str(root), "exported_at": now,
        **{plural: [s for s in subjects if s.ref.type == type_] for type_, plural in PLURALS.items()},
        "timelines": timelines, "messages": list(messages.values()), "deliveries": list(deliveries.values()),
    }  # fmt: skip
    made: dict[str, Any] = msgspec.to_builtins(document)
    return made


def written(document: dict[str, Any]) -> bytes:
    """The document as people read it."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def file_name(row_id: str) -> str:
    """Where in the bucket the export lies that a store's request asked for."""
    return f"exports/{row_id}.json"


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "channel": row.channel, "to": row.to, "about": str(row.about),
        "decided_at": row.created_at, "status": row.status, "why": row.reason, "says": dict(row.params),
    }  # fmt: skip


def _linked(store: Store, receipts: list[str], wanted: Wanted) -> Iterator[tuple[str, Any]]:
    for id_ in receipts:
        receipt, delivery = store.receipt(id_), store.delivery(id_)
        if receipt and delivery:
            yield id_, _delivery(receipt, mail_object.if_there(store, receipt.source, delivery), wanted)


def _others(
    store: Store, shop: str, wanted: Wanted, now: datetime, went_on: Callable[[str], None]
) -> Iterator[tuple[str, Any]]:
    """Deliveries that led to nothing, and name the person."""
    for receipt, delivery in trace.unlinked(store, shop, now) if wanted else ():
        went_on("deliveries that led to nothing")
        if wanted and trace.names(delivery, wanted):
            yield receipt.id, _delivery(receipt, mail_object.if_there(store, receipt.source, delivery), wanted)


def _delivery(receipt: Receipt, delivery: Delivery, wanted: Wanted) -> dict[str, Any]:
    around = {**delivery.headers, **delivery.query}  # signatures and the like say nothing of anybody
    named = {name: value for name, value in around.items() if wanted and wanted.search(value.casefold())}
    mail = {"mail": delivery.attached.decode("utf-8", "replace")} if delivery.attached else {}
    return {
        "receipt": receipt.id, "source": receipt.source, "received_at": receipt.received_at, "status": receipt.status,
        "body": delivery.body.decode("utf-8", "replace"), **({"headers": named} if named else {}), **mail,
    }  # fmt: skip
