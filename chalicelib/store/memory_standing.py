"""What is open and stands in a queue, in memory."""

from collections.abc import Collection
from datetime import datetime
from threading import RLock

from chalicelib.care.state import EVERY_QUEUE, GROUPED, Case, Order, Ref, Subject
from chalicelib.store.port import FURTHEST
from chalicelib.store.standing import in_group, in_language, late_at, place_in_line, place_of_late
from chalicelib.store.values import LateOrder


class MemoryStanding:
    """Part of MemoryStore; see the port for what each call promises."""

    _lock: RLock
    _subjects: dict[tuple[str, Ref], tuple[int, Subject]]

    def open_cases(self, shop: str, queue: str, limit: int, languages: Collection[str] | None = None) -> list[Ref]:
        if queue not in EVERY_QUEUE:
            raise ValueError(f"open cases are {sorted(EVERY_QUEUE)}, not {queue!r}")
        looked_at = self._standing(shop, queue)[: limit if languages is None else FURTHEST]
        return [ref for place, ref in looked_at if in_language(place, languages)][:limit]

    def grouped(self, shop: str, group: str, limit: int) -> list[Ref]:
        return [ref for place, ref in self._standing(shop, GROUPED) if place.startswith(in_group(group))][:limit]

    def _standing(self, shop: str, queue: str) -> list[tuple[str, Ref]]:
        with self._lock:
            return sorted(
                (place, case.ref)
                for (where, _), (_, case) in self._subjects.items()
                if where == shop and isinstance(case, Case) and case.queue == queue and (place := place_in_line(case))
            )

    def waiting_since(self, shop: str, queue: str, limit: int) -> list[datetime]:
        refs = self.open_cases(shop, queue, limit)
        cases = [self._subjects[shop, ref][1] for ref in refs]
        return [case.waiting_since for case in cases if isinstance(case, Case) and case.waiting_since]

    def late_orders(self, shop: str, limit: int) -> list[LateOrder]:
        with self._lock:
            standing = [
                (place, order.id)
                for (where, _), (_, order) in self._subjects.items()
                if where == shop and isinstance(order, Order) and (place := place_of_late(order))
            ]
        return [late_at(order_id, place) for place, order_id in sorted(standing, reverse=True)[:limit]]
