"""Everything a local stack remembers, read whole. Aftercare itself never scans; a table of one story is small.

What is not wanted is left out by conditions of the older kind: MiniStack reads an expression again for every item,
which takes it three times as long, and whoever waits for something looks several times a second.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.receipts import Receipt
from chalicelib.store.items import value_of
from chalicelib.store.port import Fact, Facts, Row
from chalicelib.store.tables import Item
from ops.stack import Stack


@dataclass(frozen=True, slots=True)
class Line:
    """A timeline's line, and whose it is: "order shopify:1001"."""

    about: str
    at: str
    what: str
    why: str

    @property
    def instant(self) -> datetime:
        """When it was written, UTC."""
        return datetime.fromisoformat(self.at.partition("#")[0])


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table of one stack."""

    stack: Stack

    def rows(self, kind: str = "") -> list[Row]:
        """Outbox rows (of one message kind), oldest first."""
        found = [row for row in self._values("outbox") if isinstance(row, Row) and kind in ("", row.kind)]
        return sorted(found, key=lambda row: row.created_at)

    def receipts(self) -> list[Receipt]:
        """Receipts, oldest first."""
        found = [receipt for receipt in self._values("receipt") if isinstance(receipt, Receipt)]
        return sorted(found, key=lambda receipt: receipt.received_at)

    def known(self) -> tuple[list[Row], list[Receipt], list[Line]]:
        """Outbox rows, receipts and every timeline's lines, each oldest first, in one look."""
        found = list(self._items(kind=_one_of("outbox", "receipt", "timeline")))
        values = [value_of(Item.from_raw_data(item)) for item in found if item["kind"]["S"] != "timeline"]
        rows = [value for value in values if isinstance(value, Row)]
        receipts = [value for value in values if isinstance(value, Receipt)]
        lines = _lines(item for item in found if item["kind"]["S"] == "timeline")
        return (
            sorted(rows, key=lambda row: row.created_at),
            sorted(receipts, key=lambda receipt: receipt.received_at),
            lines,
        )

    def unfinished(self, statuses: Collection[str]) -> list[Receipt | Row]:
        """Receipts and outbox rows with one of these statuses."""
        items = self._items(kind=_one_of("receipt", "outbox"), status=_one_of(*statuses))
        values = (value_of(Item.from_raw_data(item)) for item in items)
        return [value for value in values if isinstance(value, Receipt | Row)]

    def timed(self) -> list[dict[str, Any]]:
        """The items, as they are stored, that are to be driven on at some time."""
        return list(self._items(due_at={"ComparisonOperator": "NOT_NULL"}))

    def facts(self, name: str) -> list[Fact]:
        """Facts of a name."""
        decided = (value for value in self._values("mark") if isinstance(value, Facts))
        return [fact for one in decided for fact in one.facts if fact.name == name]

    def row_of(self, provider_id: str) -> Row | None:
        """The row that went out under a provider's id."""
        return next((row for row in self.rows() if row.provider_id == provider_id), None)

    def _values(self, kind: str) -> Iterator[object]:
        return (value_of(Item.from_raw_data(item)) for item in self._items(kind=_one_of(kind)))

    def _items(self, **wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The items of which all these attributes are as they are wanted."""
        pages = self.stack.client("dynamodb").get_paginator("scan")
        scanned = pages.paginate(TableName=self.stack.table, ConsistentRead=True, ScanFilter=wanted)
        return (item for page in scanned for item in page["Items"])


def _lines(timelines: Iterable[Mapping[str, Any]]) -> list[Line]:
    found = [
        Line(" ".join(item["pk"]["S"].split("#")[1:]), item["sk"]["S"][2:], what, why)
        for item in timelines
        for what, why in json.loads(item["lines"]["S"])
    ]
    return sorted(found, key=lambda line: line.at)


def _one_of(*values: str) -> Mapping[str, Any]:
    return {"ComparisonOperator": "IN", "AttributeValueList": [{"S": value} for value in values]}
