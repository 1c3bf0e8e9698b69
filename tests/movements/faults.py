"""Stores that are contended or away, as told."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from chalicelib.care.effects import Alias
from chalicelib.care.state import Ref
from chalicelib.errors import ConflictError
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Loaded


class FaultyStore(MemoryStore):
    """`faults[call]` are raised by that call, one each time, before it does anything."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[str, list[Exception]] = {}
        self.calls: Counter[str] = Counter()

    def _fault(self, call: str) -> None:
        self.calls[call] += 1
        if self.faults.get(call):
            raise self.faults[call].pop(0)

    def commit(self, *given: Any, **more: Any) -> str:
        self._fault("commit")
        return super().commit(*given, **more)

    def receipt(self, receipt_id: str) -> Any:
        self._fault("receipt")
        return super().receipt(receipt_id)

    def update_receipt(self, receipt: Any) -> None:
        self._fault("update_receipt")
        super().update_receipt(receipt)

    def put_receipt(self, receipt: Any, delivery: Any) -> bool:
        self._fault("put_receipt")
        return super().put_receipt(receipt, delivery)

    def load(self, shop: str, refs: Iterable[Ref], aliases: Iterable[Alias] = ()) -> Loaded:
        self.calls["load"] += 1
        return super().load(shop, refs, aliases)


def conflicts(number: int) -> list[Exception]:
    return [ConflictError("moved") for _ in range(number)]
