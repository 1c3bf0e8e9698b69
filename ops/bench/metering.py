"""Counts what DynamoDB charges for, call by call, by its published rules.

Source: Amazon DynamoDB developer guide, "DynamoDB read and write operations" (capacity unit consumption) and "Amazon
DynamoDB transactions: how it works" (capacity management): a write takes a unit per started KB of the larger of the
item before and after; in a transaction two, checks of conditions included; an index that changes takes its own units,
once also in a transaction; a strongly consistent read takes a unit per started 4 KB, an eventually consistent one half.

MiniStack answers with these numbers (ReturnConsumedCapacity) for writes and single items, but not for what AWS charges
beside: items read in batches, a query's items together, and conditional writes that are refused. Those are counted here
from the items' sizes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"})
READS = frozenset({"GetItem", "BatchGetItem", "Query"})
KB = 1024
Item = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Usage:
    """What a stretch of work has used. `transactions`: the write units of each, in order."""

    calls: Counter[str] = field(default_factory=Counter)
    write_units: float = 0
    read_units: float = 0
    transactions: list[float] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """Calls that write."""
        return sum(number for name, number in self.calls.items() if name in WRITES)

    @property
    def reads(self) -> int:
        """Calls that read."""
        return sum(number for name, number in self.calls.items() if name in READS)

    def add(self, call: str, units: float) -> None:
        """One call and what it took."""
        self.calls[call] += 1
        if call in READS:
            self.read_units += units
            return
        self.write_units += units
        if call == "TransactWriteItems":
            self.transactions.append(units)


def item_size(item: Item) -> int:
    """Bytes of an item of the attribute types that Aftercare writes: names and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(str(content).lstrip("-").replace(".", "").strip("0")) // 2 + 2
        case "B":
            return len(content)
        case _:
            return 1


class Meter:
    """Listens to a client of botocore's. What is used goes to the `Usage` of the innermost `measuring`."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._into: list[Usage | None] = []
        self._asked: Mapping[str, Any] = {}

    @contextmanager
    def listening(self) -> Iterator["Meter"]:
        """Listen as long as this lasts."""
        events = self._client.meta.events
        events.register("provide-client-params.dynamodb", self._ask)
        events.register("after-call.dynamodb", self._hear)
        try:
            yield self
        finally:
            events.unregister("provide-client-params.dynamodb", self._ask)
            events.unregister("after-call.dynamodb", self._hear)

    @contextmanager
    def measuring(self) -> Iterator[Usage]:
        """What is used while this lasts."""
        usage = Usage()
        self._into.append(usage)
        try:
            yield usage
        finally:
            self._into.pop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Calls of the meter's own, which nobody pays for."""
        self._into.append(None)
        try:
            yield
        finally:
            self._into.pop()

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
        self._asked = params
        return {**params, "ReturnConsumedCapacity": "INDEXES"} if model.name in WRITES | READS else params

    def _hear(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        usage = self._into[-1] if self._into else None
        if usage is None or model.name not in WRITES | READS:
            return
        asked = self._asked
        if "Error" in parsed:
            usage.add(model.name, self._refused(model.name, asked))
            return
        if model.name == "BatchGetItem":
            usage.add(model.name, _batch(asked, parsed))
            return
        if model.name == "Query":
            usage.add(model.name, _page(asked, parsed))
            return
        consumed = parsed["ConsumedCapacity"]
        taken = sum(one["CapacityUnits"] for one in (consumed if isinstance(consumed, list) else [consumed]))
        usage.add(model.name, taken)

    def _refused(self, call: str, asked: Mapping[str, Any]) -> float:
        """A refused conditional write costs what it would have, without the indexes."""
        if call == "TransactWriteItems":
            puts = [each["Put"]["Item"] for each in asked["TransactItems"] if "Put" in each]
            return sum(2.0 * _kilobytes(item_size(item)) for item in puts) + 2.0 * (
                len(asked["TransactItems"]) - len(puts)
            )
        return float(_kilobytes(item_size(asked.get("Item", {})))) if call in WRITES else 0.5


def _batch(asked: Mapping[str, Any], parsed: Mapping[str, Any]) -> float:
    """Each key is a read of its own, one that leads nowhere too."""
    units = 0.0
    for table, wanted in asked["RequestItems"].items():
        found = parsed["Responses"].get(table, [])
        missing = len(wanted["Keys"]) - len(found)
        read = sum(_kilobytes(item_size(item), 4 * KB) for item in found) + missing
        units += read if wanted.get("ConsistentRead") else read / 2
    return units


def _page(asked: Mapping[str, Any], parsed: Mapping[str, Any]) -> float:
    """A query reads its items as one stretch; one that finds nothing is a read, too."""
    read = _kilobytes(sum(map(item_size, parsed["Items"])), 4 * KB)
    return read if asked.get("ConsistentRead") else read / 2


def _kilobytes(size: int, unit: int = KB) -> int:
    return max(1, -(-size // unit))
