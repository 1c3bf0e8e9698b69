"""A store's own export as orders: Shopify's CSV, or lines of our own JSON (docs/standard-events.md).

Shopify's help pages ("Exporting orders"): several rows per order, one for each line item; only the first has the rest.
Times are the shop's, with an offset; countries are codes. It tells of no tracking number, no product id and no change.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

Row = Mapping[str, str]
NEEDED = ("Id", "Name", "Created at", "Lineitem name", "Lineitem quantity")


class ExportError(Exception):
    """Raised when a file is no export that we know; says what it lacks."""


def orders_in(file: Path) -> tuple[str, list[dict[str, Any]]]:
    """Which source's reader reads them (shopify, standard), and the orders. ExportError if it is no such file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            if file.suffix.lower() == ".csv":
                return "shopify", list(_from_csv(csv.DictReader(opened)))
            return "standard", list(_from_json(opened.read()))
    except OSError as error:
        raise ExportError(f"{file} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ExportError(f"{file} is not what it is named: {error}") from None


def _from_csv(rows: "csv.DictReader[str]") -> Iterator[dict[str, Any]]:
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise ExportError(f"it has no column {missing[0]!r}: export orders from Shopify's admin as plain CSV")
    for _, of_one in groupby(rows, key=lambda row: row["Name"]):
        yield _order(list(of_one))


def _order(rows: list[Row]) -> dict[str, Any]:
    """In the shape of orders/create. An order without an id is left to the reader, which says so."""
    head = rows[0]
    first, _, last = (head.get("Billing Name") or head.get("Shipping Name") or "").partition(" ")
    address = {"country_code": head.get("Shipping Country") or "", "phone": head.get("Shipping Phone") or ""}
    payer = {"first_name": first, "last_name": last, "country_code": head.get("Billing Country") or ""}
    return {
        "id": head["Id"], "name": head["Name"], "email": head.get("Email") or "", "phone": head.get("Phone") or "",
        "currency": head.get("Currency") or "", "total_price": head.get("Total") or "",
        "financial_status": head.get("Financial Status") or "",
        "fulfillment_status": head.get("Fulfillment Status") or "",
        "created_at": _time(head["Created at"]), "paid_at": _time(head.get("Paid at")),
        "fulfilled_at": _time(head.get("Fulfilled at")), "cancelled_at": _time(head.get("Cancelled at")),
        "source_name": head.get("Source") or "", "shipping_address": address, "billing_address": payer,
        "note_attributes": _attributes(head.get("Note Attributes")),
        "line_items": [
            {"title": row["Lineitem name"], "quantity": row["Lineitem quantity"]}
            for row in rows
            if row["Lineitem name"]
        ],
    }  # fmt: skip


def _attributes(written: str | None) -> list[dict[str, str]]:
    """Lines of "name: value"."""
    pairs = (line.partition(":") for line in (written or "").splitlines())
    return [{"name": name.strip(), "value": value.strip()} for name, colon, value in pairs if colon]


def _time(written: str | None) -> str | None:
    """ "2026-11-01 10:15:00 +0100" in ISO 8601."""
    parts = (written or "").split()
    return f"{parts[0]}T{''.join(parts[1:])}" if parts else None


def _from_json(text: str) -> Iterator[dict[str, Any]]:
    lines = (
        text if text.lstrip().startswith("[") else f"[{','.join(line for line in text.splitlines() if line.strip())}]"
    )
    try:
        found = json.loads(lines)
    except ValueError as error:
        raise ExportError(f"it is neither a JSON list nor a JSON document per line: {error}") from None
    if not all(isinstance(each, dict) for each in found):
        raise ExportError('each line must be an event: {"type": "order.placed.v1", "timestamp": ..., "data": {...}}')
    yield from found
